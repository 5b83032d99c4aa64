"""On which days an edition meets: so many working days and a closing day, past weekends and public holidays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class DayPattern:
    """How long an edition is; the course's own default is ten working days and one closing day."""

    working_days: int = 10
    closing_days: int = 1

    @property
    def total(self) -> int:
        """All days on which the edition meets."""
        return self.working_days + self.closing_days


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """A public holiday on which the edition would otherwise have met."""

    on: date
    name: str


@dataclass(frozen=True, kw_only=True)
class CourseDays:
    """The days of an edition in order (the closing ones last), and the holidays passed over."""

    days: tuple[date, ...]
    holidays_skipped: tuple[Holiday, ...]


def is_working_day(day: date, holidays: Mapping[date, str]) -> bool:
    """Whether the course can meet on that day."""
    return day.weekday() < SATURDAY and day not in holidays


def course_days(start: date, pattern: DayPattern, holidays: Mapping[date, str]) -> CourseDays:
    """The first days from `start` on which the course can meet, as many as the pattern asks for."""
    days: list[date] = []
    skipped: list[Holiday] = []
    day = start
    while len(days) < pattern.total:
        if is_working_day(day, holidays):
            days.append(day)
        elif day.weekday() < SATURDAY:
            skipped.append(Holiday(on=day, name=holidays[day]))
        day += timedelta(days=1)
    return CourseDays(days=tuple(days), holidays_skipped=tuple(skipped))
