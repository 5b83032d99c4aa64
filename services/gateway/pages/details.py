"""What a stay needs, asked of somebody whose seat is confirmed, part by part."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from services.gateway.model.permissions import PUBLIC
from services.gateway.pages.home import LANG
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import OnceForm, options
from services.gateway.web.guard import permit
from services.gateway.web.links import enter_as_applicant
from services.gateway.web.words import named_countries
from services.gateway.web.zones import CAPITALS
from shared.contracts.refusal import Refusal

pages = Blueprint("details", __name__)

DETAILS = f"{LANG}/my/<token>/details"
NEEDED = [InputRequired(), Length(max=200)]


class Part(OnceForm):
    """One part, saved by itself."""

    def asked(self) -> dict[str, Any]:
        """The values as registration takes them."""
        own = ("idempotency", "csrf_token")
        return {name: _plain(field.data) for name, field in self._fields.items() if name not in own}


class PassportPart(Part):
    """The document the person travels with."""

    number = StringField(_l("Number of the passport"), [InputRequired(), Length(max=30)])
    country = SelectField(_l("Issued by"), [InputRequired()])
    expires_on = DateField(_l("Expires on"), [InputRequired()])
    visa_needed = BooleanField(_l("I need a visa for Argentina"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.country.choices = options([("", ""), *named_countries(CAPITALS)])


class EmergencyPart(Part):
    """Whom to call."""

    name = StringField(_l("Name of the person to call"), NEEDED)
    phone = StringField(_l("Their telephone"), [InputRequired(), Length(max=40)])
    relation = StringField(_l("Who they are to you"), [Optional(), Length(max=100)])


class NeedsPart(Part):
    """Diet and access."""

    diet = StringField(
        _l("What you do not eat"), [Optional(), Length(max=500)], description=_l("Leave it empty if there is nothing.")
    )
    accessibility = StringField(
        _l("What you need to move, see, hear or take part"),
        [Optional(), Length(max=500)],
        description=_l("Leave it empty if there is nothing."),
    )


class TravelPart(Part):
    """Arrival and departure."""

    arrives_on = DateField(_l("Day of arrival"), [InputRequired()])
    leaves_on = DateField(_l("Day of departure"), [InputRequired()])


class CertificatePart(Part):
    """The name to be printed."""

    certificate_name = StringField(
        _l("Your name exactly as it is to be printed"),
        NEEDED,
        description=_l("Both surnames, accents, hyphens and apostrophes as you write them."),
    )


PARTS: dict[str, tuple[type[Part], str]] = {
    "passport": (PassportPart, "save_passport"),
    "emergency": (EmergencyPart, "save_emergency"),
    "needs": (NeedsPart, "save_needs"),
    "travel": (TravelPart, "save_travel"),
    "certificate": (CertificatePart, "confirm_certificate_name"),
}


@pages.get(DETAILS)
@permit(PUBLIC)
def show(lang: str, token: str) -> str:
    """What was said, and what is missing."""
    return _page(token, enter_as_applicant(token).application_id)


@pages.post(f"{DETAILS}/<any(passport, emergency, needs, travel, certificate):part>")
@permit(PUBLIC)
def save(lang: str, token: str, part: str) -> Response | tuple[str, int]:
    """Save one part."""
    application_id = enter_as_applicant(token).application_id
    kind, command = PARTS[part]
    form = kind()
    if not form.validate():
        return _page(token, application_id, {part: form}), 422
    try:
        done = tell("registration", command, form.key, application_id=application_id, **form.asked())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _page(token, application_id, {part: form}), refusal.status
    flash(gettext("Saved.") if done["missing"] else gettext("Thank you, everything that your stay needs is here."))
    return redirect(url_for("details.show", lang=lang, token=token))


def _page(token: str, application_id: str, typed: dict[str, Part] | None = None) -> str:
    mine = ask("registration", "my_details", application_id=application_id)
    forms = {part: (typed or {}).get(part) or _filled_in(part, mine) for part in PARTS}
    return render_template("public/details.html", mine=mine, forms=forms, token=token)


def _filled_in(part: str, mine: dict[str, Any]) -> Part:
    kind, _ = PARTS[part]
    said = dict(mine[part] or {})
    if part == "certificate" and not said:
        said = {"certificate_name": mine["name_on_certificate"]}
    dates = {name: date.fromisoformat(value) for name, value in said.items() if name.endswith("_on")}
    return kind(formdata=None, data=said | dates)


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else value
