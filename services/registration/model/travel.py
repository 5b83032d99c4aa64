"""A participant's journey to the course and back: what was asked for, itinerary, ticket, and what it costs."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from services.registration.model.itinerary import Itinerary
from services.registration.model.timeline import Step, step
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal

NOTHING = Decimal(0)


class TravelStatus(StrEnum):
    """Where a journey stands."""

    NOT_NEEDED = "not_needed"
    REQUESTED = "requested"
    REFUSED = "refused"
    APPROVED = "approved"
    ITINERARY_PROPOSED = "itinerary_proposed"
    ACCEPTED = "accepted"
    TICKETED = "ticketed"
    TRAVELLED = "travelled"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class Source(StrEnum):
    """Who pays."""

    OSI = "osi"
    NATIONAL = "national"
    OTHER = "other"


BUDGETED = (Source.OSI, Source.OTHER)
"""What these pay is in the edition's budget; of journeys that a country pays only the itinerary is collected."""

EDGES: dict[TravelStatus, frozenset[TravelStatus]] = {
    TravelStatus.NOT_NEEDED: frozenset({TravelStatus.REQUESTED}),
    TravelStatus.REQUESTED: frozenset(
        {
            TravelStatus.REQUESTED,
            TravelStatus.NOT_NEEDED,
            TravelStatus.APPROVED,
            TravelStatus.REFUSED,
            TravelStatus.ACCEPTED,
            TravelStatus.CANCELLED,
        }
    ),
    TravelStatus.APPROVED: frozenset({TravelStatus.ITINERARY_PROPOSED, TravelStatus.CANCELLED}),
    TravelStatus.ITINERARY_PROPOSED: frozenset(
        {TravelStatus.ITINERARY_PROPOSED, TravelStatus.APPROVED, TravelStatus.ACCEPTED, TravelStatus.CANCELLED}
    ),
    TravelStatus.ACCEPTED: frozenset(
        {
            TravelStatus.ITINERARY_PROPOSED,
            TravelStatus.ACCEPTED,
            TravelStatus.TICKETED,
            TravelStatus.TRAVELLED,
            TravelStatus.CANCELLED,
        }
    ),
    TravelStatus.TICKETED: frozenset({TravelStatus.TRAVELLED, TravelStatus.CANCELLED}),
    TravelStatus.TRAVELLED: frozenset({TravelStatus.SETTLED}),
    TravelStatus.SETTLED: frozenset(),
    TravelStatus.REFUSED: frozenset(),
    TravelStatus.CANCELLED: frozenset(),
}
"""A request may be corrected, an itinerary replaced until there is a ticket. What a country pays goes from the request
to an itinerary that stands, without approval and ticket, and ends when travelled."""

LIVE = frozenset(TravelStatus) - {TravelStatus.REFUSED, TravelStatus.CANCELLED}
"""An application has at most one of these."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the participant asks for; `constraints` in their own words."""

    origin: str
    outbound_on: date
    return_on: date
    constraints: str = ""


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """What was bought."""

    reference: str
    price: Decimal
    bought_at: datetime


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """One thing that was paid, and which paper says so."""

    what: str
    amount: Decimal
    reference: str


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What was paid in the end."""

    receipts: tuple[Receipt, ...]
    settled_at: datetime

    @property
    def total(self) -> Decimal:
        """All receipts together."""
        return sum((one.amount for one in self.receipts), NOTHING)


@dataclass(frozen=True, kw_only=True)
class Override:
    """The director's word that this journey may go above the ceiling."""

    reason: str
    actor: str
    at: datetime
    cost: Decimal


@dataclass(frozen=True, kw_only=True)
class Travel:
    """One journey. What happens to it is in travelling.

    declined: how often the participant wished for another itinerary; `other_wish` is what they said last.
    """

    id: str
    edition_id: str
    application_id: str
    person_id: str
    status: TravelStatus = TravelStatus.NOT_NEEDED
    source: Source = Source.OSI
    wish: Wish | None = None
    approved: Decimal | None = None
    currency: str = ""
    overrides: tuple[Override, ...] = ()
    itinerary: Itinerary | None = None
    declined: int = 0
    other_wish: str = ""
    ticket: Ticket | None = None
    settlement: Settlement | None = None
    timeline: tuple[Step, ...] = ()
    version: int = 0

    @property
    def budgeted(self) -> bool:
        """Whether the edition's budget bears it."""
        return self.source in BUDGETED

    @property
    def spent(self) -> Decimal:
        """What is paid: the ticket, until what was paid in the end is known."""
        if self.settlement:
            return self.settlement.total
        return self.ticket.price if self.ticket else NOTHING

    @property
    def committed(self) -> Decimal:
        """What is approved and not paid yet."""
        ended = self.settlement or self.status is TravelStatus.CANCELLED
        return NOTHING if ended or self.approved is None else max(self.approved - self.spent, NOTHING)

    @property
    def cost(self) -> Decimal:
        """What it takes of the budget."""
        return self.committed + self.spent

    @property
    def to_settle(self) -> bool:
        """Whether somebody must still say what was paid in the end."""
        if not self.budgeted or self.settlement:
            return False
        unused = self.status is TravelStatus.CANCELLED and self.ticket is not None
        return unused or self.status is TravelStatus.TRAVELLED

    @property
    def waiting_since(self) -> datetime:
        """When something last happened."""
        return self.timeline[-1].at

    def move(self, to: TravelStatus, *, cause: Cause, reason_code: str = "", note: str = "") -> "Travel":
        """The only way to another status: along an edge, leaving a step in the timeline."""
        if to not in EDGES[self.status]:
            raise self.wrong_status()
        return replace(self, status=to).remark(self.status, to, cause=cause, reason_code=reason_code, note=note)

    def remark(self, before: str, after: str, *, cause: Cause, reason_code: str = "", note: str = "") -> "Travel":
        """Leave a step in the timeline."""
        made = step(before, after, cause=cause, version=self.version, reason_code=reason_code, note=note)
        return replace(self, timeline=(*self.timeline, made))

    def wrong_status(self) -> Refusal:
        """The refusal of what cannot be done from here."""
        return Refusal("wrong-status", f"This journey is {self.status}: this cannot be done now.")
