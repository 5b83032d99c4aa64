"""The travel desk: who travels and what waits, one journey in full, and the budget."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.pages.edition_at_hand import edition_at_hand, take_at_hand
from services.gateway.pages.travel_desk_forms import ApprovalForm, BudgetForm, SettlementForm, TicketForm
from services.gateway.pages.travel_forms import ZONES, ItineraryForm, WishForm, itinerary_form, wish_form
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import OnceForm, sent, sent_key
from services.gateway.web.guard import permit
from shared.contracts.refusal import Refusal

pages = Blueprint("travel", __name__)

EDITION = "/editions/<edition_id>/travel"
TRAVEL = "/travel/<travel_id>"
TRAVELLER = "/travellers/<application_id>"

Answer = Response | tuple[str, int]


@pages.get("/travel")
@permit("read_travel")
def front() -> Response:
    """The travellers of the edition at hand, else of the newest one."""
    edition_id = edition_at_hand()
    if edition_id is None:
        found = ask("registration", "travel_editions")["editions"]
        if not found:
            return redirect(url_for("travel.editions"))
        edition_id = found[0]["edition_id"]
    return redirect(url_for("travel.index", edition_id=edition_id))


@pages.get("/travel/editions")
@permit("read_travel")
def editions() -> str:
    """The editions to which somebody travels."""
    return render_template("staff/travel_editions.html", editions=ask("registration", "travel_editions")["editions"])


@pages.get(EDITION)
@permit("read_travel")
def index(edition_id: str) -> str:
    """The participants of an edition, each with what waits."""
    status = request.args.get("status", "").strip()
    found = ask("registration", "travellers", edition_id=edition_id, status=status)
    take_at_hand(found["edition"])
    return render_template("staff/travellers.html", status=status, **found)


@pages.get(f"{EDITION}/budget")
@permit("read_travel")
def budget(edition_id: str) -> str:
    """What is committed, spent and left of each source."""
    return _budget(edition_id)


@pages.post(f"{EDITION}/budget")
@permit("set_travel_budget")
def set_travel_budget(edition_id: str) -> Answer:
    """Other ceilings."""
    form = BudgetForm()
    if not form.validate():
        return _budget(edition_id, form), 422
    try:
        tell("registration", "set_travel_budget", form.key, edition_id=edition_id, **form.asked(), **sent())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _budget(edition_id, form), refusal.status
    flash(gettext("The travel budget is kept."))
    return redirect(url_for("travel.budget", edition_id=edition_id))


@pages.get(TRAVELLER)
@permit("request_travel")
def request_form(application_id: str) -> str:
    """The form to ask for a journey for somebody."""
    return _request(application_id)


@pages.post(f"{TRAVELLER}/request")
@permit("request_travel")
def request_travel(application_id: str) -> Answer:
    """Ask for a journey for somebody who has told the travel desk."""
    form = WishForm()
    if not form.validate():
        return _request(application_id, form), 422
    try:
        done = tell("registration", "request_travel", form.key, application_id=application_id, **form.asked())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _request(application_id, form), refusal.status
    return redirect(url_for("travel.show", travel_id=done["travel_id"]))


@pages.post(f"{TRAVELLER}/no-travel")
@permit("decline_travel")
def decline_travel(application_id: str) -> Response:
    """Record that somebody needs no journey."""
    done = tell("registration", "decline_travel", sent_key(), application_id=application_id)
    return redirect(url_for("travel.show", travel_id=done["travel_id"]))


@pages.get(TRAVEL)
@permit("read_travel")
def show(travel_id: str) -> str:
    """One journey: what was asked, where it stands, what can be done."""
    return _page(travel_id)


@pages.post(f"{TRAVEL}/approval")
@permit("approve_travel")
def approve_travel(travel_id: str) -> Answer:
    """Approve up to an amount."""
    return _send(travel_id, "approve_travel", "approval", ApprovalForm())


@pages.post(f"{TRAVEL}/itinerary-proposal")
@permit("propose_itinerary")
def propose_itinerary(travel_id: str) -> Answer:
    """Ask the participant whether these legs suit them."""
    return _send(travel_id, "propose_itinerary", "itinerary", ItineraryForm())


@pages.post(f"{TRAVEL}/itinerary")
@permit("record_itinerary")
def record_itinerary(travel_id: str) -> Answer:
    """Take note of the legs of somebody whose country pays."""
    return _send(travel_id, "record_itinerary", "itinerary", ItineraryForm())


@pages.post(f"{TRAVEL}/ticket")
@permit("ticket_travel")
def ticket_travel(travel_id: str) -> Answer:
    """Record the ticket."""
    return _send(travel_id, "ticket_travel", "ticket", TicketForm())


@pages.post(f"{TRAVEL}/settlement")
@permit("settle_travel")
def settle_travel(travel_id: str) -> Answer:
    """Close the accounts."""
    return _send(travel_id, "settle_travel", "settlement", SettlementForm())


@pages.post(f"{TRAVEL}/refusal")
@permit("refuse_travel")
def refuse_travel(travel_id: str) -> Response:
    """Do not arrange it."""
    return _act(travel_id, "refuse_travel", **sent("reason_code", "note"))


@pages.post(f"{TRAVEL}/completion")
@permit("complete_travel")
def complete_travel(travel_id: str) -> Response:
    """Record that the journey was made."""
    return _act(travel_id, "complete_travel", **sent())


@pages.post(f"{TRAVEL}/cancellation")
@permit("cancel_travel")
def cancel_travel(travel_id: str) -> Response:
    """Cancel it."""
    return _act(travel_id, "cancel_travel", **sent("reason_code", "note"))


def _act(travel_id: str, command: str, **asked: Any) -> Response:
    tell("registration", command, sent_key(), travel_id=travel_id, **asked)
    return redirect(url_for("travel.show", travel_id=travel_id))


def _send(travel_id: str, command: str, name: str, form: Any) -> Answer:
    """Have a form's command done, or show the form again with what is wrong."""
    if not form.validate():
        return _page(travel_id, **{name: form}), 422
    try:
        tell("registration", command, form.key, travel_id=travel_id, **form.asked(), **sent())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _page(travel_id, **{name: form}), refusal.status
    return redirect(url_for("travel.show", travel_id=travel_id))


def _page(travel_id: str, **forms: OnceForm) -> str:
    travel = ask("registration", "travel", travel_id=travel_id)
    take_at_hand(travel["edition"])
    empty = {"approval": ApprovalForm, "ticket": TicketForm, "settlement": SettlementForm}
    shown = {name: forms.get(name) or form(formdata=None) for name, form in empty.items()}
    itinerary = forms.get("itinerary") or itinerary_form(travel)
    return render_template(
        "staff/travel.html",
        travel=travel,
        edition=travel["edition"],
        zones=ZONES,
        itinerary=itinerary,
        to=lambda act: url_for(f"travel.{act}", travel_id=travel_id),
        **shown,
    )


def _request(application_id: str, form: WishForm | None = None) -> str:
    traveller = ask("registration", "traveller", application_id=application_id)
    take_at_hand(traveller["edition"])
    return render_template(
        "staff/travel_request.html",
        traveller=traveller,
        edition=traveller["edition"],
        form=form or wish_form(traveller),
    )


def _budget(edition_id: str, form: BudgetForm | None = None) -> str:
    found = ask("registration", "travel_budget", edition_id=edition_id)
    take_at_hand(found["edition"])
    if form is None:
        ceilings = {f"ceiling_{line['funding_source']}": line["ceiling"] for line in found["lines"]}
        form = BudgetForm(formdata=None, data={"currency": found["currency"] or "USD", **ceilings})
    return render_template("staff/travel_budget.html", form=form, **found)
