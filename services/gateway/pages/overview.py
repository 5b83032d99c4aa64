"""Where the edition stands, who must act next, and since when they are waited for."""

from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from services.gateway.pages.edition_at_hand import edition_at_hand, forget_edition, load_edition
from services.gateway.web.door import ask
from services.gateway.web.guard import may, permit
from services.gateway.web.next_actions import next_actions
from shared.contracts.refusal import Refusal
from shared.storage import now

pages = Blueprint("overview", __name__)

STAGES = ("draft", "open", "closed_for_applications", "selecting", "decided", "running", "finished")


@pages.get("/")
@permit("signed_in")
def show() -> Response | str:
    """The edition at hand, else the newest one, else how to begin; a reviewer and the travel desk see only theirs."""
    if not may("read"):
        return redirect(url_for("reviews.index" if may("read_assigned") else "travel.front"))
    edition_id = edition_at_hand()
    if edition_id is None:
        editions = ask("registration", "editions")["editions"]
        if not editions:
            return render_template("staff/begin.html")
        edition_id = max(editions, key=lambda edition: int(edition["ordinal"]))["edition_id"]
    return redirect(url_for("overview.edition", edition_id=edition_id))


@pages.get("/editions/<edition_id>")
@permit("read")
def edition(edition_id: str) -> str:
    """One edition's state, its numbers and the next steps."""
    try:
        found = load_edition(edition_id)
    except Refusal:
        forget_edition()
        raise
    waited_for = next_actions(edition_id)
    for action in waited_for["actions"]:
        action["days"] = _days_since(action.get("since"))
    return render_template("staff/overview.html", edition=found, stages=STAGES, **waited_for)


def _days_since(since: Any) -> int | None:
    return (now() - datetime.fromisoformat(since)).days if since else None
