"""A session: one meeting of the course, from its place in the plan to its final attendance sheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from services.scheduling.model.attendance import Mark, Sheet
from services.scheduling.model.days import DayPattern
from services.scheduling.model.modules import CLOSING, spread
from shared.contracts.refusal import Refusal
from shared.contracts.scheduling import AttendanceLocked, AttendanceRecorded, SessionPublished

TEACHING_STARTS = (time(9), time(11), time(14), time(16))
TEACHING_MINUTES = 90
CLOSING_START = time(10)
CLOSING_MINUTES = 120
ROOM = "Aula Magna"


class SessionStatus(StrEnum):
    """planned -> published (stands in a released programme) -> held (attendance begun) -> closed (sheet locked)."""

    PLANNED = "planned"
    PUBLISHED = "published"
    HELD = "held"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A place in the plan: the how-manieth session of which day, for which module, from when to when (UTC)."""

    day_no: int
    slot_no: int
    module_no: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Session:
    """One meeting of the course. Times are UTC; `timezone` says where they are lived."""

    id: str
    edition_id: str
    day_no: int
    slot_no: int
    module_no: int
    starts_at: datetime
    ends_at: datetime
    timezone: str
    room: str = ROOM
    status: SessionStatus = SessionStatus.PLANNED
    expert_id: str | None = None
    sheet: Sheet = field(default_factory=Sheet)
    version: int = 0

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def on(self) -> date:
        """The day it takes place, where it takes place."""
        return self.starts_at.astimezone(ZoneInfo(self.timezone)).date()

    @property
    def is_teaching(self) -> bool:
        """Whether it belongs to a module; the closing session does not."""
        return self.module_no != CLOSING.number

    @property
    def has_begun(self) -> bool:
        """Whether anybody's attendance has been taken: from then on its time and its expert are history."""
        return self.status in (SessionStatus.HELD, SessionStatus.CLOSED)

    @property
    def is_published(self) -> bool:
        """Whether it stands in a released programme, so that attendance can be taken."""
        return self.has_begun or self.status is SessionStatus.PUBLISHED

    @property
    def is_closed(self) -> bool:
        """Whether its sheet is final."""
        return self.status is SessionStatus.CLOSED

    def overlaps(self, other: "Session") -> bool:
        """Whether one person, or one room, could not be in both."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def moved(self, slot: Slot) -> "Session":
        """Put it into a slot of a new plan; it has to be released again."""
        self.refuse_begun()
        return replace(
            self,
            module_no=slot.module_no,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            status=SessionStatus.PLANNED,
        )

    def led_by(self, expert_id: str | None) -> "Session":
        """Give it to an expert, or to nobody."""
        self.refuse_begun()
        return replace(self, expert_id=expert_id)

    def cancelled(self) -> "Session":
        """Take it out of the plan."""
        self.refuse_begun()
        return replace(self, status=SessionStatus.CANCELLED, expert_id=None)

    def published(self, programme_version: int) -> tuple["Session", SessionPublished]:
        """Let it stand in a released programme."""
        status = self.status if self.has_begun else SessionStatus.PUBLISHED
        return replace(self, status=status), SessionPublished(
            session_id=self.id,
            edition_id=self.edition_id,
            programme_version=programme_version,
            module_no=self.module_no,
            day_no=self.day_no,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            timezone=self.timezone,
            room=self.room,
            expert_ids=[self.expert_id] if self.expert_id else [],
        )

    def marked(self, marks: Iterable[Mark], *, roster: Iterable[str]) -> tuple["Session", AttendanceRecorded]:
        """Take attendance, wholly or in part, or correct it."""
        self._refuse_unpublished()
        sheet = self.sheet.marked(marks, roster=roster)
        return replace(self, sheet=sheet, status=SessionStatus.HELD), AttendanceRecorded(
            session_id=self.id,
            edition_id=self.edition_id,
            minutes_present=sheet.minutes_present(),
            source="manual",
        )

    def locked(self, *, roster: Iterable[str]) -> tuple["Session", AttendanceLocked]:
        """Make the attendance sheet final."""
        self._refuse_unpublished()
        sheet = self.sheet.locked(roster=roster)
        return replace(self, sheet=sheet, status=SessionStatus.CLOSED), AttendanceLocked(
            session_id=self.id,
            edition_id=self.edition_id,
            module_no=self.module_no,
            minutes=self.minutes,
            minutes_present=sheet.minutes_present(),
        )

    def refuse_begun(self) -> None:
        """What was held stays as it was."""
        if self.has_begun:
            raise Refusal("session-held", "This session's attendance has been taken; it can no longer be changed.")

    def _refuse_unpublished(self) -> None:
        if not self.is_published:
            raise Refusal("session-not-published", "Attendance is taken at sessions of a released programme only.")


def plan(days: Sequence[date], pattern: DayPattern, timezone: str) -> tuple[Slot, ...]:
    """The slots of a whole programme: the teaching sessions of each working day, then the closing ones."""
    modules = iter(spread(pattern.working_days * len(TEACHING_STARTS)))
    teaching = [
        _slot(day, day_no, slot_no, next(modules), start, TEACHING_MINUTES, timezone)
        for day_no, day in enumerate(days[: pattern.working_days], start=1)
        for slot_no, start in enumerate(TEACHING_STARTS, start=1)
    ]
    closing = [
        _slot(day, day_no, 1, CLOSING.number, CLOSING_START, CLOSING_MINUTES, timezone)
        for day_no, day in enumerate(days[pattern.working_days :], start=pattern.working_days + 1)
    ]
    return (*teaching, *closing)


def session_in(slot: Slot, *, session_id: str, edition_id: str, timezone: str) -> Session:
    """A new session for a slot of the plan."""
    return Session(
        id=session_id,
        edition_id=edition_id,
        day_no=slot.day_no,
        slot_no=slot.slot_no,
        module_no=slot.module_no,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        timezone=timezone,
    )


def _slot(day: date, day_no: int, slot_no: int, module_no: int, start: time, minutes: int, timezone: str) -> Slot:
    starts_at = datetime.combine(day, start, ZoneInfo(timezone)).astimezone(UTC)
    return Slot(
        day_no=day_no,
        slot_no=slot_no,
        module_no=module_no,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
    )
