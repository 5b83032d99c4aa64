"""What a focal point does by the link in the call, and somebody who was nominated by the link in the invitation."""

from typing import Any

from flask import request
from flask_smorest import Blueprint

from services.gateway.api.routes import key, route
from services.gateway.model.permissions import PUBLIC
from services.gateway.schemas import CallLetter, NewNomination, NominatedApplication, NoNominee, Rank
from services.gateway.web.door import ask, tell
from services.gateway.web.links import enter_as_called, enter_as_nominated

routes = Blueprint("Called by link", __name__, description="The link in a call or a nomination is the key")

CALLED = "/called/<token>"
NOMINATED = "/nominated/<token>"
LARGEST_WITH_LETTER = 8 * 1024 * 1024

Json = dict[str, Any]


@routes.before_request
def make_room_for_a_letter() -> None:
    """JSON carries a letter in base64, which is a third larger than in a form."""
    request.max_content_length = LARGEST_WITH_LETTER


@route(routes, CALLED, PUBLIC)
def call(token: str) -> Json:
    """Where the call stands, and the acts that are allowed now."""
    return ask("registration", "call", call_id=enter_as_called(token))


@route(routes, f"{CALLED}/acknowledgement", PUBLIC, method="POST")
def acknowledge_call(token: str) -> Json:
    """Take note of the call."""
    return tell("registration", "acknowledge_call", key(), call_id=enter_as_called(token))


@route(routes, f"{CALLED}/decline", PUBLIC, method="POST")
@routes.arguments(NoNominee)
def decline_call(asked: Json, token: str) -> Json:
    """Nominate nobody."""
    return tell("registration", "decline_call", key(), call_id=enter_as_called(token), **asked)


@route(routes, f"{CALLED}/nominations", PUBLIC, method="POST")
@routes.arguments(NewNomination)
def nominate(asked: Json, token: str) -> Json:
    """Nominate an official, who is written to."""
    return tell("registration", "nominate", key(), call_id=enter_as_called(token), **asked)


@route(routes, f"{CALLED}/nominations/<nomination_id>/rank", PUBLIC, method="POST")
@routes.arguments(Rank)
def rank_nomination(asked: Json, token: str, nomination_id: str) -> Json:
    """Put a nominated official in another place."""
    call_id = enter_as_called(token)
    return tell("registration", "rank_nomination", key(), call_id=call_id, nomination_id=nomination_id, **asked)


@route(routes, f"{CALLED}/nominations/<nomination_id>/withdrawal", PUBLIC, method="POST")
def withdraw_nomination(token: str, nomination_id: str) -> Json:
    """Take a nomination back."""
    call_id = enter_as_called(token)
    return tell("registration", "withdraw_nomination", key(), call_id=call_id, nomination_id=nomination_id)


@route(routes, f"{CALLED}/letters", PUBLIC, method="POST")
@routes.arguments(CallLetter)
def send_call_letter(asked: Json, token: str) -> Json:
    """Send a signed letter, as evidence for those whom it names."""
    return tell("registration", "send_call_letter", key(), call_id=enter_as_called(token), **asked)


@route(routes, NOMINATED, PUBLIC)
def invitation(token: str) -> Json:
    """What the nomination says already."""
    return ask("registration", "invitation", nomination_id=enter_as_nominated(token))


@route(routes, f"{NOMINATED}/application", PUBLIC, method="POST", created=True)
@routes.arguments(NominatedApplication)
def submit_nominated_application(asked: Json, token: str) -> Json:
    """Apply, endorsed from the start."""
    nomination_id = enter_as_nominated(token)
    return tell("registration", "submit_nominated_application", key(), nomination_id=nomination_id, **asked)
