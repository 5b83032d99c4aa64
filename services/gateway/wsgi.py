"""The gateway as gunicorn runs it: `gunicorn services.gateway.wsgi:app`."""

from services.gateway.app import create_app
from services.gateway.settings import open_door
from shared.messaging import logs, metrics, traces
from shared.messaging.settings import read_secret, read_settings

logs.configure("gateway")
_settings = read_settings()
traces.start(_settings, "gateway")
_door = open_door(_settings)
metrics.at_scrape(lambda: [metrics.ready(None if _door.desk.is_reachable() else "no database")])

app = create_app(_door, cookie_key=read_secret(_settings, "cookie-key"))
