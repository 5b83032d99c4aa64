"""An edition of the course: its call, its seats and its way from draft to archive."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from services.registration.model import complaints, windows
from services.registration.model.call_terms import CallTerms
from services.registration.model.cohort import Aims
from services.registration.model.dates import Dates
from services.registration.model.eligibility import DEFAULT_RULES, Ruleset
from services.registration.model.offer_terms import OfferTerms
from services.registration.model.review import DEFAULT_PLAN, Plan
from services.registration.model.timeline import Step, step
from services.registration.model.windows import Extension, Phase, Window
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    EditionCancelled,
    EditionClosed,
    EditionCreated,
    EditionFinished,
    EditionStarted,
)


class EditionStatus(StrEnum):
    """Where an edition stands."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED_FOR_APPLICATIONS = "closed_for_applications"
    SELECTING = "selecting"
    DECIDED = "decided"
    RUNNING = "running"
    FINISHED = "finished"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


EDGES: dict[EditionStatus, frozenset[EditionStatus]] = {
    EditionStatus.DRAFT: frozenset({EditionStatus.ANNOUNCED, EditionStatus.OPEN, EditionStatus.CANCELLED}),
    EditionStatus.ANNOUNCED: frozenset({EditionStatus.OPEN, EditionStatus.CANCELLED}),
    EditionStatus.OPEN: frozenset({EditionStatus.CLOSED_FOR_APPLICATIONS, EditionStatus.CANCELLED}),
    EditionStatus.CLOSED_FOR_APPLICATIONS: frozenset(
        {EditionStatus.OPEN, EditionStatus.SELECTING, EditionStatus.CANCELLED}
    ),
    EditionStatus.SELECTING: frozenset({EditionStatus.DECIDED, EditionStatus.CANCELLED}),
    EditionStatus.DECIDED: frozenset({EditionStatus.RUNNING, EditionStatus.CANCELLED}),
    EditionStatus.RUNNING: frozenset({EditionStatus.FINISHED, EditionStatus.CANCELLED}),
    EditionStatus.FINISHED: frozenset({EditionStatus.ARCHIVED}),
    EditionStatus.ARCHIVED: frozenset(),
    EditionStatus.CANCELLED: frozenset(),
}


@dataclass(frozen=True, kw_only=True)
class Publication:
    """The one publication of the selection: what a repeat is answered with."""

    batch_id: str
    selected: int
    waitlisted: int
    not_selected: int


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """The last proposal: the points it has by the aims, and how many more another one might have."""

    at: datetime
    points: int
    gap: int


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One edition. `taken` counts by country the seats that are on offer, confirmed or used; see seats.py.

    `country_cap` is the most seats of one country, unless `country_caps` names another for it; see quotas.py.
    """

    id: str
    ordinal: int
    year: int
    city: str
    timezone: str
    dates: Dates
    seats: int
    country_cap: int
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    country_caps: dict[str, int] = field(default_factory=dict)
    documents: tuple[str, ...] = ("letter",)
    extensions: tuple[Extension, ...] = ()
    status: EditionStatus = EditionStatus.DRAFT
    taken: dict[str, int] = field(default_factory=dict)
    institution_cap: int | None = None
    aims: Aims = field(default_factory=Aims)
    proposed: Proposed | None = None
    programme_version: int | None = None
    publication: Publication | None = None
    call: CallTerms = field(default_factory=CallTerms)
    offers: OfferTerms = field(default_factory=OfferTerms)
    eligibility: Ruleset = DEFAULT_RULES
    review: Plan = DEFAULT_PLAN
    timeline: tuple[Step, ...] = ()
    version: int = 0

    @property
    def seats_taken(self) -> int:
        """Seats of all countries together."""
        return sum(self.taken.values())

    def cap_of(self, country: str) -> int:
        """The most seats that this country may have."""
        return self.country_caps.get(country, self.country_cap)

    @property
    def windows(self) -> dict[Phase, Window]:
        """From when until when each phase is open."""
        return windows.of(self.dates, self.timezone)

    def day(self, at: datetime) -> date:
        """The day it is, in the edition's time zone."""
        return at.astimezone(ZoneInfo(self.timezone)).date()

    def end_of(self, day: date) -> datetime:
        """The last second of `day`, in the edition's time zone."""
        return datetime.combine(day, windows.LAST_SECOND, ZoneInfo(self.timezone))

    def offer_deadline(self, at: datetime) -> datetime:
        """When an offer made at `at` ends: at the end of its last day, and not after seats can be confirmed."""
        windows.refuse_unless_open(self.windows, Phase.CONFIRMATION, at)
        last_day = self.day(at) + timedelta(days=self.dates.offer_days)
        return self.end_of(min(last_day, self.dates.confirmation_closes_on))

    @property
    def parts_until(self) -> datetime:
        """Until when parts of an offer may be taken or refused."""
        return self.end_of(self.dates.starts_on - timedelta(days=self.offers.parts_days))

    def replacement_deadline(self, at: datetime) -> datetime:
        """Until when an institution that is asked at `at` may name somebody else, or whom it names may apply."""
        last_day = self.day(at) + timedelta(days=self.offers.replacement_days)
        return self.end_of(min(last_day, self.dates.promotion_cutoff))

    def promotes(self, at: datetime) -> bool:
        """Whether a freed seat may still go to the waiting list."""
        return (
            self.status in (EditionStatus.DECIDED, EditionStatus.RUNNING)
            and self.day(at) <= self.dates.promotion_cutoff
        )

    def takes_applications(self, at: datetime) -> bool:
        """Whether the call is open and the time is within its window."""
        return self.status is EditionStatus.OPEN and self.windows[Phase.APPLICATION].is_open(at)

    def refuse_unless_open(self, at: datetime) -> None:
        """Refuse an application outside of the window."""
        if not self.takes_applications(at):
            raise Refusal("window-closed", f"Edition {self.ordinal} does not take applications at this time.")

    def complaints(self) -> dict[str, str]:
        """What is wrong with its dates and limits, by the name of the field."""
        found = self.dates.complaints(self.timezone)
        if self.dates.starts_on.year != self.year:
            found["year"] = complaints.OTHER_YEAR
        if set(self.country_caps) - set(self.countries):
            found["country_caps"] = complaints.CAP_WITHOUT_INVITATION
        return found

    def create(self, *, cause: Cause) -> tuple["Edition", EditionCreated]:
        """Set the edition up, if its dates make sense."""
        complaints.refuse_if_any(self.complaints())
        created = replace(self, timeline=(step("", self.status, cause=cause, version=0),))
        return created, EditionCreated(edition_id=self.id, ordinal=self.ordinal, year=self.year)

    def close(self, *, cause: Cause) -> tuple["Edition", EditionClosed]:
        """Stop taking applications; review goes on."""
        return self.move(EditionStatus.CLOSED_FOR_APPLICATIONS, cause=cause), EditionClosed(edition_id=self.id)

    def begin_selecting(self, *, cause: Cause) -> "Edition":
        """Weigh applications against each other; hidden, so nothing is published."""
        if self.status is EditionStatus.SELECTING:
            return self
        return self.move(EditionStatus.SELECTING, cause=cause)

    def start(self, *, cause: Cause) -> tuple["Edition", EditionStarted]:
        """Begin the course; a programme must have been released."""
        if self.status is EditionStatus.DECIDED and self.programme_version is None:
            raise Refusal("programme-not-released", "The programme must be released before the course can start.")
        return self.move(EditionStatus.RUNNING, cause=cause), EditionStarted(edition_id=self.id)

    def finish(self, *, cause: Cause) -> tuple["Edition", EditionFinished]:
        """The closing day is over."""
        return self.move(EditionStatus.FINISHED, cause=cause), EditionFinished(edition_id=self.id)

    def cancel(self, *, reason: str, cause: Cause) -> tuple["Edition", EditionCancelled]:
        """Call the edition off; all its seats are void, and the reason stays in its timeline."""
        cancelled = self.move(EditionStatus.CANCELLED, cause=cause, note=reason)
        return replace(cancelled, taken={}), EditionCancelled(edition_id=self.id)

    def note_programme(self, programme_version: int) -> "Edition":
        """A version of the programme was released; an older one than known changes nothing."""
        return replace(self, programme_version=max(programme_version, self.programme_version or 0))

    def move(self, to: EditionStatus, *, cause: Cause, note: str = "") -> "Edition":
        """The only way to another status: along an edge, leaving a step in the timeline."""
        if to not in EDGES[self.status]:
            raise self.wrong_status()
        made = step(self.status, to, cause=cause, version=self.version, note=note)
        return replace(self, status=to, timeline=(*self.timeline, made))

    def wrong_status(self) -> Refusal:
        """The refusal of what cannot be done from here."""
        return Refusal("wrong-status", f"Edition {self.ordinal} is {self.status}: this cannot be done now.")
