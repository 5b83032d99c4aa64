"""People who may be one: the pairs, two side by side, and the decision."""

from typing import Any

from flask_smorest import Blueprint

from services.gateway.api.routes import key, route
from services.gateway.schemas import DuplicateFilter, Reasoned
from services.gateway.web.door import ask, tell

routes = Blueprint("Duplicates", __name__, description="People who may be one")

ONE = "/duplicates/<match_id>"


@route(routes, "/duplicates", "read")
@routes.arguments(DuplicateFilter, location="query")
def duplicates(asked: dict[str, Any]) -> dict[str, Any]:
    """The pairs of one status, fifty a page."""
    return ask("registration", "duplicates", **asked)


@route(routes, ONE, "read")
def duplicate(match_id: str) -> dict[str, Any]:
    """Two people side by side: what agrees, what differs, what each has sent, and what was decided."""
    return ask("registration", "duplicate", match_id=match_id)


@route(routes, "/people/<person_id>", "read")
def person(person_id: str) -> dict[str, Any]:
    """All that somebody has sent in all editions, and with whom they may be one."""
    return ask("registration", "person", person_id=person_id)


@route(routes, f"{ONE}/merge", "merge_people", method="POST")
@routes.arguments(Reasoned)
def merge_people(asked: dict[str, Any], match_id: str) -> dict[str, Any]:
    """They are one person."""
    return tell("registration", "merge_people", key(), match_id=match_id, **asked)


@route(routes, f"{ONE}/apart", "tell_people_apart", method="POST")
@routes.arguments(Reasoned)
def tell_people_apart(asked: dict[str, Any], match_id: str) -> dict[str, Any]:
    """They are two people, after all if they were merged."""
    return tell("registration", "tell_people_apart", key(), match_id=match_id, **asked)
