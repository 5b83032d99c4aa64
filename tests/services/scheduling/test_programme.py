"""A programme is drafted, released in numbered versions, and drafted again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from services.scheduling.calendar import holidays_from
from services.scheduling.model.days import DayPattern, course_days
from services.scheduling.model.problems import Problem
from services.scheduling.model.programme import Programme, ProgrammeStatus
from services.scheduling.model.release import Changes, changes_between, release_of
from shared.contracts.refusal import Refusal
from shared.contracts.scheduling import ProgrammeReleased
from tests.services.scheduling.office import AT, BUENOS_AIRES, EDITION, NOEMI, OSVALDO, session

UNLED = Problem(code="expert-missing", message="Sessions have no expert: 2.", refs=("session-1", "session-2"))


def draft(*, starts_on: date = date(2027, 3, 1), edition_ends_on: date = date(2027, 3, 15)) -> Programme:
    programme = Programme(
        id=EDITION,
        timezone=BUENOS_AIRES,
        edition_starts_on=date(2027, 3, 1),
        edition_ends_on=edition_ends_on,
        changed_at=AT,
    )
    days = course_days(starts_on, DayPattern(), holidays_from(2027))
    drafted, _ = programme.drafted(days, pattern=DayPattern(), at=AT)
    return drafted


def refs(problems: Sequence[Problem]) -> dict[str, tuple[str, ...]]:
    return {problem.code: problem.refs for problem in problems}


@pytest.mark.feature("B6")
def test_days_that_fit_the_edition_warn_of_nothing() -> None:
    assert draft().warnings == ()


@pytest.mark.feature("B6")
def test_days_that_do_not_fit_the_editions_dates_are_warned_of() -> None:
    assert refs(draft(starts_on=date(2027, 3, 15), edition_ends_on=date(2027, 3, 26)).warnings) == {
        "starts-on-differs": ("2027-03-15", "2027-03-01"),
        "ends-on-differs": ("2027-04-01", "2027-03-26"),
    }


@pytest.mark.feature("B3")
def test_a_release_is_numbered_and_counts_its_minutes() -> None:
    programme, released = draft().released([session(1), session(2)], [], at=AT)

    assert (programme.status, programme.programme_version) == (ProgrammeStatus.RELEASED, 1)
    assert released == ProgrammeReleased(
        edition_id=EDITION,
        programme_version=1,
        days=list(programme.days),
        session_ids=["session-1", "session-2"],
        minutes=180,
    )


def test_a_programme_with_problems_is_not_released_and_says_which() -> None:
    with pytest.raises(Refusal) as refused:
        draft().released([session(1), session(2)], [UNLED], at=AT)

    assert (refused.value.code, refused.value.fields) == (
        "programme-not-ready",
        {"expert-missing": "Sessions have no expert: 2."},
    )


def test_a_programme_is_not_released_again_unchanged() -> None:
    released, _ = draft().released([session(1)], [], at=AT)

    with pytest.raises(Refusal) as refused:
        released.released([session(1)], [], at=AT)

    assert refused.value.code == "programme-unchanged"


@pytest.mark.feature("B3")
def test_a_change_after_the_release_makes_a_draft_of_the_next_version() -> None:
    first, _ = draft().released([session(1)], [], at=AT)

    second, released = first.changed(at=AT).released([session(1)], [], at=AT)

    assert (second.programme_version, released.programme_version) == (2, 2)


@pytest.mark.parametrize("act", ["changed", "released"])
def test_a_cancelled_programme_stays_as_it_is(act: str) -> None:
    gone = draft().cancelled(at=AT)

    with pytest.raises(Refusal) as refused:
        gone.changed(at=AT) if act == "changed" else gone.released([], [], at=AT)

    assert refused.value.code == "edition-cancelled"


@pytest.mark.feature("B3")
def test_the_next_version_says_what_changed_since_the_last() -> None:
    later: datetime = session(2).starts_at + timedelta(hours=3)
    old = [session(1).led_by(NOEMI), session(2), session(3)]
    new = [session(1).led_by(OSVALDO), replace(session(2), starts_at=later), session(4)]
    programme, _ = draft().released(old, [], at=AT)
    first = release_of(programme, old, previous=None, at=AT)

    second = release_of(replace(programme, programme_version=2), new, previous=first, at=AT)

    assert (first.id, first.changes) == ("edition-44/1", Changes())
    assert (second.id, second.changes) == (
        "edition-44/2",
        Changes(added=("session-4",), moved=("session-2",), expert_changed=("session-1",), cancelled=("session-3",)),
    )


def test_a_version_equal_to_the_last_has_no_changes() -> None:
    programme, _ = draft().released([session(1)], [], at=AT)
    only = release_of(programme, [session(1)], previous=None, at=AT)

    assert changes_between(only.sessions, only.sessions) == Changes()
