"""The forms of a journey that participants and the travel desk share: what is asked for, and its legs."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    DateTimeLocalField,
    FieldList,
    Form,
    FormField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from services.gateway.pages.application_form import MAYBE_TEXT, TEXT
from services.gateway.pages.call_forms import PlainForm
from services.gateway.web.forms import OnceForm, options
from services.gateway.web.words import choices, field_sentence
from services.gateway.web.zones import CAPITALS
from shared.contracts.refusal import Refusal
from shared.storage import new_id

ROWS = 8
ROWS_SHOWN = 4
MISFITS = ("arrives_late", "leaves_early", "no_outbound", "no_return", "waiver", "legs")

ZONES = sorted(zone for zone in available_timezones() if zone.split("/")[0] in ("America", "Europe", "Atlantic"))


class WishForm(PlainForm):
    """From where, and on which days."""

    funding_source = SelectField(_l("Who pays the journey"))
    origin = StringField(_l("City where the journey begins"), TEXT)
    outbound_on = DateField(_l("Day of the way there"), [InputRequired()])
    return_on = DateField(_l("Day of the way back"), [InputRequired()])
    constraints = TextAreaField(
        _l("What must be considered"),
        [Optional(), Length(max=2000)],
        description=_l(
            "For example: mobility, a transit visa that you have or lack, a day on which you cannot travel."
        ),
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.funding_source.choices = options(choices("funding_source"))

    def asked(self) -> dict[str, Any]:
        """The values as registration takes them."""
        return {
            name: value.isoformat() if isinstance(value, date) else value for name, value in super().asked().items()
        }


def wish_form(journey: dict[str, Any]) -> WishForm:
    """Filled in with what was asked for before, else with the days around the course."""
    wish = journey["wish"]
    if wish is None:
        return WishForm(formdata=None)
    days = {name: date.fromisoformat(wish[name]) for name in ("outbound_on", "return_on")}
    return WishForm(formdata=None, data={**wish, **days, "funding_source": journey["funding_source"]})


class LegForm(Form):  # type: ignore[misc]  # WTForms has no type hints
    """One leg; an empty one is none."""

    direction = SelectField(_l("Direction"), validate_choice=False)
    origin = StringField(_l("From (city)"), MAYBE_TEXT)
    destination = StringField(_l("To (city)"), MAYBE_TEXT)
    carrier = StringField(_l("Carrier"), MAYBE_TEXT)
    number = StringField(_l("Flight or coach number"), [Optional(), Length(max=20)])
    departs = DateTimeLocalField(_l("Departs (local time)"), [Optional()])
    departs_zone = StringField(_l("Time zone there"), MAYBE_TEXT, render_kw={"list": "zones"})
    arrives = DateTimeLocalField(_l("Arrives (local time)"), [Optional()])
    arrives_zone = StringField(_l("Time zone of arrival"), MAYBE_TEXT, render_kw={"list": "zones"})

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.direction.choices = options(choices("direction"))

    @property
    def empty(self) -> bool:
        """Whether nobody has filled it in."""
        return not any(self[name].data for name in ("origin", "destination", "carrier", "number", "departs", "arrives"))

    def asked(self) -> dict[str, str]:
        """The values as registration takes them."""
        return {
            name: field.data.isoformat(timespec="minutes") if isinstance(field.data, datetime) else field.data or ""
            for name, field in self._fields.items()
        }


class ItineraryForm(OnceForm):
    """Legs in their order, and why they stand if they do not fit the course."""

    legs = FieldList(FormField(LegForm), min_entries=ROWS, max_entries=ROWS)
    waiver = StringField(_l("If it does not fit the course: why it stands all the same"), [Optional(), Length(max=500)])

    def asked(self) -> dict[str, Any]:
        """The values as registration takes them."""
        return {"legs": [row.form.asked() for row in self.filled], "waiver": self.waiver.data or ""}

    @property
    def filled(self) -> list[Any]:
        """The rows that say something."""
        return [row for row in self.legs if not row.form.empty]

    def take_refusal(self, refusal: Refusal) -> None:
        """Put what is wrong beside the fields of its leg; what does not fit the course, beside the reason."""
        taken = False
        for name, text in refusal.fields.items():
            leg, _, field = name.removeprefix("legs.").partition(".")
            if name in MISFITS:
                place = self.waiver
            elif name.startswith("legs.") and leg.isdecimal() and int(leg) < len(self.filled):
                row = self.filled[int(leg)].form
                place = row[field or "origin"]
            else:
                continue
            place.errors = [*place.errors, field_sentence(text)]
            taken = True
        if not taken:
            raise refusal
        self.idempotency.data = new_id()

    def problems(self) -> Iterable[tuple[str, str, str]]:
        """Every field with something wrong: its id, what it is called, and what is wrong."""
        rows = [field for row in self.legs for field in row.form]
        for field in (*rows, self.waiver):
            if field.errors:
                yield field.id, str(field.label.text), " ".join(map(str, field.errors))


def itinerary_form(journey: dict[str, Any]) -> ItineraryForm:
    """Filled in with the legs so far, else with what is known of the first one."""
    here, there = CAPITALS.get(journey["country"], ""), journey["edition"]["timezone"]
    known = journey["itinerary"]
    if known:
        rows = [_as_typed(leg) for leg in known["legs"]]
    else:
        rows = [
            {"direction": "outbound", "departs_zone": here, "arrives_zone": there},
            {"direction": "outbound", "departs_zone": there, "arrives_zone": there},
            {"direction": "return", "departs_zone": there, "arrives_zone": here},
            {"direction": "return", "departs_zone": there, "arrives_zone": here},
        ]
    rows += [{"direction": "return"}] * (ROWS - len(rows))
    waiver = known["waiver"] if known else ""
    return ItineraryForm(formdata=None, data={"legs": rows[:ROWS], "waiver": waiver})


def _as_typed(leg: dict[str, Any]) -> dict[str, Any]:
    times = {
        name: datetime.fromisoformat(leg[f"{name}_at"]).astimezone(ZoneInfo(leg[f"{name}_zone"])).replace(tzinfo=None)
        for name in ("departs", "arrives")
    }
    return {**leg, **times}
