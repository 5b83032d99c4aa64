"""The programme of an edition, its experts, and attendance."""

from typing import Any

from flask_smorest import Blueprint

from services.gateway.api.routes import key, route
from services.gateway.schemas import Assignment, Attendance, Draft, NewExpert, Versioned, as_json
from services.gateway.web.door import ask, tell

routes = Blueprint("Programme", __name__, description="Sessions, experts and attendance")

PROGRAMME = "/editions/<edition_id>/programme"
SESSION = "/sessions/<session_id>"


@route(routes, PROGRAMME, "read")
def programme(edition_id: str) -> dict[str, Any]:
    """The programme as staff see it."""
    return ask("scheduling", "programme", edition_id=edition_id)


@route(routes, f"{PROGRAMME}/draft", "draft_programme", method="POST")
@routes.arguments(Draft, required=False)
def draft_programme(asked: dict[str, Any], edition_id: str) -> dict[str, Any]:
    """Draft it again."""
    return tell("scheduling", "draft_programme", key(), edition_id=edition_id, **as_json(Draft(), asked))


@route(routes, f"{PROGRAMME}/experts", "assign_experts", method="POST")
def assign_experts(edition_id: str) -> dict[str, Any]:
    """Spread the free experts over the sessions that have none."""
    return tell("scheduling", "assign_experts", key(), edition_id=edition_id)


@route(routes, f"{PROGRAMME}/release", "release_programme", method="POST")
@routes.arguments(Versioned)
def release_programme(asked: dict[str, Any], edition_id: str) -> dict[str, Any]:
    """Release it as a numbered version."""
    return tell("scheduling", "release_programme", key(), edition_id=edition_id, **asked)


@route(routes, "/experts", "read")
def experts() -> dict[str, Any]:
    """Everybody who teaches."""
    return ask("scheduling", "experts")


@route(routes, "/experts", "add_expert", method="POST", created=True)
@routes.arguments(NewExpert)
def add_expert(asked: dict[str, Any]) -> dict[str, Any]:
    """Add an expert."""
    return tell("scheduling", "add_expert", key(), **asked)


@route(routes, f"{SESSION}/expert", "assign_expert", method="POST")
@routes.arguments(Assignment)
def assign_expert(asked: dict[str, Any], session_id: str) -> dict[str, Any]:
    """Give a session its expert."""
    return tell("scheduling", "assign_expert", key(), session_id=session_id, **asked)


@route(routes, SESSION, "read")
def session(session_id: str) -> dict[str, Any]:
    """One session with its roster."""
    return ask("scheduling", "session", session_id=session_id)


@route(routes, f"{SESSION}/attendance", "mark_attendance", method="PUT")
@routes.arguments(Attendance)
def mark_attendance(asked: dict[str, Any], session_id: str) -> dict[str, Any]:
    """Fill in the sheet."""
    return tell("scheduling", "mark_attendance", key(), session_id=session_id, **asked)


@route(routes, f"{SESSION}/attendance/lock", "lock_attendance", method="POST")
@routes.arguments(Versioned)
def lock_attendance(asked: dict[str, Any], session_id: str) -> dict[str, Any]:
    """Make the sheet final."""
    return tell("scheduling", "lock_attendance", key(), session_id=session_id, **asked)
