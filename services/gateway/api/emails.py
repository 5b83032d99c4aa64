"""The register of emails."""

from typing import Any

from flask_smorest import Blueprint

from services.gateway.api.routes import key, route
from services.gateway.schemas import EmailFilter
from services.gateway.web.door import ask, tell
from services.gateway.web.register import email_of

routes = Blueprint("Emails", __name__, description="What was written to whom, and what became of it")


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
