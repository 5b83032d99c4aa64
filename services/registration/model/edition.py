"""An edition of the course: its call, its seats and its way from draft to archive."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from services.registration.model import complaints
from services.registration.model.cohort import Aims
from services.registration.model.dates import Dates
from services.registration.model.timeline import Step, step
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    EditionCancelled,
    EditionClosed,
    EditionCreated,
    EditionExtended,
    EditionFinished,
    EditionOpened,
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
    """One edition. `taken` counts by country the seats that are on offer, confirmed or used; see seats.py."""

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
    status: EditionStatus = EditionStatus.DRAFT
    taken: dict[str, int] = field(default_factory=dict)
    institution_cap: int | None = None
    aims: Aims = field(default_factory=Aims)
    proposed: Proposed | None = None
    programme_version: int | None = None
    publication: Publication | None = None
    timeline: tuple[Step, ...] = ()
    version: int = 0

    @property
    def seats_taken(self) -> int:
        """Seats of all countries together."""
        return sum(self.taken.values())

    def day(self, at: datetime) -> date:
        """The day it is, in the edition's time zone."""
        return at.astimezone(ZoneInfo(self.timezone)).date()

    def end_of(self, day: date) -> datetime:
        """The last second of `day`, in the edition's time zone."""
        return datetime.combine(day, time(23, 59, 59), ZoneInfo(self.timezone))

    def offer_deadline(self, at: datetime) -> datetime:
        """When an offer made at `at` ends: at the end of its last day."""
        return self.end_of(self.day(at) + timedelta(days=self.dates.offer_days))

    def promotes(self, at: datetime) -> bool:
        """Whether a freed seat may still go to the waiting list."""
        return (
            self.status in (EditionStatus.DECIDED, EditionStatus.RUNNING)
            and self.day(at) <= self.dates.promotion_cutoff
        )

    def takes_applications(self, at: datetime) -> bool:
        """Whether the call is open and the time is within its window."""
        window = (self.dates.application_opens_at, self.dates.application_closes_at)
        return self.status is EditionStatus.OPEN and window[0] <= at <= window[1]

    def refuse_unless_open(self, at: datetime) -> None:
        """Refuse an application outside of the window."""
        if not self.takes_applications(at):
            raise Refusal("window-closed", f"Edition {self.ordinal} does not take applications at this time.")

    def create(self, *, cause: Cause) -> tuple["Edition", EditionCreated]:
        """Set the edition up, if its dates make sense."""
        found = self.dates.complaints()
        if self.dates.starts_on.year != self.year:
            found["year"] = complaints.OTHER_YEAR
        complaints.refuse_if_any(found)
        created = replace(self, timeline=(step("", self.status, cause=cause, version=0),))
        return created, EditionCreated(edition_id=self.id, ordinal=self.ordinal, year=self.year)

    def open(self, *, cause: Cause) -> tuple["Edition", EditionOpened]:
        """Open the call."""
        if self.status not in (EditionStatus.DRAFT, EditionStatus.ANNOUNCED):
            raise self._wrong_status()
        if self.dates.application_closes_at <= cause.at:
            raise Refusal("window-closed", f"The window for applications to edition {self.ordinal} is over.")
        return self.move(EditionStatus.OPEN, cause=cause), EditionOpened(
            edition_id=self.id,
            ordinal=self.ordinal,
            year=self.year,
            city=self.city,
            timezone=self.timezone,
            starts_on=self.dates.starts_on,
            ends_on=self.dates.ends_on,
            seats=self.seats,
            countries=list(self.countries),
            languages=list(self.languages),
        )

    def close(self, *, cause: Cause) -> tuple["Edition", EditionClosed]:
        """Stop taking applications; review goes on."""
        return self.move(EditionStatus.CLOSED_FOR_APPLICATIONS, cause=cause), EditionClosed(edition_id=self.id)

    def reopen(self, *, closes_at: datetime, cause: Cause) -> tuple["Edition", EditionExtended]:
        """Take applications again, until `closes_at`."""
        if self.status is not EditionStatus.CLOSED_FOR_APPLICATIONS:
            raise self._wrong_status()
        dates = replace(self.dates, application_closes_at=closes_at)
        late = {} if closes_at > cause.at else {"application_closes_at": complaints.IN_THE_PAST}
        for complaint in (dates.complaints() | late).values():
            complaints.refuse_if_any({"closes_at": complaint})
        extended = replace(self.move(EditionStatus.OPEN, cause=cause), dates=dates)
        return extended, EditionExtended(edition_id=self.id, application_closes_at=closes_at)

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
            raise self._wrong_status()
        made = step(self.status, to, cause=cause, version=self.version, note=note)
        return replace(self, status=to, timeline=(*self.timeline, made))

    def _wrong_status(self) -> Refusal:
        return Refusal("wrong-status", f"Edition {self.ordinal} is {self.status}: this cannot be done now.")
