"""Applying: one form, sent once; the number and the link come by email."""

from typing import Any

from flask import Blueprint, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from services.gateway.model.permissions import PUBLIC
from services.gateway.pages.application_form import ApplicationForm, StartForm
from services.gateway.pages.home import LANG
from services.gateway.web.door import ask, tell
from services.gateway.web.guard import permit
from shared.contracts.refusal import Refusal

pages = Blueprint("apply", __name__)


@pages.get(f"{LANG}/apply")
@permit(PUBLIC)
def form(lang: str) -> str | tuple[str, int]:
    """The form, when an edition takes applications."""
    edition = _open_edition()
    if edition is None:
        return render_template("public/closed.html"), 404
    return _form_page(ApplicationForm(language=lang, focal_point_language=lang), edition)


@pages.post(f"{LANG}/apply")
@permit(PUBLIC)
def submit(lang: str) -> Response | str | tuple[str, int]:
    """Send the application; what is wrong is told beside its field, and nothing is stored.

    Whoever has applied already reads the same page: which application they have, the email tells them alone.
    """
    edition = _open_edition()
    if edition is None:
        return render_template("public/closed.html"), 409
    form = ApplicationForm()
    form.offer_countries(edition["countries"])
    if not form.validate():
        return _form_page(form, edition), 422
    try:
        done = tell("registration", "submit_application", form.key, edition_id=edition["edition_id"], **form.asked())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _form_page(form, edition), refusal.status
    session["applied"] = {"missing": done["missing"], "address": form.email.data}
    return redirect(url_for("apply.received", lang=lang))


@pages.post(f"{LANG}/apply/start")
@permit(PUBLIC)
def start(lang: str) -> Response | str | tuple[str, int]:
    """Keep what is typed so far and send a link to go on with it; an address is enough."""
    edition = _open_edition()
    if edition is None:
        return render_template("public/closed.html"), 409
    form = StartForm()
    form.offer_countries(edition["countries"])
    if not form.has_address():
        return _form_page(form, edition), 422
    try:
        tell("registration", "start_application", form.key, edition_id=edition["edition_id"], **form.typed())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _form_page(form, edition), refusal.status
    return redirect(url_for("apply.started", lang=lang))


@pages.get(f"{LANG}/apply/started")
@permit(PUBLIC)
def started(lang: str) -> str:
    """Look into your mailbox; the same for everybody, whether the address is known or not."""
    return render_template("public/started.html")


@pages.get(f"{LANG}/apply/received")
@permit(PUBLIC)
def received(lang: str) -> Response | str:
    """What happens next."""
    applied: dict[str, Any] | None = session.get("applied")
    if applied is None:
        return redirect(url_for("apply.form", lang=lang))
    return render_template("public/received.html", **applied)


def _open_edition() -> dict[str, Any] | None:
    edition: dict[str, Any] | None = ask("registration", "open_edition_now")["edition"]
    return edition


def _form_page(form: ApplicationForm, edition: dict[str, Any]) -> str:
    form.offer_countries(edition["countries"])
    return render_template("public/apply.html", form=form, edition=edition)
