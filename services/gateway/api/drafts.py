"""Applications that were begun: an address starts one, the link that is sent there is the key to it."""

from typing import Any

from flask import request
from flask_smorest import Blueprint

from services.gateway.api.routes import key, route
from services.gateway.model.permissions import PUBLIC
from services.gateway.schemas import BegunApplication, SavedDraft, SentDocument, Versioned
from services.gateway.web.door import ask, tell
from services.gateway.web.links import enter_as_drafter

routes = Blueprint("Drafts", __name__, description="Applications that are not sent yet; the link is the key")

ONE = "/drafts/<token>"

Json = dict[str, Any]


@routes.before_request
def make_room_for_a_document() -> None:
    """JSON carries a document in base64."""
    request.max_content_length = 8 * 1024 * 1024


@route(routes, "/drafts", PUBLIC, method="POST")
@routes.arguments(BegunApplication)
def start_application(asked: Json) -> Json:
    """Begin an application; the same answer to everybody, and the rest by email."""
    return tell("registration", "start_application", key(), **asked)


@route(routes, ONE, PUBLIC)
def my_draft(token: str) -> Json:
    """What was typed, and what is missing."""
    return ask("registration", "my_draft", draft_id=enter_as_drafter(token))


@route(routes, ONE, PUBLIC, method="POST", name="save_draft")
@routes.arguments(SavedDraft)
def save_draft(asked: Json, token: str) -> Json:
    """Save what is typed, complete or not."""
    return tell("registration", "save_draft", key(), draft_id=enter_as_drafter(token), **asked)


@route(routes, f"{ONE}/documents/<kind>", PUBLIC, method="POST")
@routes.arguments(SentDocument)
def attach_document(asked: Json, token: str, kind: str) -> Json:
    """Keep one document with it."""
    return tell("registration", "attach_document", key(), draft_id=enter_as_drafter(token), kind=kind, file=asked)


@route(routes, f"{ONE}/submission", PUBLIC, method="POST", created=True)
@routes.arguments(Versioned)
def send_draft(asked: Json, token: str) -> Json:
    """Send it; what it lacks is listed field by field."""
    return tell("registration", "send_draft", key(), draft_id=enter_as_drafter(token), **asked)


@route(routes, f"{ONE}/discard", PUBLIC, method="POST")
@routes.arguments(Versioned)
def discard_draft(asked: Json, token: str) -> Json:
    """It will not be sent."""
    return tell("registration", "discard_draft", key(), draft_id=enter_as_drafter(token), **asked)
