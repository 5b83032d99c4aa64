"""What is asked about editions."""

from typing import Any

from marshmallow import Schema, fields, validate

from services.registration.model import complaints, countries, settings
from services.registration.model.reported import Confidence, Scope
from services.registration.model.texts import LANGUAGES
from services.registration.model.windows import Phase
from services.registration.schemas import words
from shared.contracts.registration import EXTENDED_BECAUSE, OFFER_PARTS

HEAVIEST = 20
"""The most that an aim can weigh: enough to tell, and sums stay exact."""


class Nothing(Schema):
    """No question needs to be put."""


class RestateContacts(Schema):
    """The next people, by id."""

    after = words.Text(longest=64, load_default="")
    limit = words.number(least=1, most=200, load_default=100)


class OfEdition(Schema):
    """Something about one edition."""

    edition_id = words.key()


class ChangeEdition(OfEdition):
    """A change to the edition as the page showed it."""

    version = words.version()


class ExtendWindow(ChangeEdition):
    """Keep a phase open until later; of a phase that ends with a day, the day of that time counts."""

    phase = words.choice(tuple(Phase), required=True)
    closes_at = words.moment(required=True)
    reason_code = words.choice(EXTENDED_BECAUSE, required=True)
    note = words.Text(longest=2000, lines=True, load_default="")


class CancelEdition(ChangeEdition):
    """Call the edition off."""

    reason = words.Text(longest=2000, lines=True, required=True)


class WeighAims(ChangeEdition):
    """What each aim of a proposal weighs; nothing is not aimed at."""

    score = words.number(least=0, most=HEAVIEST, required=True)
    countries = words.number(least=0, most=HEAVIEST, required=True)
    sexes = words.number(least=0, most=HEAVIEST, required=True)
    ministries = words.number(least=0, most=HEAVIEST, required=True)


def _countries(**options: Any) -> "fields.List[Any]":
    known = words.choice(sorted(countries.AMERICAS), complaint=complaints.UNKNOWN_COUNTRY)
    return fields.List(known, validate=validate.Length(min=1, error=complaints.REQUIRED), **options)


def _country_caps(**options: Any) -> fields.Dict:
    known = words.choice(sorted(countries.AMERICAS), complaint=complaints.UNKNOWN_COUNTRY)
    return fields.Dict(keys=known, values=words.number(least=0, most=500), **options)


def _institution_cap() -> fields.Integer:
    return words.number(least=1, most=500, load_default=None, allow_none=True)


def _documents(**options: Any) -> "fields.List[Any]":
    return fields.List(words.choice(settings.DOCUMENTS), **options)


class Course(Schema):
    """The year, the place and the dates of an edition; what is usual need not be said."""

    year = words.number(least=1979, most=2200, required=True)
    city = words.Text(longest=100, load_default="Mar del Plata", validate=words.a_place)
    timezone = words.Text(longest=60, load_default="America/Argentina/Buenos_Aires", validate=words.a_timezone)
    nomination_opens_on = words.day(load_default=None)
    endorsement_due_on = words.day(required=True)
    application_opens_at = words.moment(required=True)
    application_closes_at = words.moment(required=True)
    review_opens_on = words.day(load_default=None)
    review_closes_on = words.day(load_default=None)
    confirmation_opens_on = words.day(load_default=None)
    confirmation_closes_on = words.day(load_default=None)
    offer_days = words.number(least=1, most=90, load_default=10)
    promotion_cutoff = words.day(required=True)
    starts_on = words.day(required=True)
    ends_on = words.day(required=True)


class CreateEdition(Course):
    """A new edition, perhaps with the texts of an earlier one."""

    ordinal = words.number(least=1, most=999, required=True)
    seats = words.number(least=1, most=500, load_default=30)
    country_cap = words.number(least=1, most=500, load_default=3)
    country_caps = _country_caps(load_default=dict)
    institution_cap = _institution_cap()
    countries = _countries(load_default=lambda: list(countries.INVITED))
    documents = _documents(load_default=lambda: ["letter"])
    texts_of = words.Text(longest=64, load_default="")


class ChangeDates(ChangeEdition, Course):
    """Other dates, another place or other documents: what is left out stays as it was."""

    documents = _documents()

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"partial": (*Course().fields, "documents"), **options})


class ChangeSeats(ChangeEdition):
    """Other limits, all of them."""

    seats = words.number(least=1, most=500, required=True)
    country_cap = words.number(least=1, most=500, required=True)
    country_caps = _country_caps(required=True)
    institution_cap = _institution_cap()
    countries = _countries(required=True)


class SetOfferTerms(ChangeEdition):
    """What comes with a seat, the days of reminders before a deadline, and how long people and institutions have."""

    parts = fields.List(words.choice(OFFER_PARTS), required=True, error_messages={"required": complaints.REQUIRED})
    reminders = fields.List(words.number(least=1, most=60), required=True)
    parts_days = words.number(least=0, most=120, required=True)
    replacement_days = words.number(least=0, most=30, required=True)


class ChangeTexts(ChangeEdition):
    """The texts in one language, complete or not; the version is that of the texts."""

    language = words.choice(LANGUAGES, required=True)
    title = words.Text(longest=200, load_default="")
    description = words.Text(longest=5000, lines=True, load_default="")
    offered = words.Text(longest=5000, lines=True, load_default="")
    notice = words.Text(longest=5000, lines=True, load_default="")


class OfCallText(OfEdition):
    """The texts of a call in one language."""

    language = words.choice(LANGUAGES, required=True)


class OfStatistics(Schema):
    """Of one edition, or of all."""

    edition_id = words.Text(longest=64, load_default="")


class ReportedTotal(Schema):
    """What a source says about an edition, or about all until it."""

    ordinal = words.number(least=1, most=999, required=True)
    year = words.number(least=1979, most=2200, required=True)
    scope = words.choice(tuple(Scope), load_default=Scope.EDITION)
    participants = words.number(least=1, most=100_000, required=True)
    countries = words.number(least=1, most=100, load_default=None, allow_none=True)
    source = words.Text(longest=500, required=True)
    confidence = words.choice(tuple(Confidence), required=True)


class ReportTotals(Schema):
    """One total that was typed, or many that were imported: all of them or none."""

    totals = fields.List(
        fields.Nested(ReportedTotal),
        required=True,
        validate=validate.Length(1, 500, error=complaints.REQUIRED),
        error_messages={"required": complaints.REQUIRED},
    )


class StrikeReport(Schema):
    """A mistaken entry."""

    report_id = words.key()
    version = words.version()
    reason = words.Text(longest=500, required=True)
