"""The gateway as gunicorn runs it: `gunicorn services.gateway.wsgi:app`."""

from services.gateway.app import create_app
from services.gateway.settings import open_door
from shared.messaging.settings import read_secret, read_settings

_settings = read_settings()

app = create_app(open_door(_settings), cookie_key=read_secret(_settings, "cookie-key"))
