"""Random acts of participants, the travel desk, the director and the clock, against what must hold of all journeys."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.registration.model import travel_acts, travel_budget, travelling
from services.registration.model.application import Application
from services.registration.model.edition import EditionStatus
from services.registration.model.states import Status
from services.registration.model.travel import EDGES, LIVE, NOTHING, Receipt, Source, Travel, TravelStatus, Wish
from services.registration.model.travel_budget import TravelBudget
from shared.contracts.envelope import Cause
from shared.contracts.event import Event
from shared.contracts.refusal import Refusal
from tests.services.registration.invented import AT, application, by, edition
from tests.services.registration.test_travel_rules import BACK, THERE

WHOSE = st.integers(1, 3)
DESK_OR_DIRECTOR = st.sampled_from(("travel_desk", "director"))
DESK_OR_TRAVELLER = st.sampled_from(("travel_desk", "applicant"))
AMOUNT = st.sampled_from((Decimal(400), Decimal(700), Decimal(1200))) | st.decimals(0, 1500, places=2)
REASON = st.sampled_from(("", "La sede lo cubre."))

LENIENT = frozenset({"above-ceiling", "invalid", "not-travelled-yet"})
"""What an act that is offered may still be refused for: the budget, what was typed, the clock."""


class TravelDesk(RuleBasedStateMachine):
    """Three participants of one edition; time goes forward only."""

    def __init__(self) -> None:
        super().__init__()
        self.at: datetime = AT
        self.edition = edition(EditionStatus.DECIDED)
        self.applications = {count: application(Status.CONFIRMED, count) for count in (1, 2, 3)}
        self.travels: dict[str, Travel] = {}
        ceilings = {Source.OSI: Decimal(1000), Source.OTHER: Decimal(500)}
        self.budget = TravelBudget(id=self.edition.id, currency="USD", ceilings=ceilings, version=1)
        self.told: list[Event] = []

    def live(self, whose: Application) -> Travel | None:
        """The live journey of a participant."""
        found = (one for one in self.travels.values() if one.application_id == whose.id and one.status in LIVE)
        return next(found, None)

    def shown(self, count: int) -> Travel | None:
        """The journey that a participant's pages show."""
        own = [one for one in self.travels.values() if one.application_id == self.applications[count].id]
        return travel_acts.latest(own).get(self.applications[count].id)

    def keep(
        self, before: Travel | None, attempt: Callable[[Cause], tuple[Travel, Event]], name: str, role: str, whose: int
    ) -> None:
        """What is offered is not refused for its stage, and nothing else can be done; what is done leaves a step that says by whom and when."""
        acts = travel_acts.on_travel(self.shown(whose), self.applications[whose], self.edition, role=role, at=self.at)
        cause = by(role, at=self.at)
        try:
            after, event = attempt(cause)
        except Refusal as refusal:
            if name in acts and refusal.code not in LENIENT:
                raise
            return
        assert not name or name in acts
        assert event.subject == after.id
        steps = after.timeline[len(before.timeline) if before else 0 :]
        assert steps
        assert {(step.actor, step.role, step.at) for step in steps} == {(cause.actor.id, role, self.at)}
        assert steps[-1].after == after.status
        if before and before.status is not after.status:
            assert after.status in EDGES[before.status]
        self.travels[after.id] = replace(after, version=after.version + 1)
        self.told.append(event)

    def purse(self, reason: str) -> dict[str, Any]:
        """The budget and what it pays already."""
        return {"budget": self.budget, "travels": tuple(self.travels.values()), "override_reason": reason}

    @rule(whose=WHOSE, role=DESK_OR_TRAVELLER, source=st.sampled_from(tuple(Source)))
    def request(self, whose: int, role: str, source: Source) -> None:
        one = self.applications[whose]
        known = self.live(one)
        wish = Wish(origin="Lima", outbound_on=date(2027, 2, 28), return_on=date(2027, 3, 16))
        begun = known or travelling.begin(f"travel-{len(self.travels) + 1}", one)
        said = {"source": source, "wish": wish, "application": one, "edition": self.edition}
        self.keep(known, lambda cause: travelling.request(begun, cause=cause, **said), "request_travel", role, whose)

    @rule(whose=WHOSE, role=DESK_OR_TRAVELLER)
    def decline_need(self, whose: int, role: str) -> None:
        one = self.applications[whose]
        known = self.live(one)
        begun = known or travelling.begin(f"travel-{len(self.travels) + 1}", one)
        said = {"application": one, "edition": self.edition}
        self.keep(
            known, lambda cause: travelling.decline_need(begun, cause=cause, **said), "decline_travel", role, whose
        )

    def change(self, whose: int, name: str, role: str, act: Callable[..., tuple[Travel, Event]], **said: Any) -> None:
        """Do something about the journey that is shown, if there is one."""
        known = self.shown(whose)
        if known:
            self.keep(known, lambda cause: act(known, cause=cause, **said), name, role, whose)

    @rule(whose=WHOSE, role=DESK_OR_DIRECTOR, amount=AMOUNT, reason=REASON)
    def approve(self, whose: int, role: str, amount: Decimal, reason: str) -> None:
        self.change(whose, "approve_travel", role, travelling.approve, amount=amount, **self.purse(reason))

    @rule(whose=WHOSE)
    def refuse(self, whose: int) -> None:
        self.change(whose, "refuse_travel", "travel_desk", travelling.refuse, reason_code="dates", note="")

    @rule(whose=WHOSE)
    def propose(self, whose: int) -> None:
        legs = {"legs": (THERE, BACK), "waiver": "", "edition": self.edition}
        self.change(whose, "propose_itinerary", "travel_desk", travelling.propose, **legs)

    @rule(whose=WHOSE, role=DESK_OR_TRAVELLER)
    def record(self, whose: int, role: str) -> None:
        legs = {"legs": (THERE, BACK), "waiver": "", "edition": self.edition}
        self.change(whose, "record_itinerary", role, travelling.record, **legs)

    @rule(whose=WHOSE)
    def accept(self, whose: int) -> None:
        self.change(whose, "accept_itinerary", "applicant", travelling.accept)

    @rule(whose=WHOSE)
    def decline(self, whose: int) -> None:
        self.change(whose, "decline_itinerary", "applicant", travelling.decline, wish="Más tarde.")

    @rule(whose=WHOSE, role=DESK_OR_DIRECTOR, price=AMOUNT, reason=REASON)
    def ticket(self, whose: int, role: str, price: Decimal, reason: str) -> None:
        said = {"reference": "KX7P2Q", "price": price, **self.purse(reason)}
        self.change(whose, "ticket_travel", role, travelling.ticket, **said)

    @rule(whose=WHOSE)
    def complete(self, whose: int) -> None:
        self.change(whose, "complete_travel", "travel_desk", travelling.complete)

    @rule(whose=WHOSE, role=DESK_OR_DIRECTOR, amounts=st.lists(AMOUNT, min_size=1, max_size=3), reason=REASON)
    def settle(self, whose: int, role: str, amounts: list[Decimal], reason: str) -> None:
        receipts = [Receipt(what="Pasaje", amount=one, reference="1") for one in amounts]
        self.change(whose, "settle_travel", role, travelling.settle, receipts=receipts, **self.purse(reason))

    @rule(whose=WHOSE, role=DESK_OR_TRAVELLER)
    def cancel(self, whose: int, role: str) -> None:
        self.change(whose, "cancel_travel", role, travelling.cancel, reason_code="dates")

    @rule(whose=WHOSE)
    def withdraw(self, whose: int) -> None:
        one = self.applications[whose]
        if one.status is Status.CONFIRMED:
            self.applications[whose] = one.move(Status.WITHDRAWN, cause=by("applicant", at=self.at))
            known = self.live(one)
            if known and travelling.may_be_cancelled(known):
                self.change(whose, "", "applicant", travelling.cancel, reason_code="seat-given-up")

    @rule(osi=AMOUNT, other=AMOUNT, currency=st.sampled_from(("USD", "EUR")))
    def set_budget(self, osi: Decimal, other: Decimal, currency: str) -> None:
        said = {"currency": currency, "ceilings": {Source.OSI: osi, Source.OTHER: other}}
        try:
            changed = travel_budget.set_up(self.budget, travels=self.travels.values(), cause=by("director"), **said)
        except Refusal:
            return
        self.budget = replace(changed, version=changed.version + 1)

    @rule(whose=WHOSE, steps=st.integers(1, 8), role=DESK_OR_DIRECTOR, amount=AMOUNT, reason=REASON)
    def go_on(self, whose: int, steps: int, role: str, amount: Decimal, reason: str) -> None:
        """Whoever's turn it is does what is expected of them, some steps on end."""
        turns: dict[str, Callable[[], None]] = {
            "request-travel": lambda: self.request(whose, "applicant", Source.OSI),
            "approve-travel": lambda: self.approve(whose, role, amount, reason),
            "tell-itinerary": lambda: self.record(whose, "applicant"),
            "propose-itinerary": lambda: self.propose(whose),
            "answer-itinerary": lambda: self.accept(whose),
            "ticket-travel": lambda: self.ticket(whose, role, amount, reason),
            "complete-travel": lambda: self.complete(whose),
            "settle-travel": lambda: self.settle(whose, role, [amount], reason),
            "settle-cancelled-travel": lambda: self.settle(whose, role, [amount], reason),
        }
        for _ in range(steps):
            turn = travel_acts.turn(self.shown(whose), self.applications[whose], self.edition, at=self.at)
            if turn:
                turns[turn.what]()

    @rule(days=st.integers(1, 60))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)
        for travel in self.travels.values():
            assert travel.timeline[-1].at <= self.at

    @invariant()
    def the_ceiling_is_never_exceeded_but_by_what_the_director_allowed(self) -> None:
        for line in travel_budget.lines(self.budget, self.travels.values()):
            paid = [one for one in self.travels.values() if one.source is line.source]
            within = sum((one.cost for one in paid if not one.overrides), NOTHING)
            assert within <= line.ceiling
            if line.left < 0:
                assert any(one.overrides for one in paid)

    @invariant()
    def an_override_is_the_directors_and_has_a_reason(self) -> None:
        for travel in self.travels.values():
            given = [step for step in travel.timeline if step.reason_code == "above-ceiling"]
            assert [(step.actor, step.note, step.at) for step in given] == [
                (one.actor, one.reason, one.at) for one in travel.overrides
            ]
            assert all(step.role == "director" and step.note for step in given)

    @invariant()
    def nobody_has_two_live_journeys_or_one_to_a_seat_given_up(self) -> None:
        live = Counter(one.application_id for one in self.travels.values() if one.status in LIVE)
        assert max(live.values(), default=0) <= 1
        for one in self.applications.values():
            known = self.live(one)
            if one.status is Status.WITHDRAWN and known:
                assert known.status in (TravelStatus.NOT_NEEDED, TravelStatus.TRAVELLED, TravelStatus.SETTLED)

    @invariant()
    def a_country_pays_nothing_out_of_the_budget_and_a_ticket_stays_until_it_is_settled(self) -> None:
        for travel in self.travels.values():
            if travel.source is Source.NATIONAL:
                assert travel.cost == NOTHING
            if travel.status is TravelStatus.CANCELLED and travel.ticket and not travel.settlement:
                assert (travel.spent, travel.to_settle) == (travel.ticket.price, True)

    @invariant()
    def every_amount_that_was_told_is_what_stands(self) -> None:
        for travel in self.travels.values():
            amounts = [event.amount for event in self.told if event.subject == travel.id and hasattr(event, "amount")]
            said = [
                travel.approved,
                travel.ticket and travel.ticket.price,
                travel.settlement and travel.settlement.total,
            ]
            assert [Decimal(one) for one in amounts] == [one for one in said if one is not None]


TravelDesk.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


@pytest.mark.feature("A17")
class TestTravelDesk(TravelDesk.TestCase):  # type: ignore[name-defined,misc]  # hypothesis makes the class
    """As pytest finds it."""
