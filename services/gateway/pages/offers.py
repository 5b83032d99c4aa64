"""Offers: who has one, until when, with which parts, and the terms on which they are made."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as Redirect
from wtforms import Field, HiddenField, IntegerField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from services.gateway.pages.edition_at_hand import load_edition
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import OnceForm, options, sent_key
from services.gateway.web.guard import permit
from services.gateway.web.pdf import pdf_answer
from services.gateway.web.words import choices
from shared.contracts.refusal import Refusal

pages = Blueprint("offers", __name__)

OFFERS = "/editions/<edition_id>/offers"


class TermsForm(OnceForm):
    """What comes with a seat, and when people are reminded."""

    version = HiddenField()
    parts = SelectMultipleField(
        _l("Offered with a seat"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    reminders = StringField(
        _l("Reminders, days before the deadline"), description=_l("For example 5, 2; leave empty for none.")
    )
    parts_days = IntegerField(
        _l("Parts may be changed until so many days before the course"), [InputRequired(), NumberRange(0, 120)]
    )
    replacement_days = IntegerField(
        _l("Days for an institution to name somebody else"),
        [InputRequired(), NumberRange(0, 30)],
        description=_l("And as many for that official to apply; with 0 a freed seat goes to the waiting list at once."),
    )

    def __init__(self, *given: Any, **values: Any) -> None:
        super().__init__(*given, **values)
        self.parts.choices = options(choices("offer_part"))

    def validate_reminders(self, field: Field) -> None:
        """Whole numbers, parted by commas."""
        if any(not one.strip().isdigit() for one in (field.data or "").split(",") if one.strip()):
            raise ValidationError(_l("Write whole numbers, parted by commas."))

    def asked(self) -> dict[str, Any]:
        """The values as registration takes them."""
        days = [int(one) for one in (self.reminders.data or "").split(",") if one.strip()]
        own = {name: self[name].data for name in ("parts", "parts_days", "replacement_days")}
        return {**own, "reminders": days, "version": int(self.version.data or 0)}


@pages.get(OFFERS)
@permit("read")
def index(edition_id: str) -> str:
    """Every offer that is open or taken, and the terms."""
    return _page(edition_id)


@pages.post(OFFERS)
@permit("set_offer_terms")
def set_terms(edition_id: str) -> Redirect | tuple[str, int]:
    """Change the terms; offers that were made keep their parts."""
    form = TermsForm()
    if not form.validate():
        return _page(edition_id, form), 422
    try:
        tell("registration", "set_offer_terms", form.key, edition_id=edition_id, **form.asked())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _page(edition_id, form), refusal.status
    flash(gettext("The terms are changed. Offers that were made keep their parts."))
    return redirect(url_for("offers.index", edition_id=edition_id))


@pages.post("/applications/<application_id>/letter")
@permit("make_visa_letter")
def make_letter(application_id: str) -> Redirect:
    """Have the invitation letter of a participant made, and show it."""
    tell("registration", "make_visa_letter", sent_key(), application_id=application_id)
    return redirect(url_for("offers.letter", application_id=application_id))


@pages.get("/applications/<application_id>/letter.pdf")
@permit("read")
def letter(application_id: str) -> Response:
    """The latest letter, byte for byte as it was made."""
    return pdf_answer(ask("registration", "visa_letter_pdf", application_id=application_id))


def _page(edition_id: str, form: TermsForm | None = None) -> str:
    offers = ask("registration", "offers", edition_id=edition_id)
    if form is None:
        named = {name: offers[name] for name in ("parts", "parts_days", "replacement_days")}
        written = ", ".join(map(str, offers["reminders"]))
        form = TermsForm(None, **named, reminders=written, version=offers["edition_version"])
    return render_template("staff/offers.html", edition=load_edition(edition_id), offers=offers, form=form)
