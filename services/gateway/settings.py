"""The gateway made from the settings file and the secret files."""

from typing import Any

from services.gateway.use_cases import Desk
from services.gateway.web.door import Door
from shared.messaging.client import Services
from shared.messaging.settings import mongo_url, read_secret
from shared.storage import Database, connect

ASKED = ("registration", "scheduling", "certification", "notifications")


def open_desk(settings: dict[str, Any]) -> Desk:
    """The gateway's own database, with its indexes made."""
    database = Database(
        connect(mongo_url(settings, "gateway")), f"{settings['DATABASES']}_gateway", publisher="gateway"
    )
    desk = Desk.of(database)
    desk.create_indexes()
    return desk


def open_door(settings: dict[str, Any]) -> Door:
    """Everything the gateway works with."""
    return Door(
        public_url=settings["PUBLIC_URL"].rstrip("/"),
        operators_port=settings.get("GATEWAY_HEALTH", "").rpartition(":")[2],
        link_key=read_secret(settings, "link-key"),
        desk=open_desk(settings),
        services=Services(
            {name: settings[f"{name.upper()}_URL"] for name in ASKED}, read_secret(settings, "command-key")
        ),
    )
