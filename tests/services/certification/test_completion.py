"""Who has completed the course: the rule, and what may become of its result."""

from datetime import date

import pytest

from services.certification.model.completion import Completion, Result, Rule, Status, Tally
from services.certification.model.course import Course, Edition, Programme, Sheet
from shared.contracts.certification import CompletionApproved, CompletionComputed, CompletionRefused
from shared.contracts.refusal import Refusal
from tests.services.certification.people import AT, EDITION, LUCIA

PASSED = Tally(attended_minutes=480, required_minutes=480, total_minutes=600, rule_version=1)
FAILED = Tally(attended_minutes=479, required_minutes=480, total_minutes=600, rule_version=1)
LUCIAS = Completion(id=LUCIA, person_id="person-lucia", edition_id=EDITION, takes_part=True, heard=5)


@pytest.mark.feature("C1")
@pytest.mark.parametrize(("minutes", "required"), [(600, 480), (4830, 3864), (7, 6), (1, 1), (0, 0)])
def test_the_rule_asks_for_four_fifths_of_the_minutes_rounded_up(minutes: int, required: int) -> None:
    assert Rule().required(minutes) == required


@pytest.mark.feature("C1")
def test_another_rule_is_only_other_data() -> None:
    assert Rule(rule_version=2, minimum_percent=75).required(600) == 450


@pytest.mark.feature("C1")
def test_one_minute_decides_and_the_share_never_claims_a_bar_that_was_missed() -> None:
    assert (PASSED.result, PASSED.percent) == (Result.PASS, 80)
    assert (FAILED.result, FAILED.percent) == (Result.FAIL, 79)


def test_a_course_counts_the_locked_sheets_of_its_released_sessions_only() -> None:
    sheets = {
        session_id: Sheet(id=session_id, edition_id=EDITION, minutes=300, minutes_present={LUCIA: 300}, heard=1)
        for session_id in ("monday", "a session of an older version")
    }
    edition = Edition(
        id=EDITION,
        ordinal=44,
        year=2027,
        city="Mar del Plata",
        timezone="America/Argentina/Buenos_Aires",
        starts_on=date(2027, 3, 1),
        ends_on=date(2027, 3, 15),
        heard=1,
    )
    programme = Programme(id=EDITION, programme_version=2, session_ids=["monday", "tuesday"], minutes=600, heard=2)
    course = Course(edition=edition, programme=programme, sheets=sheets)

    assert (course.sessions_locked, course.sessions_total, course.attendance_is_final) == (1, 2, False)
    assert course.tally(LUCIA) == Tally(attended_minutes=300, required_minutes=480, total_minutes=600, rule_version=1)


def test_nothing_is_final_without_a_programme() -> None:
    assert Course(edition=None, programme=None, sheets={}).attendance_is_final is False


def test_a_result_is_published_with_its_evidence() -> None:
    computed, event = LUCIAS.compute(FAILED, at=AT)

    assert (computed.status, computed.tally, computed.computed_at) == (Status.COMPUTED, FAILED, AT)
    assert event == CompletionComputed(
        application_id=LUCIA,
        person_id="person-lucia",
        edition_id=EDITION,
        result="fail",
        attended_minutes=479,
        required_minutes=480,
        rule_version=1,
    )


def test_the_same_result_is_not_computed_twice() -> None:
    computed, _ = LUCIAS.compute(PASSED, at=AT)

    assert computed.can_be_computed(PASSED) is False
    assert computed.can_be_computed(FAILED) is True


def test_a_pass_is_approved_and_cannot_be_refused() -> None:
    computed, _ = LUCIAS.compute(PASSED, at=AT)
    approved, event = computed.approve()

    assert approved.status == Status.APPROVED
    assert event == CompletionApproved(
        application_id=LUCIA, person_id="person-lucia", edition_id=EDITION, by_exception=False
    )
    with pytest.raises(Refusal):
        computed.refuse()


def test_a_fail_is_refused_and_cannot_be_approved() -> None:
    computed, _ = LUCIAS.compute(FAILED, at=AT)
    refused, event = computed.refuse()

    assert refused.status == Status.REFUSED
    assert event == CompletionRefused(
        application_id=LUCIA, person_id="person-lucia", edition_id=EDITION, attended_minutes=479, required_minutes=480
    )
    with pytest.raises(Refusal):
        computed.approve()


def test_the_director_may_approve_a_fail_for_a_written_reason_even_after_a_refusal() -> None:
    refused, _ = LUCIAS.compute(FAILED, at=AT)[0].refuse()

    approved, event = refused.approve_by_exception("Hospital, with a medical certificate")

    assert (approved.status, approved.exception_reason) == (Status.APPROVED, "Hospital, with a medical certificate")
    assert event.by_exception is True


def test_an_exception_is_not_for_who_passes() -> None:
    with pytest.raises(Refusal, match="does not pass"):
        LUCIAS.compute(PASSED, at=AT)[0].approve_by_exception("To be sure")


def test_nothing_is_decided_before_attendance_is_final() -> None:
    for act in (LUCIAS.approve, LUCIAS.refuse):
        with pytest.raises(Refusal):
            act()


def test_who_stopped_taking_part_is_neither_computed_nor_approved() -> None:
    computed, _ = LUCIAS.compute(PASSED, at=AT)
    gone = computed.takes_part_from(6, takes_part=False)

    assert (gone.awaits_decision, gone.can_be_computed(FAILED)) == (False, False)
    with pytest.raises(Refusal):
        gone.approve()


def test_what_was_heard_later_counts_whatever_arrives_first() -> None:
    assert LUCIAS.takes_part_from(4, takes_part=False) == LUCIAS
    assert LUCIAS.takes_part_from(5, takes_part=False) == LUCIAS


def test_a_correction_after_the_decision_asks_for_a_review_and_changes_nothing_by_itself() -> None:
    approved, _ = LUCIAS.compute(PASSED, at=AT)[0].approve()

    doubted = approved.doubt(FAILED)

    assert (doubted.review_needed, doubted.status, doubted.tally) == (True, Status.APPROVED, PASSED)
    assert approved.doubt(PASSED) == approved
    assert approved.takes_part_from(6, takes_part=False).review_needed is True
