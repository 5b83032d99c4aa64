"""The participant's journey, by the link in their emails: ask for it, agree to its itinerary, or tell their own."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.model.permissions import PUBLIC
from services.gateway.pages.home import LANG
from services.gateway.pages.travel_forms import ZONES, ItineraryForm, WishForm, itinerary_form, wish_form
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import sent, sent_key
from services.gateway.web.guard import permit
from services.gateway.web.links import enter_as_applicant
from shared.contracts.refusal import Refusal

pages = Blueprint("my_travel", __name__)

MY = f"{LANG}/my/<token>/travel"

Answer = Response | tuple[str, int]


@pages.get(MY)
@permit(PUBLIC)
def show(lang: str, token: str) -> str:
    """Where the journey stands and what is asked of the person now."""
    return _page(token)


@pages.post(f"{MY}/request")
@permit(PUBLIC)
def request_travel(lang: str, token: str) -> Answer:
    """Ask for a journey, or correct what was asked for."""
    form = WishForm()
    application_id = enter_as_applicant(token).application_id
    if not form.validate():
        return _page(token, wish=form), 422
    try:
        tell("registration", "request_travel", form.key, application_id=application_id, **form.asked())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _page(token, wish=form), refusal.status
    flash(gettext("Thank you. Your request has arrived; we write to you as soon as there is an answer."))
    return _back(lang, token)


@pages.post(f"{MY}/no-travel")
@permit(PUBLIC)
def decline_travel(lang: str, token: str) -> Response:
    """No journey is needed."""
    application_id = enter_as_applicant(token).application_id
    tell("registration", "decline_travel", sent_key(), application_id=application_id)
    flash(gettext("Thank you. We know that you need no journey."))
    return _back(lang, token)


@pages.post(f"{MY}/acceptance")
@permit(PUBLIC)
def accept_itinerary(lang: str, token: str) -> Response:
    """Agree to the itinerary."""
    _act(token, "accept_itinerary", **sent())
    flash(gettext("Thank you. The ticket is bought now, and you receive an email."))
    return _back(lang, token)


@pages.post(f"{MY}/other-wish")
@permit(PUBLIC)
def decline_itinerary(lang: str, token: str) -> Response:
    """Wish for another itinerary."""
    _act(token, "decline_itinerary", **sent("wish"))
    flash(gettext("Thank you. The travel desk looks for another itinerary."))
    return _back(lang, token)


@pages.post(f"{MY}/itinerary")
@permit(PUBLIC)
def record_itinerary(lang: str, token: str) -> Answer:
    """Tell one's own itinerary; what is wrong is told beside its field."""
    form = ItineraryForm()
    enter_as_applicant(token)
    if not form.validate():
        return _page(token, itinerary=form), 422
    try:
        _act(token, "record_itinerary", form.key, **form.asked(), **sent())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _page(token, itinerary=form), refusal.status
    flash(gettext("Thank you. Your itinerary is noted."))
    return _back(lang, token)


@pages.post(f"{MY}/cancellation")
@permit(PUBLIC)
def cancel_travel(lang: str, token: str) -> Response:
    """Not travel after all."""
    _act(token, "cancel_travel", **sent("reason_code"))
    flash(gettext("The journey is cancelled. Your seat stays confirmed."))
    return _back(lang, token)


def _act(token: str, command: str, key: str = "", /, **asked: Any) -> None:
    mine = ask("registration", "traveller", application_id=enter_as_applicant(token).application_id)
    tell("registration", command, key or sent_key(), travel_id=mine["travel_id"], **asked)


def _back(lang: str, token: str) -> Response:
    return redirect(url_for("my_travel.show", lang=lang, token=token))


def _page(token: str, *, wish: WishForm | None = None, itinerary: ItineraryForm | None = None) -> str:
    journey = ask("registration", "traveller", application_id=enter_as_applicant(token).application_id)
    return render_template(
        "public/my_travel.html",
        travel=journey,
        token=token,
        zones=ZONES,
        wish=wish or wish_form(journey),
        itinerary=itinerary or itinerary_form(journey),
    )
