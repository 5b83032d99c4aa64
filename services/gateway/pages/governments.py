"""The board of countries: who was called, who has answered, who is silent; sending the call, and one call in full."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from services.gateway.pages.call import sent_rank
from services.gateway.pages.edition_at_hand import load_edition
from services.gateway.pages.institution_forms import CallTermsForm, PaperLetterForm, PaperNominationForm
from services.gateway.web.call_email import call_email
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import sent, sent_key
from services.gateway.web.guard import permit
from services.gateway.web.language import country
from services.gateway.web.letters import letter_answer
from services.gateway.web.spreadsheets import csv_answer
from services.gateway.web.words import word
from shared.contracts.refusal import Refusal

pages = Blueprint("governments", __name__)

BOARD = "/editions/<edition_id>/countries"
CALL = "/calls/<call_id>"


@pages.get(BOARD)
@permit("read")
def index(edition_id: str) -> str:
    """Every invited country that fits the filters."""
    return _board(edition_id)


@pages.get(f"{BOARD}.csv")
@permit("read")
def export(edition_id: str) -> Response:
    """The same for a spreadsheet: a line for each call, and one for each country without any."""
    found = _found(edition_id, _chosen())
    head = [
        gettext("Country"),
        gettext("Status"),
        gettext("Institution"),
        gettext("Focal point"),
        gettext("Email address"),
        gettext("Nominated"),
        gettext("Applied"),
        gettext("Quota of the country"),
        gettext("Sent"),
        gettext("Reminders"),
        gettext("Waiting since"),
        gettext("Next reminder"),
    ]
    return csv_answer("countries.csv", head, [line for row in found["rows"] for line in _lines(row)])


@pages.post(f"{BOARD}/terms")
@permit("set_call_terms")
def set_call_terms(edition_id: str) -> Response | tuple[str, int]:
    """Another quota, other days for reminders."""
    form = CallTermsForm()
    if not form.validate():
        return _board(edition_id, form), 422
    try:
        tell("registration", "set_call_terms", form.key, edition_id=edition_id, **form.asked(), **sent())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _board(edition_id, form), refusal.status
    flash(gettext("The terms of the call are kept. What is nominated above a lower quota stays nominated."))
    return redirect(url_for("governments.index", edition_id=edition_id))


@pages.get(f"{BOARD}/call")
@permit("send_call")
def plan(edition_id: str) -> str:
    """What sending the call would do, institution by institution."""
    found = ask("registration", "call_plan", edition_id=edition_id)
    return render_template("staff/call_plan.html", edition=load_edition(edition_id), plan=found)


@pages.get(f"{BOARD}/call/<institution_id>")
@permit("send_call")
def preview(edition_id: str, institution_id: str) -> str:
    """What the email would say to one institution."""
    email = call_email(edition_id, institution_id)
    return render_template("staff/call_email.html", edition=load_edition(edition_id), email=email)


@pages.post(f"{BOARD}/call")
@permit("send_call")
def send_call(edition_id: str) -> Response:
    """Send it to those that were chosen; nobody gets it twice."""
    ids = request.form.getlist("institution_ids")
    if not ids:
        flash(gettext("Nothing was sent: choose at least one institution."))
        return redirect(url_for("governments.plan", edition_id=edition_id))
    done = tell("registration", "send_call", sent_key(), edition_id=edition_id, institution_ids=ids)
    flash(ngettext("The call goes to %(num)d institution.", "The call goes to %(num)d institutions.", done["sent"]))
    return redirect(url_for("governments.index", edition_id=edition_id))


@pages.get(CALL)
@permit("read")
def show(call_id: str) -> str:
    """One call: what was asked and answered, and what can be recorded from paper."""
    return _call_page(call_id)


@pages.post(f"{CALL}/reminder")
@permit("remind_call")
def remind_call(call_id: str) -> Response:
    """Remind the institution now."""
    tell("registration", "remind_call", sent_key(), call_id=call_id)
    flash(gettext("A reminder is on its way."))
    return _back(call_id)


@pages.post(f"{CALL}/acknowledgement")
@permit("acknowledge_call")
def acknowledge_call(call_id: str) -> Response:
    """Record that the institution has taken note."""
    tell("registration", "acknowledge_call", sent_key(), call_id=call_id, **sent("evidence"))
    return _back(call_id)


@pages.post(f"{CALL}/decline")
@permit("decline_call")
def decline_call(call_id: str) -> Response:
    """Record that the institution nominates nobody."""
    tell("registration", "decline_call", sent_key(), call_id=call_id, **sent("reason_code", "evidence"))
    return _back(call_id)


@pages.post(f"{CALL}/nominations")
@permit("nominate")
def nominate(call_id: str) -> Response | tuple[str, int]:
    """Record a nomination that came on paper; the official is written to."""
    form = PaperNominationForm()
    if not form.validate():
        return _call_page(call_id, nomination=form), 422
    try:
        tell("registration", "nominate", form.key, call_id=call_id, **form.asked())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _call_page(call_id, nomination=form), refusal.status
    flash(gettext("Nominated. We are sending this official a link to complete the application."))
    return _back(call_id)


@pages.post(f"{CALL}/nominations/<nomination_id>/rank")
@permit("rank_nomination")
def rank_nomination(call_id: str, nomination_id: str) -> Response:
    """Another place among the institution's officials."""
    about = {"call_id": call_id, "nomination_id": nomination_id}
    tell("registration", "rank_nomination", sent_key(), **about, rank=sent_rank())
    return _back(call_id)


@pages.post(f"{CALL}/nominations/<nomination_id>/withdrawal")
@permit("withdraw_nomination")
def withdraw_nomination(call_id: str, nomination_id: str) -> Response:
    """Take a nomination back for the institution."""
    tell("registration", "withdraw_nomination", sent_key(), call_id=call_id, nomination_id=nomination_id)
    return _back(call_id)


@pages.post(f"{CALL}/letter")
@permit("send_call_letter")
def send_call_letter(call_id: str) -> Response | tuple[str, int]:
    """Keep a signed letter that came to the secretariat."""
    form = PaperLetterForm()
    form.offer(ask("registration", "call", call_id=call_id)["waiting"])
    if not form.validate():
        return _call_page(call_id, letter=form), 422
    try:
        asked = form.asked() | {"letter": form.asked_letter()}
        tell("registration", "send_call_letter", form.key, call_id=call_id, **asked)
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _call_page(call_id, letter=form), refusal.status
    return _back(call_id)


@pages.get(f"{CALL}/letters/<letter_id>")
@permit("read")
def letter(call_id: str, letter_id: str) -> Response:
    """A signed letter, as it was sent."""
    return letter_answer(ask("registration", "call_letter", call_id=call_id, letter_id=letter_id))


def _chosen() -> dict[str, str]:
    return {name: request.args.get(name, "").strip() for name in ("state", "country")}


def _found(edition_id: str, chosen: dict[str, str]) -> dict[str, Any]:
    return ask("registration", "calls", edition_id=edition_id, **chosen)


def _board(edition_id: str, form: CallTermsForm | None = None) -> str:
    chosen = _chosen()
    found = _found(edition_id, chosen)
    if form is None:
        chasers = ", ".join(map(str, found["chasers"]))
        form = CallTermsForm(formdata=None, data={"quota": found["quota"], "chasers": chasers})
    return render_template("staff/countries.html", edition=load_edition(edition_id), chosen=chosen, form=form, **found)


def _lines(row: dict[str, Any]) -> list[list[Any]]:
    """The lines of a country."""
    place = [country(row["country"])]
    if not row["calls"]:
        return [[*place, word(row["state"], "country_state"), *[""] * 5, row["quota"], *[""] * 4]]
    return [
        [
            *place,
            word(call["status"], "call"),
            call["institution"],
            call["focal_point"]["name"],
            call["focal_point"]["email"],
            call["nominated"],
            call["applied"],
            row["quota"],
            call["sent_at"],
            call["reminders"],
            call["waiting_since"],
            call["next_chaser_on"],
        ]
        for call in row["calls"]
    ]


def _back(call_id: str) -> Response:
    return redirect(url_for("governments.show", call_id=call_id))


def _call_page(
    call_id: str, *, nomination: PaperNominationForm | None = None, letter: PaperLetterForm | None = None
) -> str:
    call = ask("registration", "call", call_id=call_id)
    letter = letter or PaperLetterForm(formdata=None)
    letter.offer(call["waiting"])
    return render_template(
        "staff/call.html",
        call=call,
        edition=load_edition(call["edition"]["edition_id"]),
        emails=_emails(call),
        nomination=nomination or PaperNominationForm(formdata=None),
        letter=letter,
        to=lambda act, **more: url_for(f"governments.{act}", call_id=call_id, **more),
    )


def _emails(call: dict[str, Any]) -> list[dict[str, Any]] | None:
    """What its focal point was sent in this edition, or None while the register does not answer."""
    about = {"recipient": call["focal_point"]["person_id"], "edition_id": call["edition"]["edition_id"]}
    try:
        rows: list[dict[str, Any]] = ask("notifications", "emails", **about)["rows"]
    except Refusal as refusal:
        if refusal.status < 500:
            raise
        return None
    return rows
