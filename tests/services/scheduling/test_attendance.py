"""The attendance sheet: five marks, minutes, and the lock."""

from dataclasses import replace

import pytest

from services.scheduling.model.attendance import Mark, MarkStatus, Sheet, SheetStatus, mark
from services.scheduling.model.session import SessionStatus
from shared.contracts.refusal import Refusal
from shared.contracts.scheduling import AttendanceLocked, AttendanceRecorded
from tests.services.scheduling.office import EDITION, JEAN, ROSA, YOLANDA, session

PRESENT, LATE, PARTIAL = MarkStatus.PRESENT, MarkStatus.LATE, MarkStatus.PARTIAL
EXCUSED, ABSENT = MarkStatus.EXCUSED, MarkStatus.ABSENT


def marked(application_id: str, status: MarkStatus, minutes: int | None = None) -> Mark:
    return mark(application_id, status, minutes=minutes, length=90, place=0)


@pytest.mark.feature("B11")
@pytest.mark.parametrize(
    ("status", "given", "counted"),
    [
        (PRESENT, None, 90),
        (PRESENT, 20, 90),
        (LATE, None, 75),
        (LATE, 80, 80),
        (PARTIAL, 45, 45),
        (EXCUSED, None, 0),
        (ABSENT, 90, 0),
    ],
)
def test_a_mark_counts_so_many_of_ninety_minutes(status: MarkStatus, given: int | None, counted: int) -> None:
    assert marked(ROSA, status, given) == Mark(application_id=ROSA, status=status, minutes=counted)


@pytest.mark.parametrize(("status", "minutes"), [(PARTIAL, None), (PARTIAL, 0), (PARTIAL, 91), (LATE, -5), (LATE, 120)])
def test_minutes_that_cannot_be_are_refused_by_the_place_of_their_mark(status: MarkStatus, minutes: int | None) -> None:
    with pytest.raises(Refusal) as refused:
        mark(ROSA, status, minutes=minutes, length=90, place=3)

    assert (refused.value.status, refused.value.fields) == (
        422,
        {"marks.3.minutes": "Give the minutes attended, from 1 to 90."},
    )


@pytest.mark.feature("B11")
def test_attendance_is_taken_in_parts_and_a_later_mark_takes_the_place_of_an_earlier_one() -> None:
    roster = [ROSA, YOLANDA]
    held, _ = session(status=SessionStatus.PUBLISHED).marked([marked(ROSA, ABSENT)], roster=roster)

    held, recorded = held.marked([marked(ROSA, LATE), marked(YOLANDA, EXCUSED)], roster=roster)

    assert held.status is SessionStatus.HELD
    assert held.sheet == Sheet(marks=(marked(ROSA, LATE), marked(YOLANDA, EXCUSED)))
    assert recorded == AttendanceRecorded(
        session_id="session-1", edition_id=EDITION, minutes_present={ROSA: 75, YOLANDA: 0}, source="manual"
    )


def test_strangers_and_people_marked_twice_are_refused_by_name() -> None:
    marks = [marked(ROSA, PRESENT), marked(JEAN, PRESENT), marked(ROSA, ABSENT)]

    with pytest.raises(Refusal) as refused:
        Sheet().marked(marks, roster=[ROSA])

    assert refused.value.fields == {
        "marks.1.application_id": "This person is not on the roster.",
        "marks.2.application_id": "This person is marked twice.",
    }


@pytest.mark.feature("B13")
def test_a_sheet_is_locked_when_everybody_on_the_roster_is_marked() -> None:
    roster = [ROSA, YOLANDA]
    held, _ = session(status=SessionStatus.PUBLISHED).marked([marked(ROSA, PRESENT)], roster=roster)

    with pytest.raises(Refusal) as refused:
        held.locked(roster=roster)
    held, _ = held.marked([marked(YOLANDA, EXCUSED)], roster=roster)
    closed, locked = held.locked(roster=roster)

    assert refused.value.code == "attendance-incomplete"
    assert (closed.status, closed.sheet.status) == (SessionStatus.CLOSED, SheetStatus.LOCKED)
    assert locked == AttendanceLocked(
        session_id="session-1", edition_id=EDITION, module_no=1, minutes=90, minutes_present={ROSA: 90, YOLANDA: 0}
    )


@pytest.mark.feature("B13")
def test_a_locked_sheet_refuses_every_change() -> None:
    closed, _ = session(status=SessionStatus.PUBLISHED).locked(roster=[])

    with pytest.raises(Refusal) as marking:
        closed.marked([marked(ROSA, PRESENT)], roster=[ROSA])
    with pytest.raises(Refusal) as locking:
        closed.locked(roster=[])

    assert (marking.value.code, locking.value.code) == ("attendance-locked", "attendance-locked")


@pytest.mark.parametrize("status", [SessionStatus.PLANNED, SessionStatus.CANCELLED])
def test_attendance_is_taken_at_published_sessions_only(status: SessionStatus) -> None:
    unpublished = replace(session(), status=status)

    with pytest.raises(Refusal) as marking:
        unpublished.marked([marked(ROSA, PRESENT)], roster=[ROSA])
    with pytest.raises(Refusal) as locking:
        unpublished.locked(roster=[])

    assert (marking.value.code, locking.value.code) == ("session-not-published", "session-not-published")
