"""The windows of the phases: what is usual, what is open, what is extended and what closes by itself."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.registration.model import complaints, extending, nominating, reviewing, windows
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.states import EndorsementStatus, Status
from services.registration.model.windows import Extension, Phase, Window
from services.registration.use_cases import setting_up
from shared.contracts.refusal import Refusal
from shared.contracts.registration import EditionClosed, EditionExtended, NominationRequested
from tests.services.registration.invented import AT, DATES, DAY, application, by, edition
from tests.services.registration.memory import MemoryRegistry

BUENOS_AIRES = "America/Argentina/Buenos_Aires"
SECRETARIAT = by("secretariat")


def extend(one: Edition, phase: Phase, closes_at: datetime) -> tuple[Edition, EditionExtended]:
    """The governments asked for it."""
    return extending.extend(
        one, phase, closes_at=closes_at, reason_code="governments_asked", note="Nota 7/2026", cause=SECRETARIAT
    )


@pytest.mark.feature("A2")
def test_each_phase_has_a_window_of_its_own_that_ends_with_its_last_second_where_the_course_is() -> None:
    assert windows.of(DATES, BUENOS_AIRES) == {
        Phase.NOMINATION: Window(
            opens_at=datetime(2026, 11, 15, 3, tzinfo=UTC), closes_at=datetime(2027, 1, 16, 2, 59, 59, tzinfo=UTC)
        ),
        Phase.APPLICATION: Window(opens_at=AT - DAY, closes_at=AT + 30 * DAY),
        Phase.REVIEW: Window(
            opens_at=datetime(2026, 11, 15, 3, tzinfo=UTC), closes_at=datetime(2027, 1, 30, 2, 59, 59, tzinfo=UTC)
        ),
        Phase.CONFIRMATION: Window(
            opens_at=datetime(2026, 11, 15, 3, tzinfo=UTC), closes_at=datetime(2027, 3, 2, 2, 59, 59, tzinfo=UTC)
        ),
    }


def test_what_is_not_said_is_as_usual() -> None:
    said = {
        "application_opens_at": AT - DAY,
        "application_closes_at": AT + 30 * DAY,
        "endorsement_due_on": date(2027, 1, 15),
        "promotion_cutoff": date(2027, 2, 20),
        "offer_days": 10,
        "starts_on": date(2027, 3, 1),
        "review_opens_on": date(2026, 12, 1),
    }
    assert windows.usual(said, BUENOS_AIRES) == {
        "nomination_opens_on": date(2026, 11, 15),
        "confirmation_opens_on": date(2026, 11, 15),
        "review_closes_on": date(2027, 2, 10),
        "confirmation_closes_on": date(2027, 3, 1),
    }


@pytest.mark.parametrize(
    ("change", "field", "complaint"),
    [
        ({"nomination_opens_on": date(2027, 1, 16)}, "nomination_opens_on", complaints.OPENS_AFTER_CLOSING),
        ({"review_opens_on": date(2027, 1, 30)}, "review_opens_on", complaints.OPENS_AFTER_CLOSING),
        ({"review_closes_on": date(2026, 12, 15)}, "review_closes_on", complaints.REVIEW_TOO_SHORT),
        ({"review_closes_on": date(2027, 3, 1)}, "review_closes_on", complaints.REVIEW_TOO_LONG),
        ({"confirmation_opens_on": date(2027, 3, 2)}, "confirmation_opens_on", complaints.OPENS_AFTER_CLOSING),
        ({"confirmation_closes_on": date(2027, 2, 19)}, "confirmation_closes_on", complaints.CONFIRMATION_TOO_SHORT),
        ({"confirmation_closes_on": date(2027, 3, 2)}, "confirmation_closes_on", complaints.CONFIRMATION_TOO_LONG),
    ],
)
def test_a_window_in_the_wrong_order_names_the_field(change: dict[str, Any], field: str, complaint: str) -> None:
    assert replace(DATES, **change).complaints(BUENOS_AIRES)[field] == complaint


@pytest.mark.feature("A2")
def test_review_does_not_start_before_its_window() -> None:
    later = edition(dates=replace(DATES, review_opens_on=date(2026, 12, 1)))
    with pytest.raises(Refusal) as refusal:
        reviewing.start(application(), edition=later, cause=SECRETARIAT)
    assert refusal.value.code == "phase-closed"
    started, _ = reviewing.start(application(), edition=later, cause=by("secretariat", at=AT + 20 * DAY))
    assert started.status is Status.UNDER_REVIEW


@pytest.mark.feature("A2")
def test_an_institution_answers_only_once_nomination_is_open() -> None:
    later = edition(dates=replace(DATES, nomination_opens_on=date(2026, 12, 1)))
    asked = application(endorsement=EndorsementStatus.REQUESTED)
    with pytest.raises(Refusal) as refusal:
        nominating.answer(asked, word="endorsed", reason="", edition=later, cause=by("focal_point"))
    assert refusal.value.code == "phase-closed"


@pytest.mark.feature("A2")
def test_an_offer_ends_at_the_latest_when_confirmation_does_and_none_is_made_outside_its_window() -> None:
    short = edition(
        EditionStatus.DECIDED,
        dates=replace(DATES, confirmation_opens_on=date(2027, 1, 20), confirmation_closes_on=date(2027, 2, 20)),
    )
    assert short.offer_deadline(datetime(2027, 2, 1, 15, tzinfo=UTC)) == datetime(2027, 2, 12, 2, 59, 59, tzinfo=UTC)
    assert short.offer_deadline(datetime(2027, 2, 15, 15, tzinfo=UTC)) == datetime(2027, 2, 21, 2, 59, 59, tzinfo=UTC)
    for outside in (datetime(2027, 1, 19, 15, tzinfo=UTC), datetime(2027, 2, 21, 15, tzinfo=UTC)):
        with pytest.raises(Refusal) as refusal:
            short.offer_deadline(outside)
        assert refusal.value.code == "phase-closed"


@pytest.mark.feature("A2")
def test_extending_applications_opens_a_closed_call_again_and_tells_the_reason() -> None:
    later = AT + 40 * DAY
    extended, event = extend(edition(EditionStatus.CLOSED_FOR_APPLICATIONS), Phase.APPLICATION, later)
    assert (extended.status, extended.dates.application_closes_at) == (EditionStatus.OPEN, later)
    assert extended.extensions == (
        Extension(
            phase=Phase.APPLICATION,
            before=AT + 30 * DAY,
            closes_at=later,
            reason_code="governments_asked",
            note="Nota 7/2026",
            at=AT,
        ),
    )
    assert event == EditionExtended(
        edition_id="edition-44",
        application_closes_at=later,
        phase="application",
        closes_at=later,
        reason_code="governments_asked",
    )


@pytest.mark.feature("A2")
@pytest.mark.parametrize(
    ("phase", "field", "last_day"),
    [
        (Phase.NOMINATION, "endorsement_due_on", date(2027, 1, 22)),
        (Phase.REVIEW, "review_closes_on", date(2027, 2, 5)),
        (Phase.CONFIRMATION, "confirmation_closes_on", date(2027, 2, 28)),
    ],
)
def test_extending_another_window_moves_its_last_day_and_nothing_else(phase: Phase, field: str, last_day: date) -> None:
    before = edition(dates=replace(DATES, confirmation_closes_on=date(2027, 2, 25)))
    noon = datetime(last_day.year, last_day.month, last_day.day, 15, tzinfo=UTC)
    extended, event = extend(before, phase, noon)
    assert (extended.status, extended.dates) == (before.status, replace(before.dates, **{field: last_day}))
    assert (event.phase, event.closes_at) == (phase, extended.windows[phase].closes_at)
    assert event.application_closes_at == DATES.application_closes_at
    assert (extended.timeline[-1].reason_code, extended.timeline[-1].note) == (f"extended-{phase}", "Nota 7/2026")


@pytest.mark.parametrize(
    ("phase", "closes_at", "complaint"),
    [
        (Phase.APPLICATION, AT + 20 * DAY, complaints.NOT_LATER),
        (Phase.APPLICATION, AT + 200 * DAY, complaints.CLOSES_AFTER_START),
        (Phase.NOMINATION, datetime(2027, 3, 1, 15, tzinfo=UTC), complaints.DUE_TOO_LATE),
        (Phase.REVIEW, datetime(2027, 1, 29, 15, tzinfo=UTC), complaints.NOT_LATER),
        (Phase.CONFIRMATION, datetime(2027, 3, 5, 15, tzinfo=UTC), complaints.CONFIRMATION_TOO_LONG),
    ],
)
def test_an_extension_keeps_the_order_of_the_dates(phase: Phase, closes_at: datetime, complaint: str) -> None:
    with pytest.raises(Refusal) as refusal:
        extend(edition(), phase, closes_at)
    assert refusal.value.fields == {"closes_at": complaint}


def test_a_window_that_is_over_is_not_extended_into_the_past() -> None:
    with pytest.raises(Refusal) as refusal:
        extending.extend(
            edition(EditionStatus.CLOSED_FOR_APPLICATIONS),
            Phase.APPLICATION,
            closes_at=AT + 31 * DAY,
            reason_code="other",
            note="",
            cause=by("director", at=AT + 35 * DAY),
        )
    assert refusal.value.fields == {"closes_at": complaints.IN_THE_PAST}


@pytest.mark.parametrize("phase", list(Phase))
def test_a_window_is_extended_only_while_its_phase_is_not_decided(phase: Phase) -> None:
    for status in EditionStatus:
        if status not in extending.EXTENDABLE[phase]:
            with pytest.raises(Refusal) as refusal:
                extend(edition(status), phase, AT + 40 * DAY)
            assert refusal.value.code == "wrong-status"


@pytest.mark.feature("A2")
def test_who_has_not_answered_gets_the_new_last_day_and_who_let_it_pass_is_asked_again() -> None:
    memory = MemoryRegistry()
    memory.editions.add(edition())
    memory.applications.add(application(count=1, endorsement=EndorsementStatus.REQUESTED))
    memory.applications.add(application(count=2, endorsement=EndorsementStatus.EXPIRED))
    memory.applications.add(application(count=3, endorsement=EndorsementStatus.ENDORSED))
    memory.applications.add(application(Status.WITHDRAWN, 4, endorsement=EndorsementStatus.EXPIRED))
    asked = {
        "edition_id": "edition-44",
        "version": 1,
        "phase": "nomination",
        "closes_at": datetime(2027, 1, 22, 15, tzinfo=UTC),
        "reason_code": "governments_asked",
        "note": "",
    }
    setting_up.extend(asked, SECRETARIAT, registry=memory.registry)
    due = [(one.endorsement.status, one.endorsement.due_on) for one in memory.applications.things.values()]
    assert due == [
        (EndorsementStatus.REQUESTED, date(2027, 1, 22)),
        (EndorsementStatus.REQUESTED, date(2027, 1, 22)),
        (EndorsementStatus.ENDORSED, date(2027, 1, 15)),
        (EndorsementStatus.EXPIRED, date(2027, 1, 15)),
    ]
    assert [(type(event), event.subject) for event in memory.applications.events] == [
        (NominationRequested, "application-2")
    ]


@pytest.mark.feature("A2")
def test_the_call_and_the_review_close_by_themselves_when_they_are_due() -> None:
    memory = MemoryRegistry()
    memory.editions.add(edition())
    seen = []
    for at in (AT + 29 * DAY, AT + 31 * DAY, AT + 60 * DAY, datetime(2027, 1, 30, 3, tzinfo=UTC)):
        setting_up.close_windows(by("system", at=at), registry=memory.registry)
        seen.append(memory.editions.get("edition-44").status)
    assert seen == [
        EditionStatus.OPEN,
        EditionStatus.CLOSED_FOR_APPLICATIONS,
        EditionStatus.CLOSED_FOR_APPLICATIONS,
        EditionStatus.SELECTING,
    ]
    assert memory.editions.events == [EditionClosed(edition_id="edition-44")]
    assert [step.role for step in memory.editions.get("edition-44").timeline] == ["system", "system"]
