"""What keeps a programme from being released."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.scheduling.calendar import holidays_from
from services.scheduling.model.days import DayPattern, course_days
from services.scheduling.model.problems import Problem, problems_of
from services.scheduling.model.session import Session, plan, session_in
from tests.services.scheduling.office import BUENOS_AIRES, EDITION, NOEMI, OSVALDO

PATTERN = DayPattern()
HOLIDAYS = holidays_from(2027)
DAYS = course_days(date(2027, 3, 15), PATTERN, HOLIDAYS).days


def complete() -> list[Session]:
    slots = enumerate(plan(DAYS, PATTERN, BUENOS_AIRES), start=1)
    made = [
        session_in(slot, session_id=f"session-{number}", edition_id=EDITION, timezone=BUENOS_AIRES)
        for number, slot in slots
    ]
    return [one.led_by(NOEMI) if one.is_teaching else one for one in made]


def problems(sessions: list[Session]) -> tuple[Problem, ...]:
    return problems_of(sessions, days=DAYS, pattern=PATTERN, holidays=HOLIDAYS)


@pytest.mark.feature("B1", "B5", "B6")
def test_a_complete_programme_has_no_problems() -> None:
    assert problems(complete()) == ()


def change(position: int, **changed: object) -> Callable[[list[Session]], list[Session]]:
    def changed_there(sessions: list[Session]) -> list[Session]:
        return [replace(one, **changed) if place == position else one for place, one in enumerate(sessions)]  # type: ignore[arg-type]  # of several kinds

    return changed_there


def second_into_first(sessions: list[Session]) -> list[Session]:
    first, second, *others = sessions
    return [first, replace(second, starts_at=first.starts_at, ends_at=first.ends_at), *others]


def in_another_room(sessions: list[Session]) -> list[Session]:
    first, second, *others = second_into_first(sessions)
    return [first, replace(second, room="Sala Alfonsina Storni"), *others]


def with_another_expert(sessions: list[Session]) -> list[Session]:
    first, second, *others = second_into_first(sessions)
    return [first, second.led_by(OSVALDO), *others]


def last_of_day_seven_on_the_day_of_memory(sessions: list[Session]) -> list[Session]:
    moved = sessions[27]
    day_later = timedelta(days=1)
    return change(27, starts_at=moved.starts_at + day_later, ends_at=moved.ends_at + day_later)(sessions)


@pytest.mark.feature("B1", "B5", "B6")
@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        pytest.param(
            in_another_room,
            Problem(
                code="expert-double-booked",
                message="Experts are in two sessions at once: 2.",
                refs=("session-1", "session-2"),
            ),
            id="an expert in two rooms at once",
        ),
        pytest.param(
            with_another_expert,
            Problem(
                code="room-double-booked", message="Rooms are used twice at once: 2.", refs=("session-1", "session-2")
            ),
            id="two experts in one room at once",
        ),
        pytest.param(
            last_of_day_seven_on_the_day_of_memory,
            Problem(code="no-working-day", message="Sessions lie on holidays or weekends: 1.", refs=("session-28",)),
            id="a session on 24 March",
        ),
        pytest.param(
            change(0, module_no=2),
            Problem(code="module-not-covered", message="Modules lack hours: 1.", refs=("1",)),
            id="module I lacks an hour and a half",
        ),
        pytest.param(
            lambda sessions: sessions[:-1],
            Problem(code="days-missing", message="Days without a session: 1.", refs=("11",)),
            id="no closing day",
        ),
        pytest.param(
            change(5, expert_id=None),
            Problem(code="expert-missing", message="Sessions have no expert: 1.", refs=("session-6",)),
            id="a session without an expert",
        ),
    ],
)
def test_what_is_wrong_is_named(spoil: Callable[[list[Session]], list[Session]], found: Problem) -> None:
    assert problems(spoil(complete())) == (found,)
