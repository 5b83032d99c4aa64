"""Experts teach what they know and are never in two rooms at once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.model.expert import Expert, spread_experts
from services.scheduling.model.modules import CLOSING
from services.scheduling.model.session import Session, SessionStatus
from shared.contracts.refusal import Refusal
from tests.services.scheduling.office import NOEMI, OSVALDO, expert, session

MONDAY = datetime(2027, 3, 1, 12, tzinfo=UTC)


@st.composite
def crowded_sessions(draw: st.DrawFn) -> list[Session]:
    """Sessions of several editions that overlap freely."""
    starts = draw(st.lists(st.integers(0, 40), min_size=1, max_size=25))
    return [
        session(
            number,
            starts_at=MONDAY + timedelta(minutes=30 * start),
            module_no=draw(st.integers(1, 6)),
            edition_id=draw(st.sampled_from(["edition-44", "edition-45"])),
        )
        for number, start in enumerate(starts)
    ]


@st.composite
def faculties(draw: st.DrawFn) -> list[Expert]:
    return [
        expert(f"expert-{number}", modules=draw(st.lists(st.integers(1, 6), min_size=1, unique=True)))
        for number in range(draw(st.integers(0, 6)))
    ]


@pytest.mark.feature("B5")
@given(sessions=crowded_sessions(), faculty=faculties())
def test_spreading_experts_books_nobody_twice_and_only_for_modules_they_teach(
    sessions: list[Session], faculty: list[Expert]
) -> None:
    assigned, busy = spread_experts(sessions, faculty)

    modules = {each.id: each.modules for each in faculty}
    taught = {each.id: [one for one in assigned if one.expert_id == each.id] for each in faculty}
    assert all(one.module_no in modules[one.expert_id or ""] for one in assigned)
    assert not any(
        one.overlaps(other) for mine in taught.values() for one in mine for other in mine if one is not other
    )
    assert {each.id: {booking.session_id for booking in each.bookings} for each in busy} == {
        key: {one.id for one in mine} for key, mine in taught.items() if mine
    }


@pytest.mark.feature("B5")
@given(sessions=crowded_sessions(), faculty=faculties())
def test_a_session_stays_without_an_expert_only_when_nobody_could_take_it(
    sessions: list[Session], faculty: list[Expert]
) -> None:
    assigned, busy = spread_experts(sessions, faculty)

    standing = {each.id: each for each in faculty} | {each.id: each for each in busy}
    left = [one for one in sessions if one.id not in {done.id for done in assigned}]
    assert not any(each.can_teach(one) for one in left for each in standing.values())


@pytest.mark.feature("B5")
def test_an_expert_is_refused_a_session_that_overlaps_another() -> None:
    busy = expert().booked(session(1))

    with pytest.raises(Refusal) as refused:
        busy.booked(session(2, starts_at=MONDAY + timedelta(minutes=89)))

    assert refused.value.code == "expert-double-booked"


def test_a_session_may_begin_when_the_last_one_ends() -> None:
    busy = expert().booked(session(1)).booked(session(2, starts_at=MONDAY + timedelta(minutes=90)))

    assert [booking.session_id for booking in busy.bookings] == ["session-1", "session-2"]


def test_booking_the_same_session_again_follows_it_to_its_new_time() -> None:
    moved = session(1, starts_at=MONDAY + timedelta(minutes=30))

    assert expert().booked(session(1)).booked(moved) == expert().booked(moved)


def test_an_expert_is_refused_a_module_they_do_not_teach() -> None:
    with pytest.raises(Refusal) as refused:
        expert(modules=[2]).booked(session(1, module_no=1))

    assert refused.value.code == "expert-wrong-module"


def test_any_expert_may_lead_the_closing_session_but_none_is_given_it_unasked() -> None:
    closing = session(1, module_no=CLOSING.number)

    assert expert(modules=[2]).can_teach(closing)
    assert spread_experts([closing], [expert()]) == ((), ())


def test_the_expert_with_the_fewest_sessions_is_chosen() -> None:
    sessions = [session(number, starts_at=MONDAY + timedelta(hours=2 * number)) for number in range(4)]

    assigned, _ = spread_experts(sessions, [expert(NOEMI), expert(OSVALDO)])

    assert [one.expert_id for one in assigned] == [NOEMI, OSVALDO, NOEMI, OSVALDO]


def test_a_session_already_held_keeps_its_expert() -> None:
    with pytest.raises(Refusal) as refused:
        session(1, status=SessionStatus.HELD).led_by(OSVALDO)

    assert refused.value.code == "session-held"
