"""What keeps a programme from being released: somebody or a room taken twice, holidays, gaps in the curriculum."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.scheduling.model.days import DayPattern, is_working_day
from services.scheduling.model.modules import MODULES
from services.scheduling.model.session import Session


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One kind of problem, in a sentence; `refs` are the sessions, dates or modules it is about."""

    code: str
    message: str
    refs: tuple[str, ...]


def problems_of(
    sessions: Sequence[Session], *, days: Sequence[date], pattern: DayPattern, holidays: Mapping[date, str]
) -> tuple[Problem, ...]:
    """All blocking problems of a programme that meets on these days; none when it can be released."""
    found = [
        _listing("expert-double-booked", "Experts are in two sessions at once", _twice(sessions, _expert_of)),
        _listing("room-double-booked", "Rooms are used twice at once", _twice(sessions, lambda each: each.room)),
        _listing("no-working-day", "Sessions lie on holidays or weekends", _idle_days(sessions, holidays)),
        _listing("module-not-covered", "Modules lack hours", _uncovered(sessions)),
        _listing("days-missing", "Days without a session", _missing_days(sessions, days, pattern)),
        _listing("expert-missing", "Sessions have no expert", _unled(sessions)),
    ]
    return tuple(problem for problem in found if problem)


def _listing(code: str, what: str, refs: Iterable[str]) -> Problem | None:
    named = tuple(refs)
    return Problem(code=code, message=f"{what}: {len(named)}.", refs=named) if named else None


def _expert_of(session: Session) -> str | None:
    return session.expert_id


def _twice(sessions: Sequence[Session], taken: Callable[[Session], str | None]) -> list[str]:
    """The sessions that another one with the same expert, or room, overlaps."""
    return [
        each.id
        for each in sessions
        if taken(each)
        and any(taken(other) == taken(each) and other.overlaps(each) for other in sessions if other.id != each.id)
    ]


def _idle_days(sessions: Sequence[Session], holidays: Mapping[date, str]) -> list[str]:
    return [each.id for each in sessions if not is_working_day(each.on, holidays)]


def _uncovered(sessions: Sequence[Session]) -> list[str]:
    return [
        str(module.number)
        for module in MODULES
        if sum(each.minutes for each in sessions if each.module_no == module.number) < module.required_minutes
    ]


def _missing_days(sessions: Sequence[Session], days: Sequence[date], pattern: DayPattern) -> list[str]:
    """The numbers of the days, working and closing, on which nothing of their kind takes place."""
    met = {(days.index(each.on) + 1, each.is_teaching) for each in sessions if each.on in days}
    return [
        str(day_no) for day_no in range(1, pattern.total + 1) if (day_no, day_no <= pattern.working_days) not in met
    ]


def _unled(sessions: Sequence[Session]) -> list[str]:
    return [each.id for each in sessions if each.is_teaching and not each.expert_id]
