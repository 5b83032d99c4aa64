"""Editions of the course: listing, creating, perhaps like an earlier one, and moving one from stage to stage."""

from datetime import datetime, time
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.pages.setting_up_forms import DAYS, MOMENTS, TIMEZONE, EditionForm, as_typed, local_moment
from services.gateway.web.acts import EDITION_ACTS, Act
from services.gateway.web.countries import COUNTRIES
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import options, sent, sent_key
from services.gateway.web.guard import permit
from services.gateway.web.language import day
from services.gateway.web.words import named_countries
from shared.contracts.refusal import Refusal

pages = Blueprint("editions", __name__)


def end_of_day(written: str, timezone: str = TIMEZONE) -> str:
    """The last minute of a day of a form. Refuses what is no date."""
    try:
        return local_moment(datetime.combine(datetime.fromisoformat(written), time(23, 59)), timezone)
    except ValueError as error:
        raise Refusal("invalid", "Not a date.", status=422, fields={"due_at": "Not a valid date."}) from error


@pages.get("/editions")
@permit("read")
def index() -> str:
    """All editions, the newest first."""
    editions = ask("registration", "editions")["editions"]
    return render_template("staff/editions.html", editions=sorted(editions, key=lambda e: -e["ordinal"]))


@pages.get("/editions/new")
@permit("create_edition")
def new() -> str:
    """The form for a new edition; like an earlier one, with all its dates moved, when that is asked for."""
    like = request.args.get("like", "")
    return _form_page(_like(like) if like else EditionForm())


@pages.post("/editions/new")
@permit("create_edition")
def create() -> Response | tuple[str, int]:
    """Create the edition, or show the form again with what is wrong."""
    form = EditionForm()
    _offer_countries(form)
    if not form.validate():
        return _form_page(form), 422
    try:
        edition = tell("registration", "create_edition", form.key, **form.asked(), **_taken_over(form))
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _form_page(form), refusal.status
    flash(gettext("The edition was created. Open it when governments may nominate."))
    return redirect(url_for("overview.edition", edition_id=edition["edition_id"]))


def _like(edition_id: str) -> EditionForm:
    """The form as registration proposes it."""
    proposed = ask("registration", "next_edition", edition_id=edition_id)
    moments = {name: datetime.fromisoformat(as_typed(proposed[name], proposed["timezone"])) for name in MOMENTS}
    days = {name: datetime.fromisoformat(proposed[name]).date() for name in DAYS}
    return EditionForm(data=proposed | moments | days)


def _taken_over(form: EditionForm) -> dict[str, Any]:
    """What comes from the earlier edition without being asked again: own limits of countries that are still invited."""
    if not form.texts_of.data:
        return {}
    like = ask("registration", "next_edition", edition_id=form.texts_of.data)
    caps = {code: cap for code, cap in like["country_caps"].items() if code in form.countries.data}
    return {"country_caps": caps, "documents": like["documents"]}


def _form_page(form: EditionForm) -> str:
    _offer_countries(form)
    like = form.texts_of.data and ask("registration", "next_edition", edition_id=form.texts_of.data)
    if like:
        for name in (*DAYS, *MOMENTS):
            here, before = (_day_of(values[name], like["timezone"]) for values in (like, like["before"]))
            form[name].description = gettext("Proposed: %(day)s. Last time: %(before)s.", day=here, before=before)
    return render_template("staff/edition_new.html", form=form, like=like)


def _day_of(value: str, timezone: str) -> str:
    """A date, or the date of a time where the course is."""
    return day(value if len(value) == len("2027-03-01") else as_typed(value, timezone)[:10])


def _offer_countries(form: EditionForm) -> None:
    form.countries.choices = options(named_countries({*COUNTRIES, *(form.countries.data or ())}))


def _offer(act: Act) -> None:
    """The route of one act on an edition."""

    @permit(act.command)
    def do(edition_id: str) -> Response:
        tell("registration", act.command, sent_key(), edition_id=edition_id, **sent(*act.fields))
        return redirect(url_for("overview.edition", edition_id=edition_id))

    pages.add_url_rule(f"/editions/<edition_id>/{act.path}", act.command, do, methods=["POST"])


for _act in EDITION_ACTS:
    _offer(_act)
