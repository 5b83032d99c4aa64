"""Itineraries, amounts and turns, tried alone."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from services.registration.model import itinerary, money, travel_acts, travel_budget, travelling
from services.registration.model.edition import EditionStatus
from services.registration.model.itinerary import Misfit
from services.registration.model.states import Status
from services.registration.model.travel import EDGES, LIVE, Source, Ticket, Travel, TravelStatus
from services.registration.model.travel_budget import TravelBudget
from shared.contracts.refusal import Refusal
from tests.services.registration.invented import AT, application, by, edition

DECIDED = edition(EditionStatus.DECIDED)
ROSA = application(Status.CONFIRMED)
BUDGET = TravelBudget(id="edition-44", currency="USD", ceilings={Source.OSI: Decimal(1000)}, version=1)


def leg(
    departs: str, arrives: str, direction: str = "outbound", zones: tuple[str, str] | None = None
) -> dict[str, Any]:
    """From Lima to the course, or back; times as their clocks show them."""
    lima, there = "America/Lima", "America/Argentina/Buenos_Aires"
    departs_zone, arrives_zone = zones or ((lima, there) if direction == "outbound" else (there, lima))
    return {
        "direction": direction,
        "origin": "Lima",
        "destination": "Mar del Plata",
        "carrier": "LATAM",
        "number": "",
        "departs": datetime.fromisoformat(departs),
        "departs_zone": departs_zone,
        "arrives": datetime.fromisoformat(arrives),
        "arrives_zone": arrives_zone,
    }


THERE = leg("2027-02-28T07:10", "2027-02-28T14:35")
BACK = leg("2027-03-16T09:00", "2027-03-16T12:00", "return")


def wrong(*legs: dict[str, Any], waiver: str = "") -> dict[str, str]:
    """What is said about these legs."""
    with pytest.raises(Refusal) as refusal:
        itinerary.plan(legs, waiver=waiver, edition=DECIDED)
    return dict(refusal.value.fields)


def journey(status: TravelStatus = TravelStatus.APPROVED, **changes: Any) -> Travel:
    """Rosa's journey."""
    said = {"approved": Decimal("900.00"), "currency": "USD"} | changes
    made = Travel(id="travel-1", edition_id="edition-44", application_id=ROSA.id, person_id=ROSA.person_id, **said)
    return Travel(**{**made.__dict__, "status": status}).remark("", status, cause=by("travel_desk"))


def test_times_are_those_of_the_clocks_of_each_place() -> None:
    planned = itinerary.plan([THERE, BACK], waiver="not needed", edition=DECIDED)
    assert [(one.departs_at, one.arrives_at) for one in planned.legs] == [
        (datetime(2027, 2, 28, 12, 10, tzinfo=UTC), datetime(2027, 2, 28, 17, 35, tzinfo=UTC)),
        (datetime(2027, 3, 16, 12, 0, tzinfo=UTC), datetime(2027, 3, 16, 17, 0, tzinfo=UTC)),
    ]
    assert (planned.misfits, planned.waiver) == ((), "")


@pytest.mark.parametrize(
    ("legs", "misfits"),
    [
        ((leg("2027-03-01T01:00", "2027-03-01T08:00"), BACK), (Misfit.ARRIVES_LATE,)),
        ((THERE, leg("2027-03-15T22:00", "2027-03-16T01:00", "return")), (Misfit.LEAVES_EARLY,)),
        ((BACK,), (Misfit.NO_OUTBOUND,)),
        ((THERE,), (Misfit.NO_RETURN,)),
        ((leg("2027-02-28T22:30", "2027-03-01T05:30"),), (Misfit.ARRIVES_LATE, Misfit.NO_RETURN)),
    ],
)
def test_what_does_not_fit_the_course_stands_with_a_reason_alone(legs: Any, misfits: tuple[Misfit, ...]) -> None:
    assert set(wrong(*legs)) == {"waiver", *misfits}
    assert itinerary.plan(legs, waiver="Sin otro vuelo.", edition=DECIDED).misfits == misfits


def test_an_arrival_after_midnight_of_the_course_is_late_though_it_is_the_eve_elsewhere() -> None:
    night = leg("2027-02-28T20:00", "2027-02-28T23:30", zones=("America/Lima", "America/Lima"))
    assert "arrives_late" in wrong(night, BACK)


@pytest.mark.parametrize(
    ("legs", "field"),
    [
        ((THERE, leg("2027-02-28T12:00", "2027-02-28T16:00"), BACK), "legs.1.departs"),
        ((leg("2027-02-28T14:35", "2027-02-28T07:10"), BACK), "legs.0.arrives"),
        (
            (leg("2027-03-01T07:00", "2027-03-01T09:00", "return"), leg("2027-03-02T07:00", "2027-03-02T14:00")),
            "legs.1.direction",
        ),
        (
            (leg("2026-09-06T00:30", "2026-09-06T09:00", zones=("America/Santiago", "America/Lima")), BACK),
            "legs.0.departs",
        ),
    ],
)
def test_legs_that_overlap_run_backwards_or_begin_at_a_time_that_clocks_skip_are_refused(legs: Any, field: str) -> None:
    assert list(wrong(*legs, waiver="Aunque sea.")) == [field]


@pytest.mark.parametrize(
    ("amount", "currency", "well"),
    [
        ("1250.50", "USD", True),
        ("1250.505", "USD", False),
        ("1250", "PYG", True),
        ("1250.5", "PYG", False),
        ("-1", "USD", False),
        ("99999999", "USD", False),
    ],
)
def test_an_amount_has_no_more_decimals_than_its_currency(amount: str, currency: str, well: bool) -> None:
    assert (money.complaint(Decimal(amount), currency) == "") is well


def test_currencies_are_those_in_use() -> None:
    assert {"USD", "EUR", "ARS", "BRL", "HTG", "PYG"} <= money.currencies()
    assert {"XXX", "DEM", "ARL", "usd"} & money.currencies() == set()


def test_a_ticket_dearer_than_approved_takes_more_of_the_budget_and_a_cheaper_one_leaves_it_committed() -> None:
    cheap = journey(TravelStatus.TICKETED, ticket=Ticket(reference="A", price=Decimal(700), bought_at=AT))
    dear = journey(TravelStatus.TICKETED, ticket=Ticket(reference="A", price=Decimal(950), bought_at=AT))
    assert [(one.committed, one.spent, one.cost) for one in (journey(), cheap, dear)] == [
        (Decimal(900), Decimal(0), Decimal(900)),
        (Decimal(200), Decimal(700), Decimal(900)),
        (Decimal(0), Decimal(950), Decimal(950)),
    ]


def test_what_costs_no_more_than_before_is_borne_even_above_the_ceiling() -> None:
    before = journey(approved=Decimal(1200))
    after = journey(
        TravelStatus.TICKETED, ticket=Ticket(reference="A", price=Decimal(1100), bought_at=AT), approved=Decimal(1200)
    )
    said = {"budget": BUDGET, "travels": [before], "reason": "", "cause": by("travel_desk")}
    assert travel_budget.bear(before, after, **said) == after


def test_the_sources_do_not_pay_for_each_other() -> None:
    other = journey(source=Source.OTHER)
    with pytest.raises(Refusal) as refusal:
        travelling.ticket(
            journey(TravelStatus.ACCEPTED, source=Source.OTHER, approved=Decimal(0)),
            reference="A",
            price=Decimal(1),
            budget=BUDGET,
            travels=[other],
            override_reason="",
            cause=by("travel_desk"),
        )
    assert refusal.value.code == "above-ceiling"


@pytest.mark.parametrize("role", ["secretariat", "auditor", "reviewer", "focal_point"])
def test_whoever_is_not_named_may_do_nothing_about_a_journey(role: str) -> None:
    for status in TravelStatus:
        assert travel_acts.on_travel(journey(status), ROSA, DECIDED, role=role, at=AT) == []


@pytest.mark.parametrize(
    ("status", "desk", "traveller"),
    [
        (TravelStatus.REQUESTED, ["approve_travel", "refuse_travel", "cancel_travel", "request_travel", "decline_travel"], ["cancel_travel", "request_travel", "decline_travel"]),
        (TravelStatus.APPROVED, ["propose_itinerary", "cancel_travel"], ["cancel_travel"]),
        (TravelStatus.ITINERARY_PROPOSED, ["propose_itinerary", "cancel_travel"], ["accept_itinerary", "decline_itinerary", "cancel_travel"]),
        (TravelStatus.ACCEPTED, ["propose_itinerary", "ticket_travel", "cancel_travel"], ["cancel_travel"]),
        (TravelStatus.TICKETED, ["cancel_travel"], ["cancel_travel"]),
        (TravelStatus.TRAVELLED, ["settle_travel"], []),
        (TravelStatus.SETTLED, [], []),
        (TravelStatus.REFUSED, ["request_travel", "decline_travel"], ["request_travel", "decline_travel"]),
        (TravelStatus.CANCELLED, ["request_travel", "decline_travel"], ["request_travel", "decline_travel"]),
        (TravelStatus.NOT_NEEDED, ["request_travel"], ["request_travel"]),
    ],
)  # fmt: skip
def test_what_the_travel_desk_and_the_participant_may_do(
    status: TravelStatus, desk: list[str], traveller: list[str]
) -> None:
    said = [
        travel_acts.on_travel(journey(status), ROSA, DECIDED, role=role, at=AT) for role in ("travel_desk", "applicant")
    ]
    assert said == [desk, traveller]


def test_every_way_ends_and_only_the_refused_and_the_cancelled_make_room_for_another_journey() -> None:
    assert {status for status, ways in EDGES.items() if not ways} == {
        TravelStatus.SETTLED,
        TravelStatus.REFUSED,
        TravelStatus.CANCELLED,
    }
    assert set(TravelStatus) - LIVE == {TravelStatus.REFUSED, TravelStatus.CANCELLED}
