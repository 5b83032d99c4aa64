"""Editions of the course: listing, creating, and moving one from stage to stage."""

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import DateField, DateTimeLocalField, IntegerField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from services.gateway.web.acts import EDITION_ACTS, Act
from services.gateway.web.countries import COUNTRIES
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import OnceForm, options, sent, sent_key
from services.gateway.web.guard import permit
from services.gateway.web.words import named_countries
from shared.contracts.refusal import Refusal

pages = Blueprint("editions", __name__)

CITY = "Mar del Plata"
TIMEZONE = "America/Argentina/Buenos_Aires"
NEEDED = [InputRequired()]


class EditionForm(OnceForm):
    """What an edition is made of; times are those of the course's city."""

    ordinal = IntegerField(_l("Number of the edition"), [InputRequired(), NumberRange(1, 999)])
    year = IntegerField(_l("Year"), [InputRequired(), NumberRange(1979, 2100)])
    city = StringField(_l("City"), [InputRequired(), Length(max=80)], default=CITY)
    starts_on = DateField(_l("First day"), NEEDED)
    ends_on = DateField(_l("Closing day"), NEEDED)
    application_opens_at = DateTimeLocalField(_l("Applications open"), NEEDED)
    application_closes_at = DateTimeLocalField(_l("Applications close"), NEEDED)
    endorsement_due_on = DateField(_l("Institutions endorse until"), NEEDED)
    promotion_cutoff = DateField(_l("Last day to fill freed seats from the waiting list"), NEEDED)
    offer_days = IntegerField(_l("Days to answer an offer"), [InputRequired(), NumberRange(1, 60)], default=10)
    seats = IntegerField(_l("Seats"), [InputRequired(), NumberRange(1, 200)], default=30)
    country_cap = IntegerField(_l("Most seats for one country"), [InputRequired(), NumberRange(1, 200)], default=3)
    institution_cap = IntegerField(_l("Most seats for one institution"), [Optional(), NumberRange(1, 200)])
    countries = SelectMultipleField(
        _l("Countries invited"),
        NEEDED,
        default=COUNTRIES,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def asked(self) -> dict[str, Any]:
        """The values as registration takes them."""
        values = {name: field.data for name, field in self._fields.items() if name not in ("idempotency", "csrf_token")}
        for name in ("starts_on", "ends_on", "endorsement_due_on", "promotion_cutoff"):
            values[name] = values[name].isoformat()
        for name in ("application_opens_at", "application_closes_at"):
            values[name] = local_moment(values[name])
        return values | {"timezone": TIMEZONE}


def local_moment(written: datetime, timezone: str = TIMEZONE) -> str:
    """The time that a form says, meant where the course is, in UTC."""
    return written.replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC).isoformat()


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
    """The form for a new edition."""
    return _form_page(EditionForm())


@pages.post("/editions/new")
@permit("create_edition")
def create() -> Response | tuple[str, int]:
    """Create the edition, or show the form again with what is wrong."""
    form = EditionForm()
    form.countries.choices = options(named_countries(COUNTRIES))
    if not form.validate():
        return _form_page(form), 422
    try:
        edition = tell("registration", "create_edition", form.key, **form.asked())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _form_page(form), refusal.status
    flash(gettext("The edition was created. Open it when governments may nominate."))
    return redirect(url_for("overview.edition", edition_id=edition["edition_id"]))


def _form_page(form: EditionForm) -> str:
    form.countries.choices = options(named_countries(COUNTRIES))
    return render_template("staff/edition_new.html", form=form)


def _offer(act: Act) -> None:
    """The route of one act on an edition."""

    @permit(act.command)
    def do(edition_id: str) -> Response:
        asked = sent(*act.fields)
        if "closes_at" in asked:
            asked["closes_at"] = end_of_day(asked["closes_at"])
        tell("registration", act.command, sent_key(), edition_id=edition_id, **asked)
        return redirect(url_for("overview.edition", edition_id=edition_id))

    pages.add_url_rule(f"/editions/<edition_id>/{act.path}", act.command, do, methods=["POST"])


for _act in EDITION_ACTS:
    _offer(_act)
