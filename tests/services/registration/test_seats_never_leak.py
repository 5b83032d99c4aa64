"""Whatever people do after the selection, in whatever order: no seat is given twice, and none is lost."""

import base64
import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.registration.model import promotion
from services.registration.model.cohort import Answer, Problem, by_turns
from services.registration.model.edition import EditionStatus
from services.registration.model.person import introduce
from services.registration.model.promotion import Promotion, PromotionStatus
from services.registration.model.replacement import ReplacementStatus
from services.registration.model.states import SEATED, EndorsementStatus, OfferStatus, Status
from services.registration.use_cases import (
    applications,
    nominated,
    offers,
    participants,
    promotions,
    proposals,
    replacements,
    selection,
    setting_up,
)
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import OfferReminded, SeatReleased
from tests.services.registration.invented import AT, DAY, PDF, ROSA, application, by, edition
from tests.services.registration.memory import MemoryRegistry

NOTE = {"filename": "nota.pdf", "content_base64": base64.b64encode(PDF).decode()}
COUNTRIES = ("PE", "BR", "UY")
HOUSES = ("Dirección de Migraciones", "Cancillería")
GIVEN_UP_FROM = (Status.SUBMITTED, Status.RETURNED, Status.UNDER_REVIEW, Status.WAITLISTED, Status.CONFIRMED)
ENDORSED = (EndorsementStatus.ENDORSED, EndorsementStatus.ENDORSED, EndorsementStatus.REFUSED)


def simply(problem: Problem) -> Answer:
    """A cohort by turns: what is tried here is what happens after any selection."""
    chosen = by_turns(problem)
    return Answer(chosen=chosen, worth=problem.worth(chosen), bound=problem.worth(chosen) + 1)


def code_of(attempt: Callable[[], Any]) -> str:
    """The code with which it is refused, or nothing when it is done."""
    try:
        attempt()
    except Refusal as refusal:
        return refusal.code
    return ""


def somebody_is(*statuses: Status) -> Callable[[Any], Any]:
    """A rule for when there is anybody of these statuses."""
    return precondition(lambda self: bool(self.memory.applications.of_edition("edition-44", statuses)))


def a_seat_is(*statuses: ReplacementStatus) -> Callable[[Any], Any]:
    """A rule for when an institution may fill a seat, and its turn stands so."""
    return precondition(lambda self: bool(self.in_hand(statuses)))


class AfterTheSelection(RuleBasedStateMachine):
    """A small edition: few seats, three countries, up to 14 officials, and a clock that is down at times."""

    @initialize(
        officials=st.lists(
            st.tuples(st.sampled_from(COUNTRIES), st.sampled_from(HOUSES), st.sampled_from(ENDORSED)),
            min_size=1,
            max_size=14,
        ),
        seats=st.integers(1, 6),
        cap=st.integers(1, 3),
        institution_cap=st.sampled_from([None, 1, 2]),
    )
    def begin_with(
        self, officials: list[tuple[str, str, EndorsementStatus]], seats: int, cap: int, institution_cap: int | None
    ) -> None:
        """Propose, publish twice."""
        self.memory = MemoryRegistry()
        self.with_ids: dict[str, Any] = {"registry": self.memory.registry, "new_id": self.memory.new_id}
        self.at, self.freed, self.promoted, self.reminded = AT, 0, 0, 0
        limits = {"seats": seats, "country_cap": min(cap, seats), "institution_cap": institution_cap}
        of = edition(EditionStatus.CLOSED_FOR_APPLICATIONS, **limits)
        self.memory.editions.add(of)
        self.memory.people.add(
            introduce(person_id="jorge", email="jorge@rree.example", full_name="J", language="es")[0]
        )
        for count, (country, house, word) in enumerate(officials, start=1):
            form = replace(ROSA, country=country, institution=house)
            self.memory.applications.add(application(Status.UNDER_REVIEW, count, form=form, endorsement=word))
        proposals.propose({"edition_id": of.id}, self.by("secretariat"), registry=self.memory.registry, solve=simply)
        asked = {"edition_id": of.id, "version": self.edition.version}
        first = selection.publish(asked, self.by("director"), **self.with_ids)
        told = len(self.memory.applications.events)
        assert selection.publish(asked, self.by("director"), **self.with_ids) == first
        assert len(self.memory.applications.events) == told == len(officials)

    @property
    def edition(self) -> Any:
        """The edition as it is now."""
        return self.memory.editions.get("edition-44")

    def by(self, role: str, person: str = "") -> Cause:
        """Somebody acts now."""
        return by(role, person, at=self.at)

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
            "note": "",
            "decision": data.draw(st.sampled_from(["waitlisted", "not_selected"])),
        }

    def reserved(self, data: st.DataObject, *statuses: ReplacementStatus) -> Promotion | None:
        """A seat that an institution may fill and where it stands so, if there is one."""
        there = self.in_hand(statuses)
        return data.draw(st.sampled_from(there)) if there else None

    def in_hand(self, statuses: tuple[ReplacementStatus, ...]) -> list[Promotion]:
        """Every seat that an institution may fill and where it stands so."""
        reserved = self.memory.promotions.reserved()
        return [one for one in reserved if one.replacement and one.replacement.status in statuses]

    @somebody_is(Status.SELECTED)
    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        """Somebody takes the seat, with some of what is offered."""
        if asked := self.one_of(data, Status.SELECTED):
            one = self.memory.applications.get(asked["application_id"])
            parts = data.draw(st.sampled_from([None, [], ["lodging"], ["lodging", "meals", "airfare"]]))
            if one.endorsed and one.offer and self.at <= one.offer.expires_at:
                offers.confirm(
                    asked | {"accepted_parts": parts}, self.by("applicant", one.id), registry=self.memory.registry
                )

    @somebody_is(Status.CONFIRMED)
    @rule(data=st.data(), parts=st.sets(st.sampled_from(["lodging", "meals", "airfare"])))
    def change_parts(self, data: st.DataObject, parts: set[str]) -> None:
        """Somebody thinks again about what they take, or comes too late for it."""
        if asked := self.one_of(data, Status.CONFIRMED):
            who, before = self.by("applicant", asked["application_id"]), len(self.memory.applications.events)
            asked |= {"accepted_parts": list(parts)}
            code = code_of(lambda: offers.change_parts(asked, who, registry=self.memory.registry))
            late = self.at > self.edition.parts_until
            assert code == ("parts-cutoff" if late else "")
            assert not late or len(self.memory.applications.events) == before

    @somebody_is(Status.SELECTED)
    @rule(data=st.data(), role=st.sampled_from(["applicant", "focal_point"]))
    def decline(self, data: st.DataObject, role: str) -> None:
        """Somebody gives the seat back, or their institution does."""
        if asked := self.one_of(data, Status.SELECTED):
            offers.decline(asked, self.somebody(role, asked), **self.with_ids)

    @somebody_is(*GIVEN_UP_FROM)
    @rule(data=st.data(), role=st.sampled_from(["applicant", "focal_point", "secretariat"]))
    def withdraw(self, data: st.DataObject, role: str) -> None:
        """A seat or a place is given up, by whoever may."""
        if asked := self.one_of(data, *GIVEN_UP_FROM):
            offers.withdraw(asked, self.somebody(role, asked), **self.with_ids)

    @somebody_is(Status.SELECTED, Status.CONFIRMED)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """The director takes a seat back."""
        if asked := self.one_of(data, Status.SELECTED, Status.CONFIRMED):
            offers.take_back(asked, self.by("director"), **self.with_ids)

    @somebody_is(Status.SELECTED)
    @rule(data=st.data(), days=st.integers(-1, 9))
    def extend(self, data: st.DataObject, days: int) -> None:
        """One person is to have more time; sometimes it would be less, or the course would have begun."""
        if asked := self.one_of(data, Status.SELECTED):
            offer = self.memory.applications.get(asked["application_id"]).offer
            assert offer
            later = asked | {"expires_at": offer.expires_at + days * DAY, "reason_code": "person_asked"}
            last = self.edition.end_of(self.edition.dates.confirmation_closes_on)
            wrong = days <= 0 or later["expires_at"] <= self.at or later["expires_at"] > last
            code = code_of(lambda: offers.extend(later, self.by("secretariat"), registry=self.memory.registry))
            assert code == ("invalid" if wrong else "")

    @rule(data=st.data())
    def promote(self, data: st.DataObject) -> None:
        """The secretariat gives a freed seat on, to whoever waits or whom the institution named."""
        meant = [one for one in self.memory.promotions.standing_in("edition-44") if one.application_id]
        if meant and self.edition.promotes(self.at):
            one = data.draw(st.sampled_from(meant))
            status = self.memory.applications.get(one.application_id or "").status
            asked = {"proposal_id": one.id, "version": one.version}
            code = code_of(lambda: promotions.promote(asked, self.by("secretariat"), **self.with_ids))
            unready = one.status is PromotionStatus.RESERVED and status is not Status.UNDER_REVIEW
            assert code == ("replacement-not-ready" if unready else "")

    @a_seat_is(ReplacementStatus.ASKED)
    @rule(data=st.data(), answer=st.sampled_from(["name", "name", "decline"]))
    def answer_for_a_seat(self, data: st.DataObject, answer: str) -> None:
        """The institution names somebody else, or nobody; sometimes too late."""
        if one := self.reserved(data, ReplacementStatus.ASKED):
            assert one.replacement
            asker = self.by("focal_point", one.replacement.focal_point_id)
            asked: dict[str, Any] = {"replacement_id": one.id, "reason_code": "budget"}
            if answer == "decline":
                replacements.decline(asked, asker, registry=self.memory.registry)
                return
            name = {"given_names": "Inés", "first_surname": "Ríos", "second_surname": "", "language": "es"}
            asked |= name | {"email": f"{self.memory.new_id()}@interior.example", "position": "Analista"}
            late = self.at > one.replacement.due_at or not self.edition.promotes(self.at)
            code = code_of(lambda: replacements.name(asked, asker, **self.with_ids))
            assert code == ("replacement-over" if late else "")

    @a_seat_is(ReplacementStatus.NAMED)
    @rule(data=st.data())
    def apply_for_a_seat(self, data: st.DataObject) -> None:
        """Whoever was named applies, if there is still time."""
        if one := self.reserved(data, ReplacementStatus.NAMED):
            assert one.replacement
            assert one.replacement.nominee
            asked = asdict(ROSA) | {"nomination_id": one.replacement.nominee.id, "letter": NOTE}
            late = self.at > one.replacement.due_at or not self.edition.promotes(self.at)
            code = code_of(
                lambda: nominated.submit(asked, self.by("applicant", asked["nomination_id"]), **self.with_ids)
            )
            assert code == ("replacement-over" if late else "")

    @rule(data=st.data(), eligible=st.sampled_from([True, True, False]))
    def look_at(self, data: st.DataObject, eligible: bool) -> None:
        """The secretariat looks at an application that came."""
        if (asked := self.one_of(data, Status.SUBMITTED)) and self.edition.status is EditionStatus.DECIDED:
            do = applications.start_review if eligible else applications.mark_ineligible
            do(asked | {"reason_code": "experience"}, self.by("secretariat"), registry=self.memory.registry)

    @rule(seats=st.integers(1, 6), cap=st.integers(1, 3))
    def change_limits(self, seats: int, cap: int) -> None:
        """Other limits: below what is used they are refused, and nobody loses a seat."""
        of, taken = self.edition, self.edition.taken
        limits = {"seats": seats, "country_cap": cap, "country_caps": {}, "countries": of.countries}
        limits["institution_cap"] = of.institution_cap
        asked = {"edition_id": of.id, "version": of.version, **limits}
        code = code_of(lambda: setting_up.change_seats(asked, self.by("secretariat"), registry=self.memory.registry))
        over = self.edition.status is EditionStatus.FINISHED
        assert code == "wrong-status" if over else code in ("", "invalid")
        assert self.edition.taken == taken
        assert not code or self.edition == of

    @rule(data=st.data())
    def reopen(self, data: st.DataObject) -> None:
        """The director takes somebody back under review, while the course has not begun."""
        if (asked := self.one_of(data, Status.NOT_SELECTED)) and self.edition.status is EditionStatus.DECIDED:
            applications.reopen(asked, self.by("director"), registry=self.memory.registry)

    @rule(data=st.data())
    def decide_late(self, data: st.DataObject) -> None:
        """Whoever was reopened joins the end of the waiting list, or not."""
        if (asked := self.one_of(data, Status.UNDER_REVIEW)) and self.edition.status is EditionStatus.DECIDED:
            selection.decide(asked, self.by("director"), registry=self.memory.registry)

    @rule(soon=st.integers(0, 5))
    def begin(self, soon: int) -> None:
        """The course begins, rarely at once."""
        if self.edition.status is EditionStatus.DECIDED and soon == 0:
            self.memory.editions.save(replace(self.edition, status=EditionStatus.RUNNING))

    @somebody_is(Status.CONFIRMED)
    @rule(data=st.data())
    def miss(self, data: st.DataObject) -> None:
        """Somebody does not come."""
        running = self.edition.status is EditionStatus.RUNNING
        if (asked := self.one_of(data, Status.CONFIRMED)) and running:
            participants.record_no_show(asked, self.by("secretariat"), **self.with_ids)

    @rule(days=st.sampled_from([0, 1, 1, 2, 3, 5, 8, 20]))
    def wait(self, days: int) -> None:
        """Time goes by while the clock is down; then it runs, twice."""
        self.at += days * DAY
        for _ in range(2):
            self.run_the_timers(self.by("system"))

    def run_the_timers(self, clock: Cause) -> None:
        """All that the clock does."""
        offers.remind(clock, registry=self.memory.registry)
        offers.lapse(clock, **self.with_ids)
        replacements.release(clock, registry=self.memory.registry)
        promotions.close_waiting_lists(clock, registry=self.memory.registry)

    def somebody(self, role: str, asked: dict[str, Any]) -> Cause:
        """The person, whoever speaks for their institution if anybody does, or somebody of the course."""
        one = self.memory.applications.get(asked["application_id"])
        if role == "focal_point" and one.endorsement.focal_point_id:
            return self.by(role, one.endorsement.focal_point_id)
        return self.by("applicant", one.id) if role in ("applicant", "focal_point") else self.by(role)

    @invariant()
    def seats_are_those_of_the_seated(self) -> None:
        """What the edition counts is what the applications say, within the limits."""
        there = [one for one in self.memory.applications.things.values() if one.status in SEATED]
        seated = Counter(one.country for one in there)
        houses = Counter(one.form.institution_id for one in there)
        assert max(houses.values(), default=0) <= (self.edition.institution_cap or self.edition.seats)
        assert Counter(self.edition.taken) == seated
        assert seated.total() <= self.edition.seats
        assert max(seated.values(), default=0) <= self.edition.country_cap

    @invariant()
    def every_freed_seat_has_one_promotion(self) -> None:
        """As many promotions as seats were released in time, each for another offer, and none after the cut-off."""
        freed = sum(isinstance(event, SeatReleased) for event in self.memory.editions.events)
        freed_by = [one.freed_by for one in self.memory.promotions.things.values()]
        assert len(freed_by) == len(set(freed_by))
        in_time = freed - self.freed if self.edition.promotes(self.at) else 0
        assert len(freed_by) - self.promoted == in_time
        self.freed, self.promoted = freed, len(freed_by)

    @invariant()
    def promises_can_be_kept(self) -> None:
        """Whoever is meant waits or was named, once, and a seat and a place under the cap are there for all of them."""
        standing = self.memory.promotions.standing_in("edition-44")
        meant = [one for one in standing if one.application_id and one.status is PromotionStatus.OPEN]
        people = [self.memory.applications.get(one.application_id or "") for one in meant]
        assert {one.status for one in people} <= {Status.WAITLISTED}
        assert len({one.id for one in people}) == len(people)
        reserved = Counter(one.country for one in standing if one.status is PromotionStatus.RESERVED)
        expected = Counter(self.edition.taken) + Counter(one.country for one in people) + reserved
        assert max(expected.values(), default=0) <= self.edition.country_cap
        assert self.edition.seats_taken + len(standing) <= self.edition.seats

    @invariant()
    def nobody_waits_beside_a_free_seat(self) -> None:
        """An open seat is meant for nobody only when nobody who waits may have it."""
        waiting = self.memory.applications.of_edition("edition-44", (Status.WAITLISTED,))
        standing = self.memory.promotions.standing_in("edition-44")
        there = {"edition": self.edition, "seated": self.memory.applications.of_edition("edition-44", SEATED)}
        for vacant in standing:
            if (
                vacant.status is PromotionStatus.OPEN
                and vacant.application_id is None
                and self.edition.promotes(self.at)
            ):
                assert promotion.next_in_line(waiting, standing, country=vacant.country, **there) is None

    @invariant()
    def a_reminder_is_true_when_it_is_written(self) -> None:
        """Whoever is reminded has not answered and still can; nobody is reminded twice on a day or of two days at once."""
        told = [event for event in self.memory.applications.events if isinstance(event, OfferReminded)]
        for event in told[self.reminded :]:
            one = self.memory.applications.get(event.application_id)
            assert one.offer
            assert (one.status, one.offer.status) == (Status.SELECTED, OfferStatus.OPEN)
            assert one.offer.expires_at == event.offer_expires_at >= self.at
        self.reminded = len(told)
        for one in self.memory.applications.things.values():
            if one.offer:
                days = [self.edition.day(at) for at in one.offer.reminded_at]
                assert len(days) == len(set(days)) <= 2 + 2 * len(one.offer.extended_at)

    @invariant()
    def every_transition_says_who_when_and_why(self) -> None:
        """The steps of a history follow each other up to where things stand, and what ends something has its reason."""
        for one in (*self.memory.applications.things.values(), *self.memory.promotions.things.values()):
            steps = [step for step in one.timeline if ":" not in step.after]
            assert all(step.actor and step.role and step.at for step in steps)
            assert all(earlier.after == later.before for earlier, later in itertools.pairwise(steps))
            assert not steps or steps[-1].after == one.status
            ended = (step for step in steps if step.after in ENDED and step.before != step.after)
            assert all(step.reason_code for step in ended)


ENDED = {Status.DECLINED, Status.LAPSED, Status.WITHDRAWN, Status.WITHDRAWN_BY_COURSE, *PromotionStatus}


TestAfterTheSelection = AfterTheSelection.TestCase
TestAfterTheSelection.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestAfterTheSelection.pytestmark = [pytest.mark.feature("A11", "A12", "A13", "A14", "A15")]


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


def test_whoever_waits_is_not_passed_over_by_a_late_decision() -> None:
    memory = MemoryRegistry()
    memory.editions.add(edition(EditionStatus.DECIDED, taken={"PE": 1}))
    leaver = memory.applications.add(application(Status.SELECTED, 1))
    waiting = memory.applications.add(application(Status.WAITLISTED, 2))
    asked = {"application_id": leaver.id, "version": leaver.version, "reason_code": "personal"}
    offers.decline(asked, by("applicant", leaver.id), registry=memory.registry, new_id=memory.new_id)
    decision = {"application_id": waiting.id, "version": waiting.version, "decision": "not_selected"}
    assert code_of(lambda: selection.decide(decision, by("director"), registry=memory.registry)) == "wrong-status"
    (vacant,) = memory.promotions.standing_in("edition-44")
    assert vacant.application_id == waiting.id
    assert memory.applications.get(waiting.id) == waiting
