"""The edition that staff are working on: the one of the page, else the one they looked at last."""

from typing import Any, cast

from flask import g, session

from services.gateway.web.door import ask


def load_edition(edition_id: str) -> dict[str, Any]:
    """The edition of this page, remembered for the menu of the next ones."""
    g.edition = ask("registration", "edition", edition_id=edition_id)
    session["edition_id"] = edition_id
    return cast(dict[str, Any], g.edition)


def take_at_hand(edition: dict[str, Any]) -> None:
    """Remember an edition that came with something else."""
    g.edition = edition
    session["edition_id"] = edition["edition_id"]


def forget_edition() -> None:
    """The remembered edition is not there any more."""
    session.pop("edition_id", None)


def edition_at_hand() -> str | None:
    """The id of that edition, if there is one."""
    loaded: dict[str, Any] | None = g.get("edition")
    return loaded["edition_id"] if loaded else session.get("edition_id")
