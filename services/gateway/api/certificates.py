"""Completions and certificates, and whether a certificate is real."""

from typing import Any

from flask.wrappers import Response
from flask_smorest import Blueprint

from services.gateway.api.routes import key, route
from services.gateway.model.permissions import PUBLIC
from services.gateway.schemas import ExceptionalApproval, Names, Replacement, Retry, Revocation
from services.gateway.web.door import ask, tell
from services.gateway.web.guard import permit
from services.gateway.web.pdf import pdf_answer

routes = Blueprint("Certificates", __name__, description="Completions and certificates")

EDITION = "/editions/<edition_id>"
CERTIFICATE = "/certificates/<certificate_id>"


@route(routes, f"{EDITION}/completions", "read")
def completions(edition_id: str) -> dict[str, Any]:
    """Who met the requirements."""
    return ask("certification", "completions", edition_id=edition_id)


@route(routes, f"{EDITION}/completions/approval", "approve_completions", method="POST")
@routes.arguments(Names)
def approve_completions(asked: dict[str, Any], edition_id: str) -> dict[str, Any]:
    """Approve what was computed; certificates are made for those who passed."""
    return tell("certification", "approve_completions", key(), edition_id=edition_id, **asked)


@route(routes, "/applications/<application_id>/completion/exception", "approve_exception", method="POST")
@routes.arguments(ExceptionalApproval)
def approve_exception(asked: dict[str, Any], application_id: str) -> dict[str, Any]:
    """Approve one completion against the rule."""
    return tell("certification", "approve_exception", key(), application_id=application_id, **asked)


@route(routes, f"{EDITION}/certificates", "read")
def certificates(edition_id: str) -> dict[str, Any]:
    """All certificates of an edition."""
    return ask("certification", "certificates", edition_id=edition_id)


@route(routes, CERTIFICATE, "read")
def certificate(certificate_id: str) -> dict[str, Any]:
    """One certificate."""
    return ask("certification", "certificate", certificate_id=certificate_id)


@routes.route(f"{CERTIFICATE}/pdf")
@routes.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
@routes.doc(security=[{"token": []}])
@permit("read")
def certificate_pdf(certificate_id: str) -> Response:
    """The signed document."""
    return pdf_answer(ask("certification", "certificate_pdf", certificate_id=certificate_id))


@route(routes, f"{CERTIFICATE}/revocation", "revoke_certificate", method="POST")
@routes.arguments(Revocation)
def revoke_certificate(asked: dict[str, Any], certificate_id: str) -> dict[str, Any]:
    """Take its validity away; the record stays."""
    return tell("certification", "revoke_certificate", key(), certificate_id=certificate_id, **asked)


@route(routes, f"{CERTIFICATE}/replacement", "replace_certificate", method="POST")
@routes.arguments(Replacement)
def replace_certificate(asked: dict[str, Any], certificate_id: str) -> dict[str, Any]:
    """Issue a corrected one in its place."""
    return tell("certification", "replace_certificate", key(), certificate_id=certificate_id, **asked)


@route(routes, f"{CERTIFICATE}/retry", "retry_certificate", method="POST")
@routes.arguments(Retry)
def retry_certificate(asked: dict[str, Any], certificate_id: str) -> dict[str, Any]:
    """Make one that failed again."""
    return tell("certification", "retry_certificate", key(), certificate_id=certificate_id, **asked)


@route(routes, "/verify/<verify_id>", PUBLIC)
def verify(verify_id: str) -> dict[str, Any]:
    """What was certified, and whether it still holds."""
    return ask("certification", "verify", verify_id=verify_id)
