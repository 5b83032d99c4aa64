"""Whatever people do after the selection, in whatever order: no seat is given twice, and none is lost."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.registration.model import promotion
from services.registration.model.edition import EditionStatus
from services.registration.model.promotion import PromotionStatus
from services.registration.model.states import SEATED, EndorsementStatus, Status
from services.registration.use_cases import applications, offers, participants, promotions, selection
from shared.contracts.registration import SeatReleased
from tests.services.registration.invented import AT, DAY, application, by, edition
from tests.services.registration.memory import MemoryRegistry

COUNTRIES = ("PE", "BR", "UY")
ENDORSED = (EndorsementStatus.ENDORSED, EndorsementStatus.ENDORSED, EndorsementStatus.REFUSED)


class AfterTheSelection(RuleBasedStateMachine):
    """A small edition: few seats, three countries, up to 14 officials."""

    @initialize(
        officials=st.lists(st.tuples(st.sampled_from(COUNTRIES), st.sampled_from(ENDORSED)), min_size=1, max_size=14),
        seats=st.integers(1, 6),
        cap=st.integers(1, 3),
    )
    def publish(self, officials: list[tuple[str, EndorsementStatus]], seats: int, cap: int) -> None:
        """Propose, publish twice."""
        self.memory = MemoryRegistry()
        self.with_ids: dict[str, Any] = {"registry": self.memory.registry, "new_id": self.memory.new_id}
        of = edition(EditionStatus.CLOSED_FOR_APPLICATIONS, seats=seats, country_cap=min(cap, seats))
        self.memory.editions.add(of)
        for count, (country, word) in enumerate(officials, start=1):
            self.memory.applications.add(application(Status.UNDER_REVIEW, count, country=country, endorsement=word))
        selection.propose({"edition_id": of.id}, by("secretariat"), registry=self.memory.registry)
        asked = {"edition_id": of.id, "version": self.edition.version}
        first = selection.publish(asked, by("director"), **self.with_ids)
        told = len(self.memory.applications.events)
        assert selection.publish(asked, by("director"), **self.with_ids) == first
        assert len(self.memory.applications.events) == told == len(officials)

    @property
    def edition(self) -> Any:
        """The edition as it is now."""
        return self.memory.editions.get("edition-44")

    def one_of(self, data: st.DataObject, *statuses: Status) -> dict[str, Any] | None:
        """A request about somebody of these statuses, if there is anybody."""
        there = self.memory.applications.of_edition("edition-44", statuses)
        if not there:
            return None
        one = data.draw(st.sampled_from(there))
        return {
            "application_id": one.id,
            "version": one.version,
            "reason_code": "other",
            "reason": "Se revisa.",
            "decision": data.draw(st.sampled_from(["waitlisted", "not_selected"])),
        }

    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        """Somebody takes the seat."""
        asked = self.one_of(data, Status.SELECTED)
        if asked and self.memory.applications.get(asked["application_id"]).endorsed:
            offers.confirm(asked, by("applicant", asked["application_id"]), registry=self.memory.registry)

    @rule(data=st.data())
    def decline(self, data: st.DataObject) -> None:
        """Somebody gives the seat back."""
        if asked := self.one_of(data, Status.SELECTED):
            offers.decline(asked, by("applicant", asked["application_id"]), **self.with_ids)

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        """Somebody gives up a seat or a place."""
        if asked := self.one_of(data, Status.CONFIRMED, Status.WAITLISTED):
            offers.withdraw(asked, by("applicant", asked["application_id"]), **self.with_ids)

    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """The director takes a seat back."""
        if asked := self.one_of(data, Status.SELECTED, Status.CONFIRMED):
            offers.take_back(asked, by("director"), **self.with_ids)

    @rule(data=st.data())
    def promote(self, data: st.DataObject) -> None:
        """The secretariat gives a freed seat on."""
        meant = [one for one in self.memory.promotions.standing_in("edition-44") if one.application_id]
        if meant:
            one = data.draw(st.sampled_from(meant))
            asked = {"proposal_id": one.id, "version": one.version}
            promotions.promote(asked, by("secretariat"), **self.with_ids)

    @rule(data=st.data())
    def reopen(self, data: st.DataObject) -> None:
        """The director takes somebody back under review, while the course has not begun."""
        if (asked := self.one_of(data, Status.NOT_SELECTED)) and self.edition.status is EditionStatus.DECIDED:
            applications.reopen(asked, by("director"), registry=self.memory.registry)

    @rule(data=st.data())
    def decide_late(self, data: st.DataObject) -> None:
        """Whoever was reopened joins the end of the waiting list, or not."""
        if (asked := self.one_of(data, Status.UNDER_REVIEW)) and self.edition.status is EditionStatus.DECIDED:
            selection.decide(asked, by("director"), registry=self.memory.registry)

    @rule(soon=st.integers(0, 5))
    def begin(self, soon: int) -> None:
        """The course begins, rarely at once."""
        if self.edition.status is EditionStatus.DECIDED and soon == 0:
            self.memory.editions.save(replace(self.edition, status=EditionStatus.RUNNING))

    @rule(data=st.data())
    def miss(self, data: st.DataObject) -> None:
        """Somebody does not come."""
        running = self.edition.status is EditionStatus.RUNNING
        if (asked := self.one_of(data, Status.CONFIRMED)) and running:
            participants.record_no_show(asked, by("secretariat"), **self.with_ids)

    @invariant()
    def seats_are_those_of_the_seated(self) -> None:
        """What the edition counts is what the applications say, within the limits."""
        seated = Counter(one.country for one in self.memory.applications.things.values() if one.status in SEATED)
        assert Counter(self.edition.taken) == seated
        assert seated.total() <= self.edition.seats
        assert max(seated.values(), default=0) <= self.edition.country_cap

    @invariant()
    def every_freed_seat_has_one_promotion(self) -> None:
        """As many promotions as seats were released, each for another offer."""
        released = [event for event in self.memory.editions.events if isinstance(event, SeatReleased)]
        freed_by = [one.freed_by for one in self.memory.promotions.things.values()]
        assert len(freed_by) == len(set(freed_by)) == len(released)

    @invariant()
    def promises_can_be_kept(self) -> None:
        """Whoever is meant waits, is meant once, and a seat and a place under the cap are there for all of them."""
        opened = self.memory.promotions.standing_in("edition-44")
        meant = [self.memory.applications.get(one.application_id) for one in opened if one.application_id]
        assert {one.status for one in meant} <= {Status.WAITLISTED}
        assert len({one.id for one in meant}) == len(meant)
        expected = Counter(self.edition.taken) + Counter(one.country for one in meant)
        assert expected.total() <= self.edition.seats
        assert max(expected.values(), default=0) <= self.edition.country_cap

    @invariant()
    def nobody_waits_beside_a_free_seat(self) -> None:
        """A freed seat is meant for nobody only when nobody who waits may have it."""
        waiting = self.memory.applications.of_edition("edition-44", (Status.WAITLISTED,))
        opened = self.memory.promotions.standing_in("edition-44")
        for vacant in opened:
            if vacant.application_id is None:
                assert promotion.next_in_line(waiting, opened, country=vacant.country, edition=self.edition) is None


TestAfterTheSelection = AfterTheSelection.TestCase
TestAfterTheSelection.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
TestAfterTheSelection.pytestmark = [pytest.mark.feature("A11"), pytest.mark.feature("A12")]


def test_after_the_cut_off_a_freed_seat_is_meant_for_nobody() -> None:
    memory = MemoryRegistry()
    memory.editions.add(edition(EditionStatus.DECIDED, taken={"PE": 1}))
    leaver = memory.applications.add(application(Status.SELECTED, 1))
    memory.applications.add(application(Status.WAITLISTED, 2))
    late = by("applicant", leaver.id, at=AT + 120 * DAY)
    asked = {"application_id": leaver.id, "version": leaver.version, "reason_code": "personal"}
    offers.decline(asked, late, registry=memory.registry, new_id=memory.new_id)
    assert memory.editions.events == [SeatReleased(edition_id="edition-44", country="PE", seats_left=30)]
    assert memory.promotions.things == {}


def test_when_the_waiting_list_is_closed_nothing_is_promised_any_more() -> None:
    memory = MemoryRegistry()
    of = memory.editions.add(edition(EditionStatus.DECIDED, taken={"PE": 1}))
    leaver = memory.applications.add(application(Status.SELECTED, 1))
    memory.applications.add(application(Status.WAITLISTED, 2))
    asked = {"application_id": leaver.id, "version": leaver.version, "reason_code": "personal"}
    offers.decline(asked, by("applicant", leaver.id), registry=memory.registry, new_id=memory.new_id)
    promotions.close_waiting_list(of, by("system"), registry=memory.registry)
    assert [one.status for one in memory.promotions.things.values()] == [PromotionStatus.CLOSED]
    assert [one.status for one in memory.applications.things.values()] == [Status.DECLINED, Status.NOT_SELECTED]


def test_whoever_joins_late_is_meant_for_a_seat_that_nobody_waited_for() -> None:
    memory = MemoryRegistry()
    memory.editions.add(edition(EditionStatus.DECIDED, taken={"PE": 1}))
    leaver = memory.applications.add(application(Status.SELECTED, 1))
    late = memory.applications.add(application(Status.UNDER_REVIEW, 2, country="UY"))
    asked = {"application_id": leaver.id, "version": leaver.version, "reason_code": "personal"}
    offers.decline(asked, by("applicant", leaver.id), registry=memory.registry, new_id=memory.new_id)
    decision = {"application_id": late.id, "version": late.version, "decision": "waitlisted"}
    selection.decide(decision, by("director"), registry=memory.registry)
    (vacant,) = memory.promotions.standing_in("edition-44")
    assert (vacant.application_id, vacant.reason) == (late.id, "region")
