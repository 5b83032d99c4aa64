"""The forms with which an edition is set up; times are those of the place where the course is."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from services.gateway.web.countries import COUNTRIES
from services.gateway.web.forms import OnceForm, options
from services.gateway.web.shared_form import CARRIED, SharedForm
from services.gateway.web.words import choices, named_countries
from shared.contracts.refusal import Refusal

DOCUMENT_KINDS = ("letter", "cv", "motivation_letter", "language_certificate")
CITY = "Mar del Plata"
TIMEZONE = "America/Argentina/Buenos_Aires"
NEEDED = [InputRequired()]

DAYS = (
    "nomination_opens_on",
    "endorsement_due_on",
    "review_opens_on",
    "review_closes_on",
    "confirmation_opens_on",
    "confirmation_closes_on",
    "promotion_cutoff",
    "starts_on",
    "ends_on",
)
MOMENTS = ("application_opens_at", "application_closes_at")
NUMBERS = ("year", "offer_days")
OPENINGS = ("nomination_opens_on", "review_opens_on", "confirmation_opens_on")


def local_moment(written: datetime, timezone: str = TIMEZONE) -> str:
    """The time that a form says, meant where the course is, in UTC."""
    return written.replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC).isoformat()


def as_typed(moment: str, timezone: str) -> str:
    """A time as a form has it, where the course is."""
    return f"{datetime.fromisoformat(moment).astimezone(ZoneInfo(timezone)):%Y-%m-%dT%H:%M}"


class CourseFields:
    """The year, the place and the dates."""

    year = IntegerField(_l("Year"), [InputRequired(), NumberRange(1979, 2100)])
    city = StringField(_l("City"), [InputRequired(), Length(max=80)], default=CITY)
    timezone = HiddenField(default=TIMEZONE)
    starts_on = DateField(_l("First day"), NEEDED)
    ends_on = DateField(_l("Closing day"), NEEDED)
    nomination_opens_on = DateField(_l("Institutions endorse from"), [Optional()])
    endorsement_due_on = DateField(_l("Institutions endorse until"), NEEDED)
    application_opens_at = DateTimeLocalField(_l("Applications open"), NEEDED)
    application_closes_at = DateTimeLocalField(_l("Applications close"), NEEDED)
    review_opens_on = DateField(_l("Review from"), [Optional()])
    review_closes_on = DateField(_l("Review until"), [Optional()])
    confirmation_opens_on = DateField(_l("Seats are confirmed from"), [Optional()])
    confirmation_closes_on = DateField(_l("Seats are confirmed until"), [Optional()])
    promotion_cutoff = DateField(_l("Last day to fill freed seats from the waiting list"), NEEDED)
    offer_days = IntegerField(_l("Days to answer an offer"), [InputRequired(), NumberRange(1, 60)], default=10)


class EditionForm(CourseFields, OnceForm):
    """A new edition; `texts_of` is the one whose texts it begins with."""

    ordinal = IntegerField(_l("Number of the edition"), [InputRequired(), NumberRange(1, 999)])
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
    texts_of = HiddenField(default="")

    def asked(self) -> dict[str, Any]:
        """The values as registration takes them; what is left empty is as usual."""
        names = ("ordinal", "seats", "country_cap", "institution_cap", "countries", "texts_of")
        own = {name: self[name].data for name in names}
        return own | course_asked(self)


class DatesForm(CourseFields, SharedForm):
    """The dates and the documents of an edition that is not open yet."""

    documents = SelectMultipleField(
        _l("Documents that an application needs"),
        [Optional()],
        choices=options(choices("missing", *DOCUMENT_KINDS)),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def asked(self) -> dict[str, Any]:
        """The values as registration takes them."""
        return course_asked(self) | {"documents": self.documents.data}


class SeatsPart(SharedForm):
    """Seats and countries; `seats_form` adds a limit for each country."""

    seats = IntegerField(_l("Seats"), [InputRequired(), NumberRange(1, 500)])
    country_cap = IntegerField(_l("Most seats for one country"), [InputRequired(), NumberRange(1, 500)])
    institution_cap = IntegerField(_l("Most seats for one institution"), [Optional(), NumberRange(1, 500)])
    countries = SelectMultipleField(
        _l("Countries invited"), NEEDED, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def caps(self) -> list[Any]:
        """The fields with the limits of single countries."""
        return [field for name, field in self._fields.items() if name.startswith("cap_")]

    def asked(self) -> dict[str, Any]:
        """The values as registration takes them."""
        own = {field.name.removeprefix("cap_"): field.data for field in self.caps() if field.data is not None}
        return {
            "seats": self.seats.data,
            "country_cap": self.country_cap.data,
            "country_caps": own,
            "institution_cap": self.institution_cap.data,
            "countries": self.countries.data,
        }

    def take_refusal(self, refusal: Refusal) -> None:
        """What is wrong with the limits of single countries is told beside the limit of all."""
        fields = dict(refusal.fields)
        if "country_caps" in fields:
            fields["country_cap"] = fields.pop("country_caps")
        super().take_refusal(Refusal(refusal.code, refusal.message, status=refusal.status, fields=fields))


def seats_form(codes: Iterable[str]) -> type[SeatsPart]:
    """The form for an edition that may invite these countries."""
    named = named_countries(codes)
    caps = {f"cap_{code}": IntegerField(name, [Optional(), NumberRange(0, 500)]) for code, name in named}
    form: type[SeatsPart] = type("SeatsForm", (SeatsPart,), caps)
    return form


class TextsForm(SharedForm):
    """The texts of the call in one language."""

    title = StringField(_l("Title"), [Optional(), Length(max=200)])
    description = TextAreaField(_l("What the course is"), [Optional(), Length(max=5000)])
    offered = TextAreaField(_l("What is offered"), [Optional(), Length(max=5000)])
    notice = TextAreaField(
        _l("Notice to governments"),
        [Optional(), Length(max=5000)],
        description=_l("The letter that goes with the call."),
    )

    def asked(self) -> dict[str, Any]:
        """The values as registration takes them."""
        parts = ("title", "description", "offered", "notice")
        return {name: (self[name].data or "").replace("\r\n", "\n") for name in parts}


class ExtensionForm(OnceForm):
    """Which window is extended, until when and why."""

    version = HiddenField()
    phase = SelectField(_l("Window"))
    closes_on = DateField(_l("Until (end of that day)"), NEEDED)
    reason_code = SelectField(_l("Reason"), choices=options(choices("extended_because")))
    note = TextAreaField(_l("Note for the file"), [Optional(), Length(max=2000)])


def course_asked(form: Any) -> dict[str, Any]:
    """The year, place and dates as registration takes them; what is left empty is not said."""
    timezone = form.timezone.data or TIMEZONE
    said = {name: form[name].data for name in ("city", *NUMBERS)}
    said |= {name: form[name].data.isoformat() for name in DAYS if form[name].data}
    said |= {name: local_moment(form[name].data, timezone) for name in MOMENTS}
    return said | {"timezone": timezone}


def dates_written(edition: Mapping[str, Any]) -> dict[str, list[str]]:
    """The dates and documents of an edition as the form has them."""
    said = {name: [str(edition[name])] for name in ("city", "timezone", *NUMBERS, *DAYS)}
    said |= {name: [as_typed(edition[name], edition["timezone"])] for name in MOMENTS}
    return said | {"documents": list(edition["documents"])}


def seats_written(edition: Mapping[str, Any]) -> dict[str, list[str]]:
    """Its seats and countries as the form has them."""
    said = {name: [str(edition[name])] for name in ("seats", "country_cap", "institution_cap") if edition[name]}
    caps = {f"cap_{code}": [str(cap)] for code, cap in edition["country_caps"].items()}
    return said | {"countries": list(edition["countries"])} | caps


def texts_written(progress: Mapping[str, Any], language: str) -> dict[str, list[str]]:
    """The texts of one language as the form has them."""
    return {part: [text] for part, text in progress["texts"][language].items()}


def field_names(form: SharedForm) -> dict[str, str]:
    """What each field is called, for telling what somebody else has changed."""
    return {name: str(field.label.text) for name, field in form._fields.items() if name not in CARRIED}
