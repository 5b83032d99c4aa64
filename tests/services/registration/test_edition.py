"""An edition's way from draft to archive."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.registration.model import acts, complaints, extending, proposing, quotas, readiness, settings
from services.registration.model.cohort import Aims
from services.registration.model.edition import EDGES, Edition, EditionStatus, Proposed
from services.registration.model.offer_terms import OfferTerms
from services.registration.model.quotas import Limits
from services.registration.model.timeline import Step
from services.registration.model.windows import Phase
from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    EditionCancelled,
    EditionClosed,
    EditionCreated,
    EditionFinished,
    EditionOpened,
    EditionStarted,
)
from tests.services.registration.invented import AT, DATES, DAY, TEXTS, by, edition

DIRECTOR = by("director")
BUENOS_AIRES = "America/Argentina/Buenos_Aires"


@pytest.mark.feature("A1")
def test_setting_an_edition_up_says_so_and_starts_its_timeline() -> None:
    created, event = edition(EditionStatus.DRAFT).create(cause=DIRECTOR)
    assert event == EditionCreated(edition_id="edition-44", ordinal=44, year=2027)
    assert created.timeline == (
        Step(
            at=AT,
            before="",
            after="draft",
            actor="elena.rojas",
            role="director",
            reason_code="",
            note="",
            version=0,
            correlation_id="correlation-1",
        ),
    )


@pytest.mark.parametrize(
    ("change", "field", "complaint"),
    [
        ({"ends_on": date(2027, 3, 1)}, "ends_on", complaints.ENDS_BEFORE_START),
        ({"application_closes_at": AT - 2 * DAY}, "application_closes_at", complaints.CLOSES_BEFORE_OPENING),
        (
            {"application_closes_at": datetime(2027, 3, 1, 12, tzinfo=UTC)},
            "application_closes_at",
            complaints.CLOSES_AFTER_START,
        ),
        ({"endorsement_due_on": date(2026, 11, 1)}, "endorsement_due_on", complaints.DUE_TOO_EARLY),
        ({"endorsement_due_on": date(2027, 3, 1)}, "endorsement_due_on", complaints.DUE_TOO_LATE),
        ({"promotion_cutoff": date(2026, 12, 1)}, "promotion_cutoff", complaints.CUTOFF_TOO_EARLY),
        ({"promotion_cutoff": date(2027, 3, 2)}, "promotion_cutoff", complaints.CUTOFF_TOO_LATE),
    ],
)
def test_dates_in_the_wrong_order_name_the_field(change: dict[str, Any], field: str, complaint: str) -> None:
    assert replace(DATES, **change).complaints(BUENOS_AIRES)[field] == complaint


def test_dates_in_the_right_order_have_nothing_wrong() -> None:
    assert DATES.complaints(BUENOS_AIRES) == {}


def test_the_day_on_which_applications_close_is_the_day_where_the_course_is() -> None:
    last_minute = datetime(2027, 2, 21, 2, 59, tzinfo=UTC)
    late = replace(DATES, application_closes_at=last_minute, review_closes_on=date(2027, 2, 20))
    assert late.complaints(BUENOS_AIRES) == {}
    assert late.complaints("Europe/Madrid").keys() == {"promotion_cutoff", "review_closes_on"}


def test_a_wrong_year_is_named_together_with_wrong_dates() -> None:
    backwards = replace(DATES, ends_on=date(2027, 2, 1))
    with pytest.raises(Refusal) as refusal:
        edition(EditionStatus.DRAFT, year=2026, dates=backwards).create(cause=DIRECTOR)
    assert (refusal.value.status, refusal.value.fields) == (
        422,
        {"year": complaints.OTHER_YEAR, "ends_on": complaints.ENDS_BEFORE_START},
    )


def test_opening_tells_everything_that_scheduling_needs() -> None:
    opened, event = readiness.open_call(edition(EditionStatus.DRAFT), TEXTS, cause=DIRECTOR)
    assert opened.status is EditionStatus.OPEN
    assert event == EditionOpened(
        edition_id="edition-44",
        ordinal=44,
        year=2027,
        city="Mar del Plata",
        timezone="America/Argentina/Buenos_Aires",
        starts_on=date(2027, 3, 1),
        ends_on=date(2027, 3, 15),
        seats=30,
        countries=["AR", "BO", "BR", "PE", "UY"],
        languages=["es", "en", "pt", "fr"],
    )


def test_a_call_whose_window_is_over_cannot_be_opened() -> None:
    with pytest.raises(Refusal) as refusal:
        readiness.open_call(edition(EditionStatus.DRAFT), TEXTS, cause=by("director", at=AT + 31 * DAY))
    assert refusal.value.code == "window-closed"


def test_a_closed_call_is_not_opened_but_extended() -> None:
    with pytest.raises(Refusal) as refusal:
        readiness.open_call(edition(EditionStatus.CLOSED_FOR_APPLICATIONS), TEXTS, cause=DIRECTOR)
    assert refusal.value.code == "wrong-status"


@pytest.mark.feature("A2")
def test_applications_are_taken_only_while_open_and_within_the_window() -> None:
    open_now = edition()
    assert [open_now.takes_applications(at) for at in (AT - 2 * DAY, AT, AT + 31 * DAY)] == [False, True, False]
    assert [one for one in EditionStatus if edition(one).takes_applications(AT)] == [EditionStatus.OPEN]


def test_the_course_cannot_start_without_a_released_programme() -> None:
    with pytest.raises(Refusal) as refusal:
        edition(EditionStatus.DECIDED).start(cause=DIRECTOR)
    assert refusal.value.code == "programme-not-released"


def test_from_selection_to_the_closing_day() -> None:
    closed, said_closed = edition().close(cause=DIRECTOR)
    selecting = closed.begin_selecting(cause=DIRECTOR)
    assert selecting.begin_selecting(cause=DIRECTOR) is selecting
    decided = selecting.move(EditionStatus.DECIDED, cause=DIRECTOR).note_programme(1)
    running, said_started = decided.start(cause=DIRECTOR)
    finished, said_finished = running.finish(cause=DIRECTOR)
    assert [said_closed, said_started, said_finished] == [
        EditionClosed(edition_id="edition-44"),
        EditionStarted(edition_id="edition-44"),
        EditionFinished(edition_id="edition-44"),
    ]
    assert [(step.before, step.after) for step in finished.timeline] == [
        ("open", "closed_for_applications"),
        ("closed_for_applications", "selecting"),
        ("selecting", "decided"),
        ("decided", "running"),
        ("running", "finished"),
    ]


def test_an_older_programme_than_the_known_one_changes_nothing() -> None:
    assert edition().note_programme(2).note_programme(1).programme_version == 2


def test_a_cancelled_edition_has_no_seats_taken() -> None:
    cancelled, event = edition(EditionStatus.DECIDED, taken={"PE": 2}).cancel(reason="Huelga", cause=DIRECTOR)
    assert (cancelled.status, cancelled.seats_taken, cancelled.timeline[-1].note) == (
        EditionStatus.CANCELLED,
        0,
        "Huelga",
    )
    assert event == EditionCancelled(edition_id="edition-44")


def test_an_offer_ends_with_its_last_day_where_the_course_takes_place() -> None:
    late_in_london = datetime(2027, 1, 11, 1, 30, tzinfo=UTC)
    assert edition().offer_deadline(late_in_london) == datetime(2027, 1, 21, 2, 59, 59, tzinfo=UTC)


def test_nobody_is_promoted_before_the_selection_or_after_the_cut_off() -> None:
    last_minute = datetime(2027, 2, 21, 2, 59, tzinfo=UTC)
    assert [one for one in EditionStatus if edition(one).promotes(AT)] == [EditionStatus.DECIDED, EditionStatus.RUNNING]
    assert edition(EditionStatus.DECIDED).promotes(last_minute)
    assert not edition(EditionStatus.DECIDED).promotes(last_minute + DAY / 24)


LIMITS = Limits(seats=20, country_cap=2, country_caps={"AR": 1}, institution_cap=2, countries=("AR", "BO", "PE"))
MOVES = {
    "open_edition": lambda one: readiness.open_call(one, TEXTS, cause=DIRECTOR),
    "close_applications": lambda one: one.close(cause=DIRECTOR),
    "extend_window": lambda one: extending.extend(
        replace(one, dates=replace(DATES, confirmation_closes_on=date(2027, 2, 27))),
        Phase.CONFIRMATION,
        closes_at=datetime(2027, 2, 28, 15, tzinfo=UTC),
        reason_code="other",
        note="",
        cause=DIRECTOR,
    ),
    "change_dates": lambda one: settings.change(one, cause=DIRECTOR, dates={"offer_days": 7}),
    "change_seats": lambda one: quotas.change(one, LIMITS, live={}, held={}, cause=DIRECTOR),
    "set_offer_terms": lambda one: settings.set_offer_terms(one, OfferTerms(), cause=DIRECTOR),
    "propose_selection": lambda one: one.begin_selecting(cause=DIRECTOR),
    "weigh_aims": lambda one: proposing.weigh(one, Aims(), cause=DIRECTOR),
    "undo_proposal": lambda one: proposing.undo(one, cause=DIRECTOR),
    "start_edition": lambda one: one.start(cause=DIRECTOR),
    "finish_edition": lambda one: one.finish(cause=DIRECTOR),
    "cancel_edition": lambda one: one.cancel(reason="", cause=DIRECTOR),
}


def allowed(one: Edition, command: str) -> bool:
    """Whether the model lets it happen."""
    try:
        MOVES[command](one)
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("proposed", [None, Proposed(at=AT, points=900, gap=0)])
@pytest.mark.parametrize("programme_version", [None, 1])
@pytest.mark.parametrize("status", list(EditionStatus))
def test_what_is_offered_for_an_edition_is_what_is_allowed(
    status: EditionStatus, programme_version: int | None, proposed: Proposed | None
) -> None:
    one = edition(status, programme_version=programme_version, proposed=proposed)
    offered = [command for command in acts.on_edition(one, role="director") if command in MOVES]
    assert sorted(offered) == sorted(command for command in MOVES if allowed(one, command))


def test_an_archived_or_cancelled_edition_goes_nowhere() -> None:
    assert [status for status, following in EDGES.items() if not following] == [
        EditionStatus.ARCHIVED,
        EditionStatus.CANCELLED,
    ]
