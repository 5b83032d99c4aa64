"""What is asked about journeys and their budget."""

from decimal import Decimal

from marshmallow import Schema, fields, validate

from services.registration.model import complaints, money
from services.registration.model.itinerary import Direction
from services.registration.model.travel import Source, TravelStatus
from services.registration.schemas import words
from services.registration.schemas.applications import OfApplication
from services.registration.schemas.editions import OfEdition
from shared.contracts.registration import TRAVEL_CANCELLED_BECAUSE, TRAVEL_REFUSED_BECAUSE


class RequestTravel(OfApplication):
    """From where and on which days; the version is that of a journey that is there already."""

    funding_source = words.choice(tuple(Source), required=True)
    origin = words.Text(longest=100, required=True)
    outbound_on = words.day(required=True)
    return_on = words.day(required=True)
    constraints = words.Text(longest=2000, lines=True, load_default="")


class OfTravel(Schema):
    """Something about one journey."""

    travel_id = words.key()


class ChangeTravel(OfTravel):
    """A change to the journey as the page showed it."""

    version = words.version()


class _MayBeAbove(Schema):
    """What may take the budget above its ceiling, with a reason of the director."""

    override_reason = words.Text(longest=500, load_default="")


class ApproveTravel(ChangeTravel, _MayBeAbove):
    """Up to which amount, in the currency of the budget."""

    amount = words.amount(required=True)


class RefuseTravel(ChangeTravel):
    """Why it is not arranged; the note is for staff."""

    reason_code = words.choice(TRAVEL_REFUSED_BECAUSE, required=True)
    note = words.Text(longest=2000, lines=True, load_default="")


class Leg(Schema):
    """One leg, with the times that the clocks of its places show."""

    direction = words.choice(tuple(Direction), required=True)
    origin = words.Text(longest=100, required=True)
    destination = words.Text(longest=100, required=True)
    carrier = words.Text(longest=100, required=True)
    number = words.Text(longest=20, load_default="")
    departs = words.clock(required=True)
    departs_zone = words.Text(longest=60, required=True, validate=words.a_timezone)
    arrives = words.clock(required=True)
    arrives_zone = words.Text(longest=60, required=True, validate=words.a_timezone)


class TellItinerary(ChangeTravel):
    """Legs in their order; a waiver says why they stand although they do not fit the dates of the course."""

    legs = fields.List(
        fields.Nested(Leg),
        required=True,
        validate=validate.Length(1, 12, error=complaints.REQUIRED),
        error_messages={"required": complaints.REQUIRED},
    )
    waiver = words.Text(longest=500, load_default="")


class DeclineItinerary(ChangeTravel):
    """What should be different."""

    wish = words.Text(longest=2000, lines=True, required=True)


class TicketTravel(ChangeTravel, _MayBeAbove):
    """What was bought."""

    reference = words.Text(longest=60, required=True)
    price = words.amount(required=True)


class PaidFor(Schema):
    """One thing that was paid, and the paper that says so."""

    what = words.Text(longest=200, required=True)
    amount = words.amount(required=True)
    reference = words.Text(longest=100, required=True)


class SettleTravel(ChangeTravel, _MayBeAbove):
    """Everything that was paid in the end."""

    receipts = fields.List(
        fields.Nested(PaidFor),
        required=True,
        validate=validate.Length(1, 30, error=complaints.REQUIRED),
        error_messages={"required": complaints.REQUIRED},
    )


class CancelTravel(ChangeTravel):
    """Why it will not take place; the note is for staff."""

    reason_code = words.choice(TRAVEL_CANCELLED_BECAUSE, load_default="other")
    note = words.Text(longest=2000, lines=True, load_default="")


class SetTravelBudget(OfEdition):
    """The currency, and a ceiling for each source that pays out of it; version 0 for the first."""

    version = words.version()
    currency = words.choice(sorted(money.currencies()), complaint=complaints.UNKNOWN_CURRENCY, required=True)
    ceiling_osi = words.amount(required=True)
    ceiling_other = words.amount(load_default=Decimal(0))


class ListTravellers(OfEdition):
    """The travellers of an edition, in part."""

    status = words.choice(("", *TravelStatus), load_default="")


class OfTravelBudget(OfEdition):
    """The travel budget of an edition."""


class ListTravelEditions(Schema):
    """No question needs to be put."""
