"""Somebody whom an institution nominated applies, by the link in their email: much is filled in already."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.model.permissions import PUBLIC
from services.gateway.pages.call_forms import NominatedForm
from services.gateway.pages.home import LANG
from services.gateway.web.door import ask, tell
from services.gateway.web.guard import permit
from services.gateway.web.links import draft_token, enter_as_nominated
from shared.contracts.refusal import Refusal

pages = Blueprint("nominated", __name__)

NOMINATED = f"{LANG}/nominated/<token>"
FILLED_IN = ("given_names", "first_surname", "second_surname", "language", "position")


@pages.get(NOMINATED)
@permit(PUBLIC)
def form(lang: str, token: str) -> str | Response:
    """The form, as far as the nomination says it; whoever has begun goes on there."""
    invitation = _invitation(enter_as_nominated(token))
    if invitation["draft"] and not invitation["applied"]:
        return redirect(url_for("draft.show", lang=lang, token=draft_token(**invitation["draft"])))
    return _page(NominatedForm(data={name: invitation[name] for name in FILLED_IN}), invitation)


@pages.post(NOMINATED)
@permit(PUBLIC)
def submit(lang: str, token: str) -> Response | tuple[str, int]:
    """Send the application; it is endorsed from the start."""
    nomination_id, form = enter_as_nominated(token), NominatedForm()
    invitation = _invitation(nomination_id)
    if not form.validate():
        return _page(form, invitation), 422
    try:
        done = tell(
            "registration", "submit_nominated_application", form.key, nomination_id=nomination_id, **form.asked()
        )
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _page(form, invitation), refusal.status
    session["applied"] = {"number": done["number"], "missing": done["missing"]}
    return redirect(url_for("apply.received", lang=lang))


@pages.post(f"{NOMINATED}/start")
@permit(PUBLIC)
def start(lang: str, token: str) -> Response | tuple[str, int]:
    """Keep what is typed so far; the link of the nomination, and one by email, lead back to it."""
    nomination_id, form = enter_as_nominated(token), NominatedForm()
    try:
        begun = tell(
            "registration", "start_nominated_application", form.key, nomination_id=nomination_id, **form.typed()
        )
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _page(form, _invitation(nomination_id)), refusal.status
    flash(gettext("Saved. You can come back to it with the link in your emails."))
    return redirect(url_for("draft.show", lang=lang, token=draft_token(**begun)))


def _invitation(nomination_id: str) -> dict[str, Any]:
    return ask("registration", "invitation", nomination_id=nomination_id)


def _page(form: NominatedForm, invitation: dict[str, Any]) -> str:
    return render_template("public/nominated.html", form=form, invitation=invitation)
