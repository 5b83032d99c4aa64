"""Applications: the list with its filters, one application with its history, and what staff do about it."""

from typing import Any, cast
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from services.gateway.model.account import Account
from services.gateway.pages.bulk import bulk_acts
from services.gateway.pages.edition_at_hand import load_edition
from services.gateway.pages.editions import end_of_day
from services.gateway.use_cases import keep_filter as keep
from services.gateway.web.acts import APPLICATION_ACTS, Act
from services.gateway.web.door import account, ask, door, tell
from services.gateway.web.forms import sent, sent_key
from services.gateway.web.guard import permit
from services.gateway.web.lists import chosen_filters, chosen_order, kept_filters, other_way
from shared.contracts.refusal import Refusal
from shared.storage import new_id

pages = Blueprint("applications", __name__)

LIST = "/editions/<edition_id>/applications"


@pages.get(LIST)
@permit("read")
def index(edition_id: str) -> str:
    """The applications of an edition that fit the filters, fifty a page."""
    chosen, sort, after = chosen_filters(), chosen_order(), request.args.get("after", "")
    found = ask("registration", "applications", edition_id=edition_id, sort=sort, after=after, limit=50, **chosen)
    return render_template(
        "staff/applications.html",
        edition=load_edition(edition_id),
        chosen=chosen,
        sort=sort,
        other_way=other_way,
        saved=door().desk.filters.of_account(_reader().id),
        acts=bulk_acts(),
        truncated=found.pop("more"),
        **found,
    )


@pages.post(f"{LIST}/filters")
@permit("keep_filter")
def keep_filter(edition_id: str) -> Response:
    """Keep what the list shows under a name of one's own."""
    query = kept_filters(request.form)
    name = sent("name")["name"]
    keep(door().desk, filter_id=new_id(), account=_reader(), name=name, query=query)
    flash(gettext("The filter “%(name)s” is kept. It works in every edition.", name=name))
    return redirect(url_for("applications.index", edition_id=edition_id) + (f"?{urlencode(query)}" if query else ""))


@pages.post(f"{LIST}/filters/<filter_id>/removal")
@permit("keep_filter")
def remove_filter(edition_id: str, filter_id: str) -> Response:
    """Forget one of one's own."""
    door().desk.filters.remove(filter_id, account_id=_reader().id)
    return redirect(url_for("applications.index", edition_id=edition_id))


def _reader() -> Account:
    return cast(Account, account())


@pages.post("/editions/<edition_id>/reviews")
@permit("start_reviews")
def start_reviews(edition_id: str) -> Response:
    """Take every complete and eligible application under review at once."""
    done = tell("registration", "start_reviews", sent_key(), edition_id=edition_id)
    flash(
        ngettext(
            "%(num)d application is now under review.", "%(num)d applications are now under review.", done["started"]
        )
    )
    return redirect(url_for("applications.index", edition_id=edition_id))


@pages.get("/applications/<application_id>")
@permit("read")
def show(application_id: str) -> str:
    """One application: what was sent, where it stands, what happened, which emails went out, what can be done."""
    application = ask("registration", "application", application_id=application_id)
    edition = load_edition(application["edition_id"])
    return render_template(
        "staff/application.html",
        application=application,
        person=ask("registration", "person", person_id=application["person_id"]),
        edition=edition,
        emails=_emails(application_id),
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


def _decide(command: str, path: str, *fields: str) -> None:
    """The route of what is said of one document."""

    @permit(command)
    def do(application_id: str, document_id: str) -> Response:
        asked = {"application_id": application_id, "document_id": document_id, **sent(*fields)}
        tell("registration", command, sent_key(), **asked)
        return redirect(url_for("applications.show", application_id=application_id) + "#documents")

    pages.add_url_rule(f"/applications/<application_id>/documents/<document_id>/{path}", command, do, methods=["POST"])


_decide("accept_document", "acceptance")
_decide("reject_document", "rejection", "reason_code", "note")

for _act in APPLICATION_ACTS:
    _offer(_act)
