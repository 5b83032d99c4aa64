"""Institutions, the call to them, and what staff record of their answers."""

from typing import Any

from flask import request
from flask_smorest import Blueprint

from services.gateway.api.routes import key, route
from services.gateway.schemas import (
    Appointment,
    CallFilter,
    CallLetter,
    CallTerms,
    Chosen,
    Evidence,
    InstitutionFile,
    InstitutionFilter,
    InstitutionName,
    NewInstitution,
    NewNomination,
    NoNominee,
    Rank,
)
from services.gateway.web.call_email import call_email
from services.gateway.web.door import ask, tell

routes = Blueprint("Governments", __name__, description="Institutions and the call to them")

INSTITUTION = "/institutions/<institution_id>"
EDITION = "/editions/<edition_id>"
CALL = "/calls/<call_id>"
LARGEST_WITH_LETTER = 8 * 1024 * 1024

Json = dict[str, Any]


@routes.before_request
def make_room_for_a_letter() -> None:
    """JSON carries a letter in base64, which is a third larger than in a form."""
    request.max_content_length = LARGEST_WITH_LETTER


@route(routes, "/institutions", "read")
@routes.arguments(InstitutionFilter, location="query")
def institutions(asked: Json) -> Json:
    """The institutions that fit, fifty a page."""
    return ask("registration", "institutions", limit=50, **asked)


@route(routes, "/institutions", "add_institution", method="POST", created=True)
@routes.arguments(NewInstitution)
def add_institution(asked: Json) -> Json:
    """Keep an institution with its focal point."""
    return tell("registration", "add_institution", key(), **asked)


@route(routes, INSTITUTION, "read")
def institution(institution_id: str) -> Json:
    """One institution with everybody who spoke for it, and its calls."""
    return ask("registration", "institution", institution_id=institution_id)


@route(routes, f"{INSTITUTION}/correction", "correct_institution", method="POST")
@routes.arguments(InstitutionName)
def correct_institution(asked: Json, institution_id: str) -> Json:
    """Another name or kind of ministry."""
    return tell("registration", "correct_institution", key(), institution_id=institution_id, **asked)


@route(routes, f"{INSTITUTION}/focal-point", "appoint_focal_point", method="POST")
@routes.arguments(Appointment)
def appoint_focal_point(asked: Json, institution_id: str) -> Json:
    """Another focal point, who is asked whatever is open."""
    return tell("registration", "appoint_focal_point", key(), institution_id=institution_id, **asked)


@route(routes, "/institution-imports/plan", "import_institutions", method="POST", name="plan_import")
@routes.arguments(InstitutionFile)
def plan_import(asked: Json) -> Json:
    """What each line of a file would do; nothing does."""
    return ask("registration", "institution_import", **asked)


@route(routes, "/institution-imports", "import_institutions", method="POST")
@routes.arguments(InstitutionFile)
def import_institutions(asked: Json) -> Json:
    """Take the lines of a file over; with one wrong line, none."""
    return tell("registration", "import_institutions", key(), **asked)


@route(routes, f"{EDITION}/calls", "read")
@routes.arguments(CallFilter, location="query")
def calls(asked: Json, edition_id: str) -> Json:
    """Where each invited country stands with the call."""
    return ask("registration", "calls", edition_id=edition_id, **asked)


@route(routes, f"{EDITION}/call-plan", "read")
def call_plan(edition_id: str) -> Json:
    """What sending the call would do, institution by institution."""
    return ask("registration", "call_plan", edition_id=edition_id)


@route(routes, f"{EDITION}/call-plan/<institution_id>/email", "send_call", name="preview_call")
def preview_call(edition_id: str, institution_id: str) -> Json:
    """What the email would say to one institution."""
    return call_email(edition_id, institution_id)


@route(routes, f"{EDITION}/calls", "send_call", method="POST")
@routes.arguments(Chosen)
def send_call(asked: Json, edition_id: str) -> Json:
    """Send the call to the chosen institutions; nobody gets it twice."""
    return tell("registration", "send_call", key(), edition_id=edition_id, **asked)


@route(routes, f"{EDITION}/call-terms", "set_call_terms", method="POST")
@routes.arguments(CallTerms)
def set_call_terms(asked: Json, edition_id: str) -> Json:
    """Another quota, other days for reminders."""
    return tell("registration", "set_call_terms", key(), edition_id=edition_id, **asked)


@route(routes, CALL, "read")
def call(call_id: str) -> Json:
    """One call with its history and the acts that are allowed now."""
    return ask("registration", "call", call_id=call_id)


@route(routes, f"{CALL}/letters/<letter_id>", "read")
def call_letter(call_id: str, letter_id: str) -> Json:
    """A signed letter."""
    return ask("registration", "call_letter", call_id=call_id, letter_id=letter_id)


@route(routes, f"{CALL}/reminder", "remind_call", method="POST")
def remind_call(call_id: str) -> Json:
    """Remind the institution now."""
    return tell("registration", "remind_call", key(), call_id=call_id)


@route(routes, f"{CALL}/acknowledgement", "acknowledge_call", method="POST")
@routes.arguments(Evidence)
def acknowledge_call(asked: Json, call_id: str) -> Json:
    """Record that the institution has taken note."""
    return tell("registration", "acknowledge_call", key(), call_id=call_id, **asked)


@route(routes, f"{CALL}/decline", "decline_call", method="POST")
@routes.arguments(NoNominee)
def decline_call(asked: Json, call_id: str) -> Json:
    """Record that the institution nominates nobody."""
    return tell("registration", "decline_call", key(), call_id=call_id, **asked)


@route(routes, f"{CALL}/nominations", "nominate", method="POST")
@routes.arguments(NewNomination)
def nominate(asked: Json, call_id: str) -> Json:
    """Record a nomination; the official is written to."""
    return tell("registration", "nominate", key(), call_id=call_id, **asked)


@route(routes, f"{CALL}/nominations/<nomination_id>/rank", "rank_nomination", method="POST")
@routes.arguments(Rank)
def rank_nomination(asked: Json, call_id: str, nomination_id: str) -> Json:
    """Put a nominated official in another place."""
    return tell("registration", "rank_nomination", key(), call_id=call_id, nomination_id=nomination_id, **asked)


@route(routes, f"{CALL}/nominations/<nomination_id>/withdrawal", "withdraw_nomination", method="POST")
def withdraw_nomination(call_id: str, nomination_id: str) -> Json:
    """Take a nomination back."""
    return tell("registration", "withdraw_nomination", key(), call_id=call_id, nomination_id=nomination_id)


@route(routes, f"{CALL}/letters", "send_call_letter", method="POST")
@routes.arguments(CallLetter)
def send_call_letter(asked: Json, call_id: str) -> Json:
    """Keep a signed letter."""
    return tell("registration", "send_call_letter", key(), call_id=call_id, **asked)
