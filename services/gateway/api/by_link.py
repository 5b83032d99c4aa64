"""What the holder of a link from an email may do: the applicant, and the nominating institution."""

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema

from services.gateway.api.routes import key, route
from services.gateway.model.permissions import PUBLIC
from services.gateway.schemas import (
    DETAILS_SCHEMAS,
    AcceptedParts,
    Answer,
    Confirmation,
    EditedApplication,
    NewReplacement,
    NoReplacement,
    ReasonCoded,
    Resubmission,
    SentDocument,
    as_json,
)
from services.gateway.web.door import ask, tell
from services.gateway.web.guard import permit
from services.gateway.web.links import enter_as_applicant, enter_as_focal_point, enter_as_replacing
from services.gateway.web.pdf import pdf_answer

routes = Blueprint("By link", __name__, description="The link in an email is the key")

MY = "/my/<token>"
ENDORSEMENT = "/endorsements/<token>"
REPLACEMENT = "/replacements/<token>"


@routes.before_request
def make_room_for_a_letter() -> None:
    """A corrected application may carry a letter."""
    request.max_content_length = 8 * 1024 * 1024


@route(routes, MY, PUBLIC)
def my_application(token: str) -> dict[str, Any]:
    """Where the application stands."""
    return ask("registration", "my_application", application_id=enter_as_applicant(token).application_id)


@route(routes, f"{MY}/certificates", PUBLIC)
def my_certificates(token: str) -> dict[str, Any]:
    """The person's certificates."""
    return ask("certification", "my_certificates", application_id=enter_as_applicant(token).application_id)


@route(routes, f"{MY}/confirmation", PUBLIC, method="POST")
@routes.arguments(Confirmation)
def confirm_offer(asked: dict[str, Any], token: str) -> dict[str, Any]:
    """Take the seat, with all that comes with it or with the parts that are named."""
    return _mine("confirm_offer", token, asked)


@route(routes, f"{MY}/parts", PUBLIC, method="POST")
@routes.arguments(AcceptedParts)
def change_offer_parts(asked: dict[str, Any], token: str) -> dict[str, Any]:
    """Take or refuse parts of the offer."""
    return _mine("change_offer_parts", token, asked)


@route(routes, f"{MY}/letter", PUBLIC, method="POST")
def make_visa_letter(token: str) -> dict[str, Any]:
    """Have the letter of invitation made, as things stand."""
    return _mine("make_visa_letter", token, {})


@routes.route(f"{MY}/letter/pdf")
@routes.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
@permit(PUBLIC)
def visa_letter_pdf(token: str) -> Response:
    """The letter of invitation."""
    return pdf_answer(ask("registration", "visa_letter_pdf", application_id=enter_as_applicant(token).application_id))


@route(routes, f"{MY}/decline", PUBLIC, method="POST")
@routes.arguments(ReasonCoded)
def decline_offer(asked: dict[str, Any], token: str) -> dict[str, Any]:
    """Leave the seat to somebody else."""
    return _mine("decline_offer", token, asked)


@route(routes, f"{MY}/withdrawal", PUBLIC, method="POST")
@routes.arguments(ReasonCoded)
def withdraw_application(asked: dict[str, Any], token: str) -> dict[str, Any]:
    """Give the application up."""
    return _mine("withdraw_application", token, asked)


@route(routes, f"{MY}/resubmission", PUBLIC, method="POST")
@routes.arguments(Resubmission)
def resubmit_application(asked: dict[str, Any], token: str) -> dict[str, Any]:
    """Send what was missing or wrong."""
    return _mine("resubmit_application", token, asked)


@route(routes, f"{MY}/form", PUBLIC, method="POST")
@routes.arguments(EditedApplication)
def edit_application(asked: dict[str, Any], token: str) -> dict[str, Any]:
    """Change what may be changed now."""
    return _mine("edit_application", token, asked)


@route(routes, f"{MY}/documents/<kind>", PUBLIC, method="POST")
@routes.arguments(SentDocument)
def upload_document(asked: dict[str, Any], token: str, kind: str) -> dict[str, Any]:
    """Send one document, or its next version."""
    return _mine("upload_document", token, {"kind": kind, "file": asked})


@route(routes, f"{MY}/details", PUBLIC)
def my_details(token: str) -> dict[str, Any]:
    """What the stay needs: what was said, and what is missing."""
    return ask("registration", "my_details", application_id=enter_as_applicant(token).application_id)


def _offer(part: str, command: str, schema: type[Schema]) -> None:
    @routes.arguments(schema)
    def save(asked: dict[str, Any], token: str) -> dict[str, Any]:
        return _mine(command, token, as_json(schema(), asked))

    save.__doc__ = f"Save one part of what the stay needs: {part}."
    route(routes, f"{MY}/details/{part}", PUBLIC, method="POST", name=command)(save)


for _part, (_command, _schema) in DETAILS_SCHEMAS.items():
    _offer(_part, _command, _schema)


@route(routes, ENDORSEMENT, PUBLIC)
def nomination(token: str) -> dict[str, Any]:
    """Who asks for an endorsement."""
    return ask("registration", "nomination", application_id=enter_as_focal_point(token).application_id)


@route(routes, ENDORSEMENT, PUBLIC, method="POST", name="answer_nomination")
@routes.arguments(Answer)
def answer_nomination(asked: dict[str, Any], token: str) -> dict[str, Any]:
    """Endorse, or not."""
    link = enter_as_focal_point(token)
    return tell("registration", "answer_nomination", key(), application_id=link.application_id, **asked)


@route(routes, f"{ENDORSEMENT}/withdrawal", PUBLIC, method="POST", name="withdraw_official")
@routes.arguments(ReasonCoded)
def withdraw_official(asked: dict[str, Any], token: str) -> dict[str, Any]:
    """The institution takes its official out; a seat on offer is declined."""
    link = enter_as_focal_point(token)
    acts = ask("registration", "nomination", application_id=link.application_id)["acts"]
    command = "decline_offer" if "decline_offer" in acts else "withdraw_application"
    return tell("registration", command, key(), application_id=link.application_id, **asked)


@route(routes, REPLACEMENT, PUBLIC)
def replacement(token: str) -> dict[str, Any]:
    """The seat that an institution may fill again, and how it stands."""
    return ask("registration", "replacement", replacement_id=enter_as_replacing(token))


@route(routes, REPLACEMENT, PUBLIC, method="POST", name="name_replacement")
@routes.arguments(NewReplacement)
def name_replacement(asked: dict[str, Any], token: str) -> dict[str, Any]:
    """Name another official for it."""
    return tell("registration", "name_replacement", key(), replacement_id=enter_as_replacing(token), **asked)


@route(routes, f"{REPLACEMENT}/decline", PUBLIC, method="POST", name="decline_replacement")
@routes.arguments(NoReplacement)
def decline_replacement(asked: dict[str, Any], token: str) -> dict[str, Any]:
    """Leave it to the waiting list."""
    return tell("registration", "decline_replacement", key(), replacement_id=enter_as_replacing(token), **asked)


@route(routes, "/letters/<verify_id>", PUBLIC)
def check_visa_letter(verify_id: str) -> dict[str, Any]:
    """What a letter of invitation says, and whether it still holds."""
    return ask("registration", "check_visa_letter", verify_id=verify_id)


def _mine(command: str, token: str, asked: dict[str, Any]) -> dict[str, Any]:
    return tell("registration", command, key(), application_id=enter_as_applicant(token).application_id, **asked)
