"""Whether the gateway lives and can work, for those who run it."""

from flask import Blueprint

from services.gateway.model.permissions import PUBLIC
from services.gateway.web.door import door
from services.gateway.web.guard import permit

pages = Blueprint("health", __name__)


@pages.get("/livez")
@permit(PUBLIC)
def livez() -> dict[str, str]:
    """It answers, so it lives."""
    return {"status": "alive"}


@pages.get("/readyz")
@permit(PUBLIC)
def readyz() -> tuple[dict[str, str], int]:
    """Without its database nobody can sign in; a service that is away is told page by page instead."""
    if not door().desk.is_reachable():
        return {"status": "not ready", "mongo": "unreachable"}, 503
    return {"status": "ready"}, 200
