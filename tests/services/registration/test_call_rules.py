"""The rules of the call, without a database: who is reminded when, who may do what, how ranks move."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.model import calling, institution
from services.registration.model.call import (
    EDGES,
    Call,
    CallStatus,
    Nominee,
    chaser_due,
    due_at,
    due_on,
    in_time,
    is_over,
    next_chaser_on,
)
from services.registration.model.call_acts import on_call
from services.registration.model.call_board import board, due
from services.registration.model.call_terms import CallTerms
from services.registration.model.edition import EditionStatus
from services.registration.model.extending import extend
from services.registration.model.institution import Institution, Term
from services.registration.model.windows import Phase
from shared.contracts.refusal import Refusal
from shared.contracts.registration import CallSent, NominationRanked, NominationWithdrawn
from tests.services.registration.invented import AT, DAY, by, edition

LAST_DAY = date(2026, 12, 16)
OVER = AT + 61 * DAY
"""After the window for nominations has closed."""
JORGE = by("focal_point", "jorge")


def called(status: CallStatus = CallStatus.INVITED, *names: str, **changes: Any) -> Call:
    """The call to Peru's institution, with nominees of these given names."""
    whole = Call(
        id="call-1",
        edition_id="edition-44",
        institution_id="institution-1",
        country="PE",
        focal_point_id="jorge",
        status=status,
        sent_at=AT,
        nominees=tuple(nominee(name) for name in names),
    )
    return replace(whole, **changes).remark("", status, cause=by("secretariat"))


def nominee(name: str, **changes: Any) -> Nominee:
    plain = Nominee(
        id=f"nomination-{name}",
        person_id=f"person-{name}",
        given_names=name,
        first_surname="Quispe",
        second_surname="",
        email=f"{name}@interior.gob.example",
        language="es",
        position="Inspectora",
        nominated_at=AT,
    )
    return replace(plain, **changes)


def names(call: Call) -> list[str]:
    return [one.given_names for one in call.ranked]


def code(attempt: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        attempt()
    return refusal.value.code


def test_nobody_is_asked_for_officials_who_could_not_apply_any_more() -> None:
    assert due_on(edition(), AT) == LAST_DAY
    early = replace(edition().dates, endorsement_due_on=date(2026, 12, 1))
    assert due_on(edition(dates=early), AT) == date(2026, 12, 1)
    assert due_on(edition(), AT + 31 * DAY) == edition().dates.endorsement_due_on


@pytest.mark.parametrize(
    ("timezone", "at", "is_in_time"),
    [
        ("America/Argentina/Buenos_Aires", datetime(2026, 12, 2, 2, 59, 59, tzinfo=UTC), True),
        ("America/Argentina/Buenos_Aires", datetime(2026, 12, 2, 3, 0, tzinfo=UTC), False),
        ("America/Tijuana", datetime(2026, 12, 2, 7, 59, 59, tzinfo=UTC), True),
        ("America/Tijuana", datetime(2026, 12, 2, 8, 0, tzinfo=UTC), False),
    ],
)
def test_the_last_day_is_over_when_it_is_over_where_the_course_takes_place(
    timezone: str, at: datetime, is_in_time: bool
) -> None:
    early = replace(edition().dates, endorsement_due_on=date(2026, 12, 1))
    assert in_time(edition(timezone=timezone, dates=early), at) is is_in_time


@pytest.mark.feature("A2", "A3")
def test_a_call_is_due_when_the_window_for_nominations_closes_and_its_extension_moves_that() -> None:
    assert due_at(edition()) == edition().windows[Phase.NOMINATION].closes_at
    extended, _ = extend(
        edition(EditionStatus.CLOSED_FOR_APPLICATIONS),
        Phase.NOMINATION,
        closes_at=due_at(edition()) + 10 * DAY,
        reason_code="governments_asked",
        note="",
        cause=by("secretariat", at=AT + 40 * DAY),
    )
    assert due_at(extended) == due_at(edition()) + 10 * DAY
    late = due_at(edition()) + DAY
    assert [(in_time(one, late), is_over(one, late)) for one in (edition(), extended)] == [(False, True), (True, False)]


def test_no_call_is_answered_before_the_window_for_nominations_opens() -> None:
    later = edition(dates=replace(edition().dates, nomination_opens_on=edition().day(AT + 2 * DAY)))
    assert [in_time(later, at) for at in (AT, AT + 2 * DAY)] == [False, True]
    assert not is_over(later, AT)
    assert code(lambda: calling.remind(called(), edition=later, cause=by("secretariat"))) == "call-over"


def test_nobody_is_nominated_after_the_last_application_but_the_institution_may_still_say_no() -> None:
    closes_at = edition().dates.application_closes_at
    after = replace(JORGE, at=closes_at + timedelta(seconds=1))
    said: dict[str, Any] = {"evidence": "", "edition": edition(), "cause": after}
    assert code(lambda: calling.nominate(called(), nominee=nominee("Ana"), used=0, **said)) == "window-closed"
    assert code(lambda: calling.remind(called(), edition=edition(), cause=after)) == "call-over"
    declined, _ = calling.decline(called(), reason_code="duty", **said)
    assert declined.status is CallStatus.DECLINED
    paper: dict[str, Any] = {"evidence": "Nota 12", "cause": by("secretariat", at=closes_at + DAY)}
    late = nominee("Ana")
    assert code(lambda: calling.nominate(called(), nominee=late, used=0, edition=edition(), **paper)) == "window-closed"


@pytest.mark.feature("A3")
@pytest.mark.parametrize(
    ("day", "status", "written", "is_due", "next_on"),
    [
        (date(2026, 12, 1), CallStatus.INVITED, [], False, date(2026, 12, 2)),
        (date(2026, 12, 2), CallStatus.INVITED, [], True, date(2026, 12, 2)),
        (date(2026, 12, 2), CallStatus.ACKNOWLEDGED, [], True, date(2026, 12, 2)),
        (date(2026, 12, 2), CallStatus.INVITED, [date(2026, 12, 2)], False, date(2026, 12, 13)),
        (date(2026, 12, 2), CallStatus.NOMINATED, [], False, None),
        (date(2026, 12, 2), CallStatus.DECLINED, [], False, None),
        (date(2026, 12, 5), CallStatus.INVITED, [], True, date(2026, 12, 5)),
        (date(2026, 12, 14), CallStatus.INVITED, [], True, date(2026, 12, 14)),
        (date(2026, 12, 14), CallStatus.INVITED, [date(2026, 12, 14)], False, None),
        (date(2026, 12, 17), CallStatus.INVITED, [], False, None),
    ],
)
def test_a_reminder_is_due_when_its_day_has_come_since_the_institution_was_written_to(
    day: date, status: CallStatus, written: list[date], is_due: bool, next_on: date | None
) -> None:
    def noon(on: date) -> datetime:
        return datetime(on.year, on.month, on.day, 15, tzinfo=UTC)

    call = called(status, reminded_at=tuple(map(noon, written)))
    assert (chaser_due(call, edition(), noon(day)), next_chaser_on(call, edition(), noon(day))) == (is_due, next_on)


@given(
    st.sets(st.integers(0, 25), max_size=5),
    st.lists(st.integers(0, 31), max_size=40).map(sorted),
    st.integers(0, 30),
)
def test_however_often_the_clock_looks_there_is_at_most_one_reminder_for_each_day_meant(
    chasers: set[int], looks: list[int], sent_on: int
) -> None:
    of = edition(call=CallTerms(chasers=tuple(chasers)))
    call = called(sent_at=AT + sent_on * DAY)
    for look in looks:
        at = AT + look * DAY
        if look >= sent_on and chaser_due(call, of, at):
            call, _ = calling.remind(call, edition=of, cause=by("system", at=at))
    meant = {30 - days for days in chasers if 30 - days > sent_on}
    assert len(call.reminded_at) <= len(meant)
    assert len({of.day(at) for at in call.reminded_at}) == len(call.reminded_at)


@pytest.mark.feature("A4")
def test_ranks_close_when_somebody_moves_or_leaves() -> None:
    call = called(CallStatus.NOMINATED, "Ana", "Eva", "Luz")
    up, events = calling.rank(call, nomination_id="nomination-Luz", place=1, edition=edition(), cause=JORGE)
    assert names(up) == ["Luz", "Ana", "Eva"]
    assert [(event.nomination_id, event.rank) for event in events] == [
        ("nomination-Luz", 1),
        ("nomination-Ana", 2),
        ("nomination-Eva", 3),
    ]
    left, told = calling.take_back(up, nomination_id="nomination-Ana", edition=edition(), cause=JORGE)
    assert names(left) == ["Luz", "Eva"]
    assert [type(event) for event in told] == [NominationWithdrawn, NominationRanked]
    about: dict[str, Any] = {"nomination_id": "nomination-Ana", "edition": edition(), "cause": JORGE}
    assert code(lambda: calling.take_back(left, **about)) == "nomination-withdrawn"


@given(st.permutations(["Ana", "Eva", "Luz", "Sol"]), st.integers(0, 3), st.integers(-3, 12))
def test_wherever_somebody_is_put_everybody_keeps_one_place(order: list[str], who: int, place: int) -> None:
    call = called(CallStatus.NOMINATED, *order)
    moved, _ = calling.rank(call, nomination_id=f"nomination-{order[who]}", place=place, edition=edition(), cause=JORGE)
    assert sorted(names(moved)) == sorted(order)
    assert names(moved).index(order[who]) == min(max(place, 1), 4) - 1
    assert [name for name in names(moved) if name != order[who]] == [name for name in order if name != order[who]]


def test_a_nomination_that_was_used_cannot_be_taken_back_or_used_again() -> None:
    call = called(CallStatus.NOMINATED, nominees=(nominee("Ana", application_id="application-1"),))
    about: dict[str, Any] = {"nomination_id": "nomination-Ana", "cause": JORGE}
    assert code(lambda: calling.take_back(call, edition=edition(), **about)) == "nominee-applied"
    assert code(lambda: calling.note_application(call, application_id="other", **about)) == "nomination-used"


def test_nobody_is_declined_while_somebody_is_nominated_and_a_declined_call_may_still_nominate() -> None:
    said: dict[str, Any] = {"evidence": "", "edition": edition(), "cause": JORGE}
    assert code(lambda: calling.decline(called(CallStatus.NOMINATED, "Ana"), reason_code="duty", **said)) == (
        "has-nominees"
    )
    declined, _ = calling.decline(called(), reason_code="duty", **said)
    nominated, *_ = calling.nominate(declined, nominee=nominee("Ana"), used=0, **said)
    assert (declined.status, nominated.status, nominated.reason_code) == (
        CallStatus.DECLINED,
        CallStatus.NOMINATED,
        "",
    )


def test_an_institution_that_was_silent_is_heard_when_the_time_is_extended() -> None:
    late = by("system", at=OVER)
    silent, _ = calling.end(called(), edition=edition(), cause=late)
    assert code(lambda: calling.acknowledge(silent, evidence="", edition=edition(), cause=late)) == "nominating-over"
    dates = replace(
        edition().dates, application_closes_at=OVER + 20 * DAY, endorsement_due_on=edition().day(OVER + 20 * DAY)
    )
    extended = edition(dates=dates)
    heard, _ = calling.acknowledge(
        silent, evidence="", edition=extended, cause=by("focal_point", "jorge", at=OVER + DAY)
    )
    assert heard.status is CallStatus.ACKNOWLEDGED
    reminded, _ = calling.remind(silent, edition=extended, cause=by("secretariat", at=OVER + DAY))
    assert reminded.status is CallStatus.INVITED


@pytest.mark.parametrize("status", [one for one in CallStatus if one is not CallStatus.WITHDRAWN])
def test_who_follows_as_focal_point_is_asked_and_what_was_answered_stays(status: CallStatus) -> None:
    handed, event = calling.hand_over(
        called(status), focal_point_id="elsa", edition=edition(), cause=by("secretariat", at=AT + DAY)
    )
    answered = status in (CallStatus.NOMINATED, CallStatus.DECLINED)
    assert handed.status is (status if answered else CallStatus.INVITED)
    assert event == CallSent(
        call_id="call-1",
        edition_id="edition-44",
        institution_id="institution-1",
        focal_point_id="elsa",
        country="PE",
        due_on=LAST_DAY,
    )


def test_every_status_can_be_left_except_the_last_and_none_for_itself() -> None:
    assert set(EDGES) == set(CallStatus)
    assert [status for status, to in EDGES.items() if not to] == [CallStatus.WITHDRAWN]
    assert [status for status, to in EDGES.items() if status in to] == []


@pytest.mark.parametrize(
    ("role", "call", "used", "at", "acts"),
    [
        (
            "focal_point",
            called(),
            0,
            AT,
            ["acknowledge_call", "decline_call", "nominate", "send_call_letter"],
        ),
        (
            "focal_point",
            called(CallStatus.NOMINATED, "Ana", "Eva"),
            5,
            AT,
            ["rank_nomination", "withdraw_nomination", "send_call_letter"],
        ),
        ("focal_point", called(), 0, AT + 31 * DAY, ["acknowledge_call", "decline_call", "send_call_letter"]),
        ("focal_point", called(), 0, OVER, []),
        ("director", called(), 0, AT, ["remind_call"]),
        (
            "secretariat",
            called(CallStatus.SILENT),
            0,
            OVER,
            ["acknowledge_call", "decline_call", "send_call_letter"],
        ),
        ("auditor", called(), 0, AT, []),
    ],
)
def test_only_what_would_not_be_refused_is_offered(
    role: str, call: Call, used: int, at: datetime, acts: list[str]
) -> None:
    assert on_call(call, edition(), role=role, used=used, at=at) == acts


def test_staff_may_record_paper_late_but_not_when_the_selection_is_published() -> None:
    said: dict[str, Any] = {"evidence": "Nota 12", "cause": by("secretariat", at=OVER)}
    closed = edition(EditionStatus.CLOSED_FOR_APPLICATIONS)
    noted, _ = calling.acknowledge(called(CallStatus.SILENT), edition=closed, **said)
    assert noted.timeline[-1].note == "Nota 12"
    decided = edition(EditionStatus.DECIDED)
    assert code(lambda: calling.acknowledge(called(), edition=decided, **said)) == "call-over"
    assert code(lambda: calling.nominate(called(), nominee=nominee("Ana"), used=0, edition=closed, **said)) == (
        "window-closed"
    )


@pytest.mark.feature("A3")
def test_a_country_stands_where_its_furthest_institution_stands() -> None:
    peru = kept("PE", "Uno"), kept("PE", "Dos")
    brazil = kept("BR", "Três")
    calls = [
        called(CallStatus.SILENT, institution_id=peru[0].id),
        called(CallStatus.NOMINATED, "Ana", institution_id=peru[1].id),
    ]
    of = edition(countries=("BR", "PE", "UY"))
    found = board(of, [*peru, brazil], calls, at=AT)
    assert [(one.code, one.state, one.nominated, len(one.uncalled)) for one in found] == [
        ("BR", "not_called", 0, 1),
        ("PE", "nominated", 1, 0),
        ("UY", "no_institution", 0, 0),
    ]
    assert [(action.what, action.count) for action in due(of, found, at=AT)] == [("send-call", 1)]
    assert due(of, found, at=AT + 31 * DAY) == []


def test_institutions_that_have_not_answered_are_waited_for() -> None:
    found = board(edition(), [kept("PE", "Uno")], [called(institution_id=kept("PE", "Uno").id)], at=AT)
    (action,) = due(edition(), found, at=AT + DAY)
    assert (action.who, action.what, action.since) == ("focal_point", "answer-call", AT)


def test_whoever_spoke_for_an_institution_stays_in_its_record() -> None:
    first = institution.appoint(kept("PE", "Uno"), person_id="jorge", cause=by("secretariat"))
    second = institution.appoint(first, person_id="elsa", cause=by("secretariat", at=AT + DAY))
    assert second.terms == (
        Term(person_id="jorge", since=AT, until=AT + DAY),
        Term(person_id="elsa", since=AT + DAY),
    )
    assert institution.appoint(second, person_id="elsa", cause=by("secretariat", at=AT + 2 * DAY)) is second


@pytest.mark.parametrize("chasers", [(3, 3), (1, 2, 3, 4, 5, 6)])
def test_reminders_are_few_and_on_different_days(chasers: tuple[int, ...]) -> None:
    assert code(lambda: CallTerms(chasers=chasers).refuse_mistakes()) == "invalid"


def kept(country: str, name: str) -> Institution:
    registered, _ = institution.register(country=country, name=name, ministry_kind="interior", cause=by("secretariat"))
    return registered


def test_the_clock_ends_only_what_is_over() -> None:
    assert code(lambda: calling.end(called(), edition=edition(), cause=by("system"))) == "call-answered"
    over = by("system", at=OVER)
    assert code(lambda: calling.end(called(CallStatus.DECLINED), edition=edition(), cause=over)) == "call-answered"
