"""The programme: drafted from the working calendar, given experts, released as a numbered version."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import EmailField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from services.gateway.pages.edition_at_hand import load_edition
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import OnceForm, options, sent, sent_key
from services.gateway.web.guard import permit
from services.gateway.web.language import NAMES
from shared.contracts.refusal import Refusal

pages = Blueprint("programme", __name__)

MODULES = (("1", "I"), ("2", "II"), ("3", "III"), ("4", "IV"), ("5", "V"), ("6", "VI"))


class ExpertForm(OnceForm):
    """Who teaches, in which language they are written to, and which modules they can teach."""

    name = StringField(_l("Full name"), [InputRequired(), Length(max=120)])
    email = EmailField(_l("Email address"), [InputRequired(), Length(max=254)])
    language = SelectField(_l("Language for emails"), choices=options(NAMES.items()))
    country = StringField(_l("Country (two letters)"), [InputRequired(), Length(min=2, max=2)])
    modules = SelectMultipleField(
        _l("Modules"),
        [InputRequired()],
        choices=options(MODULES),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def programme_of(edition_id: str) -> dict[str, Any] | None:
    """The programme as staff see it; None as long as there is none."""
    try:
        return ask("scheduling", "programme", edition_id=edition_id)
    except Refusal as refusal:
        if refusal.status != 404:
            raise
        return None


@pages.get("/editions/<edition_id>/programme")
@permit("read")
def show(edition_id: str) -> str:
    """The programme day by day, with what keeps it from being released."""
    edition = load_edition(edition_id)
    programme = programme_of(edition_id)
    if programme is None:
        return render_template("staff/programme_none.html", edition=edition)
    experts = ask("scheduling", "experts")["experts"]
    return render_template("staff/programme.html", edition=edition, programme=programme, experts=experts)


@pages.post("/editions/<edition_id>/programme/draft")
@permit("draft_programme")
def draft(edition_id: str) -> Response:
    """Draft it again, from the edition's first day or another."""
    starts_on = sent("starts_on")["starts_on"]
    tell(
        "scheduling",
        "draft_programme",
        sent_key(),
        edition_id=edition_id,
        **({"starts_on": starts_on} if starts_on else {}),
    )
    return redirect(url_for("programme.show", edition_id=edition_id))


@pages.post("/editions/<edition_id>/programme/experts")
@permit("assign_experts")
def assign_experts(edition_id: str) -> Response:
    """Spread the free experts over the sessions that have none."""
    done = tell("scheduling", "assign_experts", sent_key(), edition_id=edition_id)
    flash(gettext("%(count)s sessions were given an expert.", count=done["assigned"]))
    return redirect(url_for("programme.show", edition_id=edition_id))


@pages.post("/editions/<edition_id>/sessions/<session_id>/expert")
@permit("assign_expert")
def assign_expert(edition_id: str, session_id: str) -> Response:
    """Give one session its expert."""
    tell("scheduling", "assign_expert", sent_key(), session_id=session_id, **sent("expert_id"))
    return redirect(url_for("programme.show", edition_id=edition_id, _anchor=f"session-{session_id}"))


@pages.post("/editions/<edition_id>/programme/release")
@permit("release_programme")
def release(edition_id: str) -> Response:
    """Release the programme: participants and experts are written to."""
    done = tell("scheduling", "release_programme", sent_key(), edition_id=edition_id, **sent())
    flash(gettext("Version %(number)s of the programme is released.", number=done["programme_version"]))
    return redirect(url_for("programme.show", edition_id=edition_id))


@pages.get("/experts")
@permit("read")
def experts() -> str:
    """Everybody who teaches."""
    return render_template("staff/experts.html", experts=ask("scheduling", "experts")["experts"])


@pages.route("/experts/new", methods=["GET", "POST"])
@permit("add_expert")
def add_expert() -> Response | str | tuple[str, int]:
    """The form for an expert, and adding one."""
    form = ExpertForm()
    if request.method == "GET":
        return render_template("staff/expert_new.html", form=form)
    if not form.validate():
        return render_template("staff/expert_new.html", form=form), 422
    asked = {name: form[name].data for name in ("name", "email", "language", "modules")}
    try:
        tell("scheduling", "add_expert", form.key, **asked, country=form.country.data.upper())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return render_template("staff/expert_new.html", form=form), refusal.status
    flash(gettext("The expert was added."))
    return redirect(url_for("programme.experts"))
