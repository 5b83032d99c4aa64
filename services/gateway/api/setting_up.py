"""Setting an edition up: its dates, seats, texts and windows, and the next one like it."""

from typing import Any

from flask_smorest import Blueprint

from services.gateway.api.routes import key, route
from services.gateway.model.permissions import PUBLIC
from services.gateway.schemas import ChangedDates, ChangedSeats, ChangedTexts, Extension, as_json
from services.gateway.web.door import ask, tell

routes = Blueprint("Setting up", __name__, description="Dates, seats, texts and windows of an edition")

ONE = "/editions/<edition_id>"


@route(routes, f"{ONE}/progress", "read")
def progress(edition_id: str) -> dict[str, Any]:
    """An edition with its texts, what is missing before it can open, and who changed what."""
    return ask("registration", "edition_progress", edition_id=edition_id)


@route(routes, f"{ONE}/call/<language>", PUBLIC)
def call_text(edition_id: str, language: str) -> dict[str, Any]:
    """What the public reads about an open call; its placeholders, as {deadline}, are the edition's own dates."""
    return ask("registration", "call_text", edition_id=edition_id, language=language)


@route(routes, f"{ONE}/next", "read")
def next_edition(edition_id: str) -> dict[str, Any]:
    """The next edition like this one: every date moved by whole weeks. `POST /editions` creates it, changed or not."""
    return ask("registration", "next_edition", edition_id=edition_id)


@route(routes, f"{ONE}/dates", "change_dates", method="POST")
@routes.arguments(ChangedDates)
def change_dates(asked: dict[str, Any], edition_id: str) -> dict[str, Any]:
    """Change dates, place or documents before the call opens."""
    return tell("registration", "change_dates", key(), edition_id=edition_id, **as_json(ChangedDates(), asked))


@route(routes, f"{ONE}/seats", "change_seats", method="POST")
@routes.arguments(ChangedSeats)
def change_seats(asked: dict[str, Any], edition_id: str) -> dict[str, Any]:
    """Change seats, limits and countries; who is selected or has applied may stand in the way."""
    return tell("registration", "change_seats", key(), edition_id=edition_id, **asked)


@route(routes, f"{ONE}/texts", "change_texts", method="POST")
@routes.arguments(ChangedTexts)
def change_texts(asked: dict[str, Any], edition_id: str) -> dict[str, Any]:
    """Change the texts of the call in one language."""
    return tell("registration", "change_texts", key(), edition_id=edition_id, **asked)


@route(routes, f"{ONE}/extension", "extend_window", method="POST")
@routes.arguments(Extension)
def extend_window(asked: dict[str, Any], edition_id: str) -> dict[str, Any]:
    """Extend the window of a phase."""
    return tell("registration", "extend_window", key(), edition_id=edition_id, **as_json(Extension(), asked))
