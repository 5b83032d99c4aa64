"""Setting an edition up, step by step: what is missing, its dates, seats and texts, and the extension of its windows."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.pages.edition_at_hand import load_edition
from services.gateway.pages.editions import end_of_day
from services.gateway.pages.setting_up_forms import (
    DatesForm,
    ExtensionForm,
    SeatsPart,
    TextsForm,
    dates_written,
    field_names,
    seats_form,
    seats_written,
    texts_written,
)
from services.gateway.web.countries import COUNTRIES
from services.gateway.web.door import ask, door, tell
from services.gateway.web.forms import options
from services.gateway.web.guard import permit
from services.gateway.web.language import PUBLIC_LANGUAGES
from services.gateway.web.shared_form import SharedForm
from services.gateway.web.words import named_countries, word
from shared.contracts.refusal import Refusal

pages = Blueprint("setting_up", __name__)

SETUP = "/editions/<edition_id>/setup"
LANGUAGE = f"<any({', '.join(PUBLIC_LANGUAGES)}):language>"

Answer = str | Response | tuple[str, int]


@pages.get(SETUP)
@permit("read")
def show(edition_id: str) -> str:
    """The steps, what is missing in each, and what was changed last."""
    progress = _progress(edition_id)
    return render_template("staff/setup.html", edition=progress, changes=[_named(one) for one in progress["changes"]])


@pages.get(f"{SETUP}/dates")
@permit("change_dates")
def dates(edition_id: str) -> str:
    """The dates as they are."""
    progress = _progress(edition_id)
    form = DatesForm.filled_in(dates_written(progress), progress["version"])
    return _page("dates", form, progress)


@pages.post(f"{SETUP}/dates")
@permit("change_dates")
def change_dates(edition_id: str) -> Answer:
    """Save them."""
    form = DatesForm()
    if not form.validate():
        return _page("dates", form, _progress(edition_id)), 422
    try:
        tell("registration", "change_dates", form.key, edition_id=edition_id, version=form.seen_version, **form.asked())
    except Refusal as refusal:
        progress = _progress(edition_id)
        return _refused("dates", form, refusal, progress, now=dates_written(progress), version=progress["version"])
    return _saved(edition_id)


@pages.get(f"{SETUP}/seats")
@permit("change_seats")
def seats(edition_id: str) -> str:
    """Seats, limits and countries as they are."""
    progress = _progress(edition_id)
    form = _seats_form(progress).filled_in(seats_written(progress), progress["version"])
    return _page("seats", form, progress)


@pages.post(f"{SETUP}/seats")
@permit("change_seats")
def change_seats(edition_id: str) -> Answer:
    """Save them, unless somebody who is selected or has applied stands in the way."""
    progress = _progress(edition_id)
    form = _seats_form(progress)()
    _offer_countries(form, progress)
    if not form.validate():
        return _page("seats", form, progress), 422
    try:
        tell("registration", "change_seats", form.key, edition_id=edition_id, version=form.seen_version, **form.asked())
    except Refusal as refusal:
        progress = _progress(edition_id)
        return _refused("seats", form, refusal, progress, now=seats_written(progress), version=progress["version"])
    return _saved(edition_id)


@pages.get(f"{SETUP}/texts/{LANGUAGE}")
@permit("change_texts")
def texts(edition_id: str, language: str) -> str:
    """The texts of one language as they are, and as readers see them."""
    progress = _progress(edition_id)
    form = TextsForm.filled_in(texts_written(progress, language), progress["texts_version"])
    return _page("texts", form, progress, text_language=language)


@pages.post(f"{SETUP}/texts/{LANGUAGE}")
@permit("change_texts")
def change_texts(edition_id: str, language: str) -> Answer:
    """Save them, complete or not."""
    form = TextsForm()
    if not form.validate():
        return _page("texts", form, _progress(edition_id), text_language=language), 422
    try:
        asked = {"edition_id": edition_id, "version": form.seen_version, "language": language, **form.asked()}
        tell("registration", "change_texts", form.key, **asked)
    except Refusal as refusal:
        progress = _progress(edition_id)
        now, version = texts_written(progress, language), progress["texts_version"]
        return _refused("texts", form, refusal, progress, now=now, version=version, text_language=language)
    return _saved(edition_id)


@pages.get(f"{SETUP}/windows")
@permit("read")
def windows(edition_id: str) -> str:
    """From when until when each phase is open, what was extended and why."""
    edition = load_edition(edition_id)
    return _windows_page(ExtensionForm(version=edition["version"]), edition)


@pages.post(f"{SETUP}/windows")
@permit("extend_window")
def extend_window(edition_id: str) -> Answer:
    """Extend one, and tell everybody."""
    edition = load_edition(edition_id)
    form = ExtensionForm()
    _offer_phases(form, edition)
    if not form.validate():
        return _windows_page(form, edition), 422
    try:
        tell(
            "registration",
            "extend_window",
            form.key,
            edition_id=edition_id,
            version=int(form.version.data or 0),
            phase=form.phase.data,
            closes_at=end_of_day(form.closes_on.data.isoformat(), edition["timezone"]),
            reason_code=form.reason_code.data,
            note=form.note.data or "",
        )
    except Refusal as refusal:
        if refusal.code == "stale":
            typed = {name: form[name].data for name in ("phase", "closes_on", "reason_code", "note")}
            form = ExtensionForm(formdata=None, version=edition["version"], **typed)
            return _windows_page(form, edition, stale=True), 409
        _take_refusal(form, refusal)
        return _windows_page(form, edition), refusal.status
    flash(gettext("The window was extended. Everybody can see it."))
    return redirect(url_for("setting_up.windows", edition_id=edition_id))


def _progress(edition_id: str) -> dict[str, Any]:
    load_edition(edition_id)
    return ask("registration", "edition_progress", edition_id=edition_id)


def _page(step: str, form: SharedForm, progress: dict[str, Any], **more: Any) -> str:
    if isinstance(form, SeatsPart):
        _offer_countries(form, progress)
    return render_template(f"staff/setup_{step}.html", form=form, edition=progress, **more)


def _refused(
    step: str,
    form: SharedForm,
    refusal: Refusal,
    progress: dict[str, Any],
    *,
    now: dict[str, list[str]],
    version: int,
    **more: Any,
) -> tuple[str, int]:
    """The form again: what the other person changed beside what was typed, or what is wrong beside its field."""
    if refusal.code == "stale":
        form, told = form.catch_up(now, version)
        latest = _named(progress["changes"][0]) if progress["changes"] else None
        page = _page(step, form, progress, differences=told, names=field_names(form), latest=latest, **more)
    else:
        form.take_refusal(refusal)
        page = _page(step, form, progress, **more)
    return page, refusal.status


def _saved(edition_id: str) -> Response:
    flash(gettext("Saved."))
    return redirect(url_for("setting_up.show", edition_id=edition_id))


def _seats_form(progress: dict[str, Any]) -> type[SeatsPart]:
    return seats_form({*COUNTRIES, *progress["countries"]})


def _offer_countries(form: SeatsPart, progress: dict[str, Any]) -> None:
    form.countries.choices = options(named_countries({*COUNTRIES, *progress["countries"]}))


def _windows_page(form: ExtensionForm, edition: dict[str, Any], *, stale: bool = False) -> str:
    _offer_phases(form, edition)
    return render_template("staff/setup_windows.html", form=form, edition=edition, stale=stale)


def _offer_phases(form: ExtensionForm, edition: dict[str, Any]) -> None:
    phases = [window["phase"] for window in edition["windows"] if window["may_be_extended"]]
    form.phase.choices = options((phase, word(phase, "phase")) for phase in phases)


def _take_refusal(form: ExtensionForm, refusal: Refusal) -> None:
    fields = {"closes_on" if name == "closes_at" else name: text for name, text in refusal.fields.items()}
    form.take_refusal(Refusal(refusal.code, refusal.message, status=refusal.status, fields=fields))


def _named(change: dict[str, Any]) -> dict[str, Any]:
    """A change with the name of who made it, where it was somebody of the staff."""
    account = door().desk.accounts.by_id(change["actor"])
    return change | {"name": account.name if account else word(change["role"], "role")}
