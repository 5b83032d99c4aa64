"""Applications: sending one, listing, reading, and what staff do about one."""

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from services.gateway.api.routes import key, route
from services.gateway.model.permissions import PUBLIC
from services.gateway.schemas import (
    APPLICATION_ACT_SCHEMAS,
    ApplicationList,
    BulkChoice,
    BulkRun,
    CorrectedByStaff,
    NewApplication,
    Rejection,
    Versioned,
    as_json,
)
from services.gateway.web.acts import APPLICATION_ACTS, Act
from services.gateway.web.door import account, ask, tell
from services.gateway.web.guard import permit
from services.gateway.web.pdf import pdf_answer

routes = Blueprint("Applications", __name__, description="Applications to an edition")

BULK = "/editions/<edition_id>/bulk-acts"
ONE = "/applications/<application_id>"
LARGEST_WITH_LETTER = 8 * 1024 * 1024  # a letter of 5 MiB is 6.7 MiB in base64


@routes.before_request
def make_room_for_a_letter() -> None:
    """JSON carries a letter in base64, which is a third larger than in a form."""
    request.max_content_length = LARGEST_WITH_LETTER


@route(routes, "/applications", PUBLIC, method="POST", created=True)
@routes.arguments(NewApplication)
def submit_application(asked: dict[str, Any]) -> dict[str, Any]:
    """Send an application; the number and the link come by email, whether it is the first one of this address or not.

    Staff who send it for somebody are answered with its number and id, or that there is one already.
    """
    done = tell("registration", "submit_application", key(), **asked)
    return done if account() else {"received": True, "missing": done["missing"]}


@route(routes, f"{ONE}/form", "edit_application", method="POST")
@routes.arguments(CorrectedByStaff)
def edit_application(asked: dict[str, Any], application_id: str) -> dict[str, Any]:
    """Correct what was sent."""
    return tell("registration", "edit_application", key(), application_id=application_id, **asked)


@route(routes, f"{ONE}/documents/<document_id>", "read")
def document(application_id: str, document_id: str) -> dict[str, Any]:
    """A version of a document, in base64."""
    return ask("registration", "document", application_id=application_id, document_id=document_id)


@route(routes, f"{ONE}/documents/<document_id>/acceptance", "accept_document", method="POST")
def accept_document(application_id: str, document_id: str) -> dict[str, Any]:
    """Take a document after a look at it."""
    return tell("registration", "accept_document", key(), application_id=application_id, document_id=document_id)


@route(routes, f"{ONE}/documents/<document_id>/rejection", "reject_document", method="POST")
@routes.arguments(Rejection)
def reject_document(asked: dict[str, Any], application_id: str, document_id: str) -> dict[str, Any]:
    """Ask for another version of this one document."""
    about = {"application_id": application_id, "document_id": document_id}
    return tell("registration", "reject_document", key(), **about, **asked)


@route(routes, f"{ONE}/details", "read")
def participant_details(application_id: str) -> dict[str, Any]:
    """What somebody has said about their stay, as far as the reader may know it."""
    return ask("registration", "participant_details", application_id=application_id)


@route(routes, "/editions/<edition_id>/details", "read")
def details_of_participants(edition_id: str) -> dict[str, Any]:
    """Who is missing what about their stay, and what has to be arranged."""
    return ask("registration", "details_of_participants", edition_id=edition_id)


@route(routes, "/editions/<edition_id>/applications", "read")
@routes.arguments(ApplicationList, location="query")
def applications(asked: dict[str, Any], edition_id: str) -> dict[str, Any]:
    """The applications of an edition that fit, fifty a page."""
    return ask("registration", "applications", edition_id=edition_id, limit=50, **asked)


@route(routes, f"{BULK}/plan", "run_bulk")
@routes.arguments(BulkChoice, location="query")
def bulk_plan(asked: dict[str, Any], edition_id: str) -> dict[str, Any]:
    """Who would change and who would not, and why; nothing does."""
    return ask("registration", "bulk_plan", edition_id=edition_id, **asked)


@route(routes, BULK, "run_bulk", method="POST", created=True)
@routes.arguments(BulkRun)
def run_bulk(asked: dict[str, Any], edition_id: str) -> dict[str, Any]:
    """Do it once, to those that are still as they were."""
    return tell("registration", "run_bulk", key(), edition_id=edition_id, **as_json(BulkRun(), asked))


@route(routes, BULK, "read")
def bulk_acts(edition_id: str) -> dict[str, Any]:
    """The bulk acts of an edition, the newest first."""
    return ask("registration", "bulk_acts", edition_id=edition_id)


@route(routes, "/bulk-acts/<bulk_id>", "read")
def bulk_act(bulk_id: str) -> dict[str, Any]:
    """What one has done to each application, and what takes it back."""
    return ask("registration", "bulk_act", bulk_id=bulk_id)


@route(routes, ONE, "read")
def application(application_id: str) -> dict[str, Any]:
    """One application with its history and the acts that are allowed now."""
    return ask("registration", "application", application_id=application_id)


@route(routes, f"{ONE}/letter", "make_visa_letter", method="POST", name="make_letter")
def make_letter(application_id: str) -> dict[str, Any]:
    """Have the letter of invitation of a participant made, as things stand."""
    return tell("registration", "make_visa_letter", key(), application_id=application_id)


@routes.route(f"{ONE}/letter/pdf")
@routes.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
@routes.doc(security=[{"token": []}])
@permit("read")
def letter_pdf(application_id: str) -> Response:
    """The letter of invitation, byte for byte as it was made."""
    return pdf_answer(ask("registration", "visa_letter_pdf", application_id=application_id))


def _offer(act: Act) -> None:
    schema = APPLICATION_ACT_SCHEMAS.get(act.command, Versioned)

    @routes.arguments(schema)
    def do(asked: dict[str, Any], application_id: str) -> dict[str, Any]:
        return tell("registration", act.command, key(), application_id=application_id, **as_json(schema(), asked))

    do.__doc__ = f"{act.path.replace('-', ' ').capitalize()} of an application."
    route(routes, f"{ONE}/{act.path}", act.command, method="POST", name=act.command)(do)


for _act in APPLICATION_ACTS:
    _offer(_act)
