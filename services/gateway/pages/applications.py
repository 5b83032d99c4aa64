"""Applications: the list with its filters, one application with its history, and what staff do about it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.pages.edition_at_hand import load_edition
from services.gateway.pages.editions import end_of_day
from services.gateway.web.acts import APPLICATION_ACTS, Act
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import sent, sent_key
from services.gateway.web.guard import permit
from shared.contracts.refusal import Refusal

pages = Blueprint("applications", __name__)

FILTERS = ("status", "country", "q", "after")


@pages.get("/editions/<edition_id>/applications")
@permit("read")
def index(edition_id: str) -> str:
    """The applications of an edition that fit the filters, fifty a page."""
    chosen = {name: request.args.get(name, "").strip() for name in FILTERS}
    found = ask("registration", "applications", edition_id=edition_id, limit=50, **chosen)
    edition = load_edition(edition_id)
    return render_template("staff/applications.html", edition=edition, chosen=chosen, **found)


@pages.post("/editions/<edition_id>/reviews")
@permit("start_reviews")
def start_reviews(edition_id: str) -> Response:
    """Take every complete and eligible application under review at once."""
    done = tell("registration", "start_reviews", sent_key(), edition_id=edition_id)
    flash(gettext("%(count)s applications are now under review.", count=done["started"]))
    return redirect(url_for("applications.index", edition_id=edition_id))


@pages.get("/applications/<application_id>")
@permit("read")
def show(application_id: str) -> str:
    """One application: what was sent, where it stands, what happened, which emails went out, what can be done."""
    application = ask("registration", "application", application_id=application_id)
    edition = load_edition(application["edition_id"])
    return render_template(
        "staff/application.html", application=application, edition=edition, emails=_emails(application_id)
    )


def _emails(application_id: str) -> list[dict[str, Any]] | None:
    """The emails about it, or None while the register does not answer: the rest of the page is still of use."""
    try:
        rows: list[dict[str, Any]] = ask("notifications", "emails", application_id=application_id)["rows"]
    except Refusal as refusal:
        if refusal.status < 500:
            raise
        return None
    return rows


def _offer(act: Act) -> None:
    """The route of one act on an application."""

    @permit(act.command)
    def do(application_id: str) -> Response:
        asked = sent(*act.fields)
        for name in {"due_at", "expires_at"} & set(asked):
            asked[name] = end_of_day(asked[name])
        tell("registration", act.command, sent_key(), application_id=application_id, **asked)
        return redirect(url_for("applications.show", application_id=application_id))

    pages.add_url_rule(f"/applications/<application_id>/{act.path}", act.command, do, methods=["POST"])


for _act in APPLICATION_ACTS:
    _offer(_act)
