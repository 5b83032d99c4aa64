"""The register of emails, and the messages between the services."""

from typing import Any

from flask_smorest import Blueprint

from services.gateway.api.routes import key, route
from services.gateway.schemas import Discard, EmailFilter, OfPublished, OfService
from services.gateway.web.door import ask, tell
from services.gateway.web.operations import known_service, message_states, parked_messages
from services.gateway.web.register import email_of

routes = Blueprint("Emails and messages", __name__, description="What was sent, what waits, what was parked")


@route(routes, "/emails", "read")
@routes.arguments(EmailFilter, location="query")
def emails(asked: dict[str, Any]) -> dict[str, Any]:
    """The emails that fit, the newest first."""
    return ask("notifications", "emails", limit=50, **asked)


@route(routes, "/emails/<email_id>", "read")
def email(email_id: str) -> dict[str, Any]:
    """One email, word for word; an auditor sees its personal links without their keys."""
    return email_of(email_id)


@route(routes, "/emails/<email_id>/resend", "resend_email", method="POST")
def resend_email(email_id: str) -> dict[str, Any]:
    """Queue again what failed, or what may not have arrived."""
    return tell("notifications", "resend_email", key(), email_id=email_id)


@route(routes, "/messages", "read")
def messages() -> dict[str, Any]:
    """Each service's outbox, and how many of its messages are parked."""
    return {"services": message_states()}


@route(routes, "/messages/parked", "read")
@routes.arguments(OfService, location="query")
def parked(asked: dict[str, Any]) -> dict[str, Any]:
    """The parked messages of a service."""
    return {"rows": parked_messages(asked["service"])}


@route(routes, "/messages/published", "read")
@routes.arguments(OfPublished, location="query")
def published(asked: dict[str, Any]) -> dict[str, Any]:
    """What a service has published, in order."""
    return ask(known_service(asked["service"]), "published", after=asked["after"])


@route(routes, "/messages/parked/<service>/<path:message_id>/replay", "replay_parked", method="POST")
def replay_parked(service: str, message_id: str) -> dict[str, Any]:
    """Try a parked message once more."""
    return tell(known_service(service), "replay_parked", key(), message_id=message_id)


@route(routes, "/messages/parked/<service>/<path:message_id>/discard", "discard_parked", method="POST")
@routes.arguments(Discard)
def discard_parked(asked: dict[str, Any], service: str, message_id: str) -> dict[str, Any]:
    """Give a parked message up."""
    return tell(known_service(service), "discard_parked", key(), message_id=message_id, **asked)
