"""People who may be one: the pairs that wait, two side by side, and the decision."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.web.door import ask, tell
from services.gateway.web.forms import sent, sent_key
from services.gateway.web.guard import permit

pages = Blueprint("duplicates", __name__)

STATUSES = ("suspected", "same", "different")


@pages.get("/duplicates")
@permit("read")
def index() -> str:
    """The pairs of one status: those that wait to be looked at, unless others are chosen."""
    status = request.args.get("status", "")
    chosen = status if status in STATUSES else STATUSES[0]
    found = ask("registration", "duplicates", status=chosen, after=request.args.get("after", ""))
    return render_template("staff/duplicates.html", chosen=chosen, statuses=STATUSES, **found)


@pages.get("/duplicates/<match_id>")
@permit("read")
def show(match_id: str) -> str:
    """Two people side by side, with what each has sent."""
    pair = ask("registration", "duplicate", match_id=match_id)
    return render_template("staff/duplicate.html", pair=pair, rows=_rows(pair))


@pages.post("/duplicates/<match_id>/merge")
@permit("merge_people")
def merge_people(match_id: str) -> Response:
    """They are one person."""
    tell("registration", "merge_people", sent_key(), match_id=match_id, **sent("reason"))
    flash(gettext("The two are one person from now on. This can be taken back here at any time."))
    return redirect(url_for("duplicates.show", match_id=match_id))


@pages.post("/duplicates/<match_id>/apart")
@permit("tell_people_apart")
def tell_people_apart(match_id: str) -> Response:
    """They are two people."""
    tell("registration", "tell_people_apart", sent_key(), match_id=match_id, **sent("reason"))
    flash(gettext("The two are two people. This is not asked again unless one of them changes what they say."))
    return redirect(url_for("duplicates.show", match_id=match_id))


def _rows(pair: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """What each says of one thing, and whether that is the same."""
    first, second = pair["sides"]
    names = ("given_names", "first_surname", "second_surname", "birthday", "sex", "country", "institution", "position")
    return [(name, first[name], second[name], _verdict(name, first[name], second[name], pair)) for name in names]


def _verdict(name: str, first: str, second: str, pair: dict[str, Any]) -> str:
    if name in pair["grounds"]:
        return str(pair["grounds"][name])
    if not first or not second:
        return "unknown"
    return "same" if first.casefold() == second.casefold() else "different"
