"""What is asked about editions."""

from marshmallow import Schema, fields, validate

from services.registration.model import complaints, countries
from services.registration.schemas import words

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


class ReopenApplications(ChangeEdition):
    """Take applications until a later time."""

    closes_at = words.moment(required=True)


class CancelEdition(ChangeEdition):
    """Call the edition off."""

    reason = words.Text(longest=2000, lines=True, required=True)


class WeighAims(ChangeEdition):
    """What each aim of a proposal weighs; nothing is not aimed at."""

    score = words.number(least=0, most=HEAVIEST, required=True)
    countries = words.number(least=0, most=HEAVIEST, required=True)
    sexes = words.number(least=0, most=HEAVIEST, required=True)
    ministries = words.number(least=0, most=HEAVIEST, required=True)


class CreateEdition(Schema):
    """A new edition; what is usual need not be said."""

    ordinal = words.number(least=1, most=999, required=True)
    year = words.number(least=1979, most=2200, required=True)
    city = words.Text(longest=100, load_default="Mar del Plata", validate=words.a_place)
    timezone = words.Text(longest=60, load_default="America/Argentina/Buenos_Aires", validate=words.a_timezone)
    starts_on = words.day(required=True)
    ends_on = words.day(required=True)
    seats = words.number(least=1, most=500, load_default=30)
    country_cap = words.number(least=1, most=500, load_default=3)
    institution_cap = words.number(least=1, most=500, load_default=None, allow_none=True)
    countries = fields.List(
        words.choice(sorted(countries.AMERICAS), complaint=complaints.UNKNOWN_COUNTRY),
        load_default=lambda: list(countries.INVITED),
        validate=validate.Length(min=1, error=complaints.REQUIRED),
    )
    application_opens_at = words.moment(required=True)
    application_closes_at = words.moment(required=True)
    endorsement_due_on = words.day(required=True)
    offer_days = words.number(least=1, most=90, load_default=10)
    promotion_cutoff = words.day(required=True)
