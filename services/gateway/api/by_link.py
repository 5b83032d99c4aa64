"""What the holder of a link from an email may do: the applicant, and the nominating institution."""

from typing import Any

from flask import request
from flask_smorest import Blueprint
from marshmallow import Schema

from services.gateway.api.routes import key, route
from services.gateway.model.permissions import PUBLIC
from services.gateway.schemas import (
    DETAILS_SCHEMAS,
    Answer,
    EditedApplication,
    ReasonCoded,
    Resubmission,
    SentDocument,
    Versioned,
    as_json,
)
from services.gateway.web.door import ask, tell
from services.gateway.web.links import enter_as_applicant, enter_as_focal_point

routes = Blueprint("By link", __name__, description="The link in an email is the key")

MY = "/my/<token>"
ENDORSEMENT = "/endorsements/<token>"


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
@routes.arguments(Versioned)
def confirm_offer(asked: dict[str, Any], token: str) -> dict[str, Any]:
    """Take the seat."""
    return _mine("confirm_offer", token, asked)


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


def _mine(command: str, token: str, asked: dict[str, Any]) -> dict[str, Any]:
    return tell("registration", command, key(), application_id=enter_as_applicant(token).application_id, **asked)
