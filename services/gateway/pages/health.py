"""Whether the gateway lives and can work, for those who run it."""

from flask import Blueprint, Response, abort, request

from services.gateway.model.permissions import PUBLIC
from services.gateway.web.door import door
from services.gateway.web.guard import permit
from shared.messaging.metrics import CONTENT_TYPE, page

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


@pages.get("/metrics")
@permit(PUBLIC)
def metrics() -> Response:
    """The numbers of all workers, for who comes in where operators do; anywhere else there is no such page."""
    if request.environ["SERVER_PORT"] != door().operators_port:
        abort(404)
    return Response(page(), content_type=CONTENT_TYPE)
