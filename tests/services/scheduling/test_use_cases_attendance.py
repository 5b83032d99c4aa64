"""From the roster to locked sheets, on a real database."""

import threading

import pytest

from services.scheduling.model.attendance import MarkStatus
from services.scheduling.model.roster import Standing
from services.scheduling.use_cases import attendance, roster
from shared.contracts.refusal import Refusal
from shared.contracts.registration import ApplicationWithdrawn
from tests.services.scheduling.office import EDITION, JEAN, ROSA, YOLANDA, Office

EVERYBODY = (ROSA, YOLANDA, JEAN)
PRESENT, ABSENT = MarkStatus.PRESENT, MarkStatus.ABSENT


def withdraw(office: Office, application_id: str, sequence: int) -> None:
    told = ApplicationWithdrawn(
        application_id=application_id,
        person_id=application_id.replace("application", "person"),
        edition_id=EDITION,
        reason_code="duty",
        seat_released=True,
    )
    office.act(lambda: roster.leave(told, Standing.WITHDRAWN, sequence=sequence, course=office.course))


def expected(office: Office) -> list[str]:
    return [entry.id for entry in office.course.participants(EDITION)]


def test_a_confirmed_seat_is_on_the_roster_and_a_withdrawn_one_is_not(office: Office) -> None:
    for application_id in EVERYBODY:
        office.join(application_id)
    withdraw(office, JEAN, sequence=6)

    assert expected(office) == [ROSA, YOLANDA]


def test_a_confirmation_that_comes_after_its_withdrawal_is_too_old(office: Office) -> None:
    withdraw(office, JEAN, sequence=6)
    office.join(JEAN, sequence=5)

    assert expected(office) == []


def test_a_seat_confirmed_again_is_on_the_roster_again(office: Office) -> None:
    office.join(JEAN, sequence=5)
    withdraw(office, JEAN, sequence=6)
    office.join(JEAN, sequence=9)

    assert expected(office) == [JEAN]


@pytest.mark.feature("B11")
def test_a_sheet_shows_everybody_expected_with_their_marks(office: Office) -> None:
    first = office.released().sessions()[0]

    office.mark(first.id, {ROSA: MarkStatus.LATE, JEAN: MarkStatus.EXCUSED})

    shown = attendance.show(first.id, course=office.course)
    assert (shown["attendance"], shown["marked"], shown["status"]) == ("open", 2, "held")
    assert shown["roster"] == [
        {"application_id": JEAN, "mark": "excused", "minutes": 0},
        {"application_id": ROSA, "mark": "late", "minutes": 75},
        {"application_id": YOLANDA, "mark": None, "minutes": None},
    ]


@pytest.mark.feature("B11")
def test_a_participant_arrives_once_at_the_first_session_they_are_seen_at(office: Office) -> None:
    first, second, third = office.released().sessions()[3:6]

    office.mark(first.id, {ROSA: ABSENT, YOLANDA: MarkStatus.PARTIAL, JEAN: MarkStatus.EXCUSED}, minutes=30)
    office.mark(second.id, dict.fromkeys(EVERYBODY, PRESENT))
    office.mark(third.id, dict.fromkeys(EVERYBODY, MarkStatus.LATE))
    office.mark(first.id, {YOLANDA: ABSENT, ROSA: PRESENT})

    assert [(told["application_id"], told["on"]) for told in office.events("participant.arrived")] == [
        (YOLANDA, "2027-03-01"),
        (JEAN, "2027-03-02"),
        (ROSA, "2027-03-02"),
    ]


@pytest.mark.feature("B11")
def test_of_two_secretaries_with_the_same_sheet_the_second_is_told_to_look_again(office: Office) -> None:
    first = office.released().sessions()[0]
    office.mark(first.id, {ROSA: PRESENT}, version=first.version)

    with pytest.raises(Refusal) as refused:
        office.mark(first.id, {ROSA: ABSENT}, version=first.version)

    assert refused.value.code == "stale"
    assert [told["minutes_present"] for told in office.events("attendance.recorded")] == [{ROSA: 90}]


def test_of_two_secretaries_at_the_same_moment_one_marks_and_one_is_told_to_look_again(office: Office) -> None:
    first = office.released().sessions()[0]
    together = threading.Barrier(2, timeout=20)
    answers: list[str] = []

    def secretary(status: MarkStatus) -> None:
        together.wait()
        try:
            office.mark(first.id, {ROSA: status}, version=first.version)
        except Refusal as refusal:
            answers.append(refusal.code)
        else:
            answers.append("marked")

    clicks = [threading.Thread(target=secretary, args=(status,)) for status in (PRESENT, MarkStatus.LATE)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join(30)

    assert sorted(answers) == ["marked", "stale"]
    assert len(office.events("attendance.recorded")) == 1
    assert len(office.events("participant.arrived")) == 1


@pytest.mark.feature("B13")
def test_a_locked_sheet_counts_every_roster_member_and_refuses_changes(office: Office) -> None:
    first = office.released().sessions()[0]
    office.mark(first.id, {ROSA: PRESENT, YOLANDA: ABSENT, JEAN: MarkStatus.EXCUSED})

    office.lock(first.id)
    with pytest.raises(Refusal) as refused:
        office.mark(first.id, {YOLANDA: PRESENT})

    assert refused.value.code == "attendance-locked"
    assert office.events("attendance.locked") == [
        {
            "session_id": first.id,
            "edition_id": EDITION,
            "module_no": 1,
            "minutes": 90,
            "minutes_present": {ROSA: 90, YOLANDA: 0, JEAN: 0},
        }
    ]
    assert attendance.show(first.id, course=office.course)["attendance"] == "locked"


@pytest.mark.feature("B13")
def test_a_sheet_with_somebody_unmarked_is_not_locked(office: Office) -> None:
    first = office.released().sessions()[0]
    office.mark(first.id, {ROSA: PRESENT, YOLANDA: ABSENT})

    with pytest.raises(Refusal) as refused:
        office.lock(first.id)

    assert refused.value.code == "attendance-incomplete"
    assert office.events("attendance.locked") == []


def test_whoever_withdrew_need_not_be_marked_but_keeps_the_marks_they_have(office: Office) -> None:
    first, second = office.released().sessions()[:2]
    office.mark(first.id, dict.fromkeys(EVERYBODY, PRESENT))
    withdraw(office, JEAN, sequence=8)
    office.mark(second.id, dict.fromkeys((ROSA, YOLANDA), PRESENT))

    office.lock(first.id)
    office.lock(second.id)

    assert [sorted(told["minutes_present"]) for told in office.events("attendance.locked")] == [
        [JEAN, ROSA, YOLANDA],
        [ROSA, YOLANDA],
    ]


def test_a_mark_for_somebody_who_withdrew_is_refused_and_nothing_is_kept(office: Office) -> None:
    first = office.released().sessions()[0]
    withdraw(office, JEAN, sequence=8)

    with pytest.raises(Refusal) as refused:
        office.mark(first.id, {ROSA: PRESENT, JEAN: PRESENT})

    assert (refused.value.status, refused.value.fields) == (
        422,
        {"marks.1.application_id": "This person is not on the roster."},
    )
    assert office.course.sessions.get(first.id).sheet.marks == ()
