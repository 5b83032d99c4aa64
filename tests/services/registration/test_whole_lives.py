"""Whole lives, from the first form to the end of the course, with whatever everybody does on the way.

What happens after the selection is tried as in test_seats_never_leak.py, with its invariants; and notifications hears
of all of it, late and in any order of the applications, and writes emails that a sender takes whenever it comes.
"""

import functools
import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, cast

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from services.registration.model.application import Application
from services.registration.model.edition import EditionStatus
from services.registration.model.promotion import PromotionStatus
from services.registration.model.states import LIVE, EndorsementStatus, OfferStatus, Status
from services.registration.use_cases import (
    applications,
    editing,
    editions,
    nominations,
    offers,
    participants,
    promotions,
    proposals,
    selection,
    setting_up,
)
from shared.contracts.envelope import Cause
from shared.contracts.scheduling import ParticipantArrived, ProgrammeReleased
from tests.services.notifications.people import fact
from tests.services.registration.invented import AT, DAY, ROSA, TEXTS, edition
from tests.services.registration.listening import FOR_THE_WORD, STANDS, Listening
from tests.services.registration.memory import Kept, MemoryRegistry
from tests.services.registration.test_seats_never_leak import (
    COUNTRIES,
    GIVEN_UP_FROM,
    HOUSES,
    NOTE,
    AfterTheSelection,
    code_of,
    simply,
    somebody_is,
)

OFFICIALS = ("rosa", "luis", "ana", "joao", "ines", "marta", "pedro")
FOCAL_POINTS = ("jorge@rree.example", "clara@interior.example", "")

TURNED_DOWN = (Status.INELIGIBLE, Status.NOT_SELECTED)
SELECTING = (EditionStatus.OPEN, EditionStatus.CLOSED_FOR_APPLICATIONS, EditionStatus.SELECTING)
REVIEWED = (*SELECTING, EditionStatus.DECIDED)

Act = Callable[["WholeLives", dict[str, Any], Cause], Any]
ACTS: dict[str, tuple[str, tuple[Status, ...], Act]] = {
    "send back": (
        "secretariat",
        (Status.SUBMITTED, Status.UNDER_REVIEW),
        lambda at, asked, cause: applications.send_back(
            asked | {"due_at": at.at + 5 * DAY}, cause, registry=at.memory.registry
        ),
    ),
    "resubmit": (
        "applicant",
        (Status.RETURNED,),
        lambda at, asked, cause: applications.resubmit(asked, cause, **at.with_ids),
    ),
    "start the review": (
        "secretariat",
        (Status.SUBMITTED,),
        lambda at, asked, cause: applications.start_review(asked, cause, registry=at.memory.registry),
    ),
    "mark as ineligible": (
        "secretariat",
        (Status.SUBMITTED, Status.UNDER_REVIEW),
        lambda at, asked, cause: applications.mark_ineligible(
            asked | {"reason_code": "experience"}, cause, registry=at.memory.registry
        ),
    ),
    "reopen": (
        "director",
        TURNED_DOWN,
        lambda at, asked, cause: applications.reopen(asked, cause, registry=at.memory.registry),
    ),
    "decide": (
        "director",
        (Status.UNDER_REVIEW,),
        lambda at, asked, cause: selection.decide(asked, cause, registry=at.memory.registry),
    ),
    "record on paper": (
        "secretariat",
        FOR_THE_WORD,
        lambda at, asked, cause: nominations.record(
            asked | {"answer": "endorsed", "evidence": "Nota 12"}, cause, registry=at.memory.registry
        ),
    ),
    "edit": (
        "secretariat",
        tuple(LIVE),
        lambda at, asked, cause: editing.edit(asked | {"position": "Jefa"}, cause, **at.with_ids),
    ),
    "confirm": (
        "applicant",
        (Status.SELECTED,),
        lambda at, asked, cause: offers.confirm(asked, cause, registry=at.memory.registry),
    ),
    "change parts": (
        "applicant",
        (Status.CONFIRMED,),
        lambda at, asked, cause: offers.change_parts(
            asked | {"accepted_parts": []}, cause, registry=at.memory.registry
        ),
    ),
    "decline": (
        "applicant",
        (Status.SELECTED,),
        lambda at, asked, cause: offers.decline(asked, cause, **at.with_ids),
    ),
    "withdraw": (
        "applicant",
        GIVEN_UP_FROM,
        lambda at, asked, cause: offers.withdraw(asked, cause, **at.with_ids),
    ),
    "take back": (
        "director",
        (Status.SELECTED, Status.CONFIRMED),
        lambda at, asked, cause: offers.take_back(asked, cause, **at.with_ids),
    ),
    "record that nobody came": (
        "secretariat",
        (Status.CONFIRMED,),
        lambda at, asked, cause: participants.record_no_show(asked, cause, **at.with_ids),
    ),
    "record that somebody left": (
        "secretariat",
        (Status.ENROLLED,),
        lambda at, asked, cause: participants.record_left_early(asked, cause, registry=at.memory.registry),
    ),
}
"""What people do to one application: who does it, and where the application must stand for it."""


class WholeLives(AfterTheSelection):
    """A small edition from its opening on: seven officials, two institutions that speak, and everybody else."""

    @initialize(
        first=st.lists(
            st.tuples(
                st.sampled_from(OFFICIALS),
                st.sampled_from(COUNTRIES),
                st.sampled_from(HOUSES),
                st.sampled_from(FOCAL_POINTS[:2]),
                st.sampled_from(["endorsed", "endorsed", "endorsed", ""]),
            ),
            min_size=3,
            max_size=7,
            unique_by=lambda official: official[0],
        ),
        steps=st.sampled_from([0, 3]),
        seats=st.integers(1, 3),
        cap=st.integers(1, 3),
        institution_cap=st.sampled_from([None, None, 1, 2]),
    )
    def begin_with(
        self,
        first: list[tuple[str, str, str, str, str]],
        steps: int,
        seats: int,
        cap: int,
        institution_cap: int | None,
    ) -> None:
        """The call opens, the first forms come, some with the institution's word; at times it is published soon."""
        self.memory = MemoryRegistry()
        self.with_ids = {"registry": self.memory.registry, "new_id": self.memory.new_id}
        self.at, self.freed, self.promoted, self.reminded = AT, 0, 0, 0
        self.notifications = Listening(lambda: self.at)
        limits = {"seats": seats, "country_cap": min(cap, seats), "institution_cap": institution_cap}
        self.memory.editions.add(edition(EditionStatus.DRAFT, countries=COUNTRIES, **limits))
        self.memory.texts.keep(TEXTS)
        editions.open_call(self.of_edition, self.by("director"), registry=self.memory.registry)
        for who, country, house, focal_point, word in first:
            self.send_form(who, country, house, focal_point, NOTE)
            if word:
                self.endorse_whoever_came_last()
        for _ in range(steps):
            self.go_on()

    def endorse_whoever_came_last(self) -> None:
        """The institution says yes at once, if it was asked."""
        one = list(self.memory.applications.things.values())[-1]
        if one.endorsement.status is EndorsementStatus.REQUESTED:
            asked = {"application_id": one.id, "answer": "endorsed", "reason": ""}
            cause = self.by("focal_point", one.endorsement.focal_point_id)
            nominations.answer(asked, cause, registry=self.memory.registry)

    @property
    def of_edition(self) -> dict[str, Any]:
        """A request about the edition as it is now."""
        return {"edition_id": "edition-44", "version": self.edition.version}

    @property
    def everything(self) -> Any:
        """All that registration keeps, and has published."""
        kept = [one for one in vars(self.memory).values() if isinstance(one, Kept)]
        return [(dict(one.things), len(one.events)) for one in kept]

    def send_form(self, who: str, country: str, house: str, focal_point: str, letter: Any) -> None:
        """Somebody sends the form; whoever has a live application is led to it, and nothing else happens to that."""
        speaks = {"focal_point_email": focal_point, "focal_point_name": "Jorge Salas" if focal_point else ""}
        email = f"{who}@interior.example"
        form = replace(ROSA, given_names=who.title(), email=email, country=country, institution=house, **speaks)
        known = self.memory.people.of_address(email)
        live = known and self.memory.applications.live(known.id, "edition-44")
        in_time, before = self.edition.takes_applications(self.at), dict(self.memory.applications.things)
        asked = asdict(form) | {"edition_id": "edition-44", "letter": letter}
        code = code_of(lambda: applications.submit(asked, self.by("public"), **self.with_ids))
        assert code == ("" if in_time else "window-closed")
        after = self.memory.applications.things
        assert len(after) - len(before) == (in_time and not live)
        if live:
            assert replace(after[live.id], sent_again_at=None, version=0) == replace(
                live, sent_again_at=None, version=0
            )

    @precondition(lambda self: self.edition.status in SELECTING)
    @rule(
        who=st.sampled_from(OFFICIALS),
        country=st.sampled_from(COUNTRIES),
        house=st.sampled_from(HOUSES),
        focal_point=st.sampled_from(FOCAL_POINTS),
        letter=st.sampled_from([NOTE, NOTE, None]),
    )
    def apply(self, who: str, country: str, house: str, focal_point: str, letter: Any) -> None:
        """Somebody applies, perhaps again, perhaps too late."""
        self.send_form(who, country, house, focal_point, letter)

    @somebody_is(Status.SUBMITTED, Status.UNDER_REVIEW)
    @rule(data=st.data(), days=st.integers(-1, 9))
    def send_back(self, data: st.DataObject, days: int) -> None:
        """Corrections are asked for, until a day that has yet to come."""
        if asked := self.one_of(data, Status.SUBMITTED, Status.UNDER_REVIEW):
            asked |= {"due_at": self.at + days * DAY}
            code = code_of(lambda: applications.send_back(asked, self.by("secretariat"), registry=self.memory.registry))
            assert code == ("" if days > 0 else "invalid")

    @somebody_is(Status.RETURNED)
    @rule(data=st.data(), said=st.sampled_from([{}, {"position": "Jefa de área"}, {"first_surname": "Rojas"}]))
    def resubmit(self, data: st.DataObject, said: dict[str, str]) -> None:
        """Corrections come; whoever says another name is nominated anew."""
        if asked := self.one_of(data, Status.RETURNED):
            before = self.memory.applications.get(asked["application_id"])
            speaks = {"focal_point_name": "Jorge Salas", "focal_point_email": "jorge@rree.example"}
            asked |= said | {"letter": NOTE} | ({} if before.form.focal_point_email else speaks)
            applications.resubmit(asked, self.by("applicant", before.id), **self.with_ids)
            after = self.memory.applications.get(before.id)
            assert after.missing == ()
            assert after.endorsed is (before.endorsed and after.form.nomination == before.form.nomination)

    @somebody_is(*LIVE)
    @rule(
        data=st.data(),
        role=st.sampled_from(["applicant", "secretariat"]),
        said=st.sampled_from([{"phone": "+51 1 555 0100"}, {"language": "pt"}, {"position": "Jefa"}, {"sex": "M"}]),
    )
    def edit(self, data: st.DataObject, role: str, said: dict[str, str]) -> None:
        """Somebody changes what they have sent: how to reach them always, the rest until review; staff at any time."""
        if asked := self.one_of(data, *LIVE):
            status = self.memory.applications.get(asked["application_id"]).status
            code = code_of(lambda: editing.edit(asked | said, self.somebody(role, asked), **self.with_ids))
            is_contact = bool(said.keys() & {"phone", "language"})
            unchanged = said.items() <= asdict(self.memory.applications.get(asked["application_id"]).form).items()
            if role == "secretariat" or status is Status.SUBMITTED or (is_contact and status is not Status.RETURNED):
                assert code == ""
            elif status is Status.RETURNED or not unchanged:
                assert code == ("wrong-status" if status is Status.RETURNED else "invalid")

    @somebody_is(*FOR_THE_WORD)
    @rule(data=st.data(), word=st.sampled_from(["endorsed", "endorsed", "endorsed", "refused"]))
    def answer(self, data: st.DataObject, word: str) -> None:
        """The institution answers by its link, once and in time."""
        there = self.memory.applications.of_edition("edition-44", FOR_THE_WORD)
        one = data.draw(st.sampled_from([one for one in there if one.endorsement.focal_point_id] or there))
        asked = {"application_id": one.id, "answer": word, "reason": ""}
        cause = self.by("focal_point", one.endorsement.focal_point_id)
        code = code_of(lambda: nominations.answer(asked, cause, registry=self.memory.registry))
        due_on = one.endorsement.due_on
        in_time = due_on is not None and self.edition.day(self.at) <= due_on
        expected = {
            EndorsementStatus.REQUESTED: "" if in_time else "nomination-expired",
            EndorsementStatus.EXPIRED: "nomination-expired",
            EndorsementStatus.NOT_REQUESTED: "not-allowed",
        }
        assert code == expected.get(one.endorsement.status, "already-answered")

    @somebody_is(*FOR_THE_WORD)
    @rule(data=st.data(), word=st.sampled_from(["endorsed", "endorsed", "refused"]))
    def record(self, data: st.DataObject, word: str) -> None:
        """The secretariat records an answer that came on paper, also late or instead of another, of who is known."""
        if asked := self.one_of(data, *FOR_THE_WORD):
            before = self.memory.applications.get(asked["application_id"]).endorsement
            asked |= {"answer": word, "evidence": "Nota 12"}
            code = code_of(lambda: nominations.record(asked, self.by("secretariat"), registry=self.memory.registry))
            answered = "already-answered" if before.status == word else ""
            assert code == (answered if before.focal_point_id else "incomplete")

    @somebody_is(Status.SUBMITTED)
    @rule(data=st.data(), eligible=st.sampled_from([True, True, True, False]))
    def look_at(self, data: st.DataObject, eligible: bool) -> None:
        """The secretariat looks at an application: it is reviewed when nothing lacks, or it is not eligible."""
        if asked := self.one_of(data, Status.SUBMITTED):
            lacks = self.memory.applications.get(asked["application_id"]).missing
            do = applications.start_review if eligible else applications.mark_ineligible
            asked |= {"reason_code": "experience"}
            code = code_of(lambda: do(asked, self.by("secretariat"), registry=self.memory.registry))
            late = self.edition.status not in REVIEWED
            assert code == ("" if not eligible else "wrong-status" if late else "incomplete" if lacks else "")

    @somebody_is(*TURNED_DOWN)
    @rule(data=st.data())
    def reopen(self, data: st.DataObject) -> None:
        """The director takes somebody back under review, while the course has not begun, unless they applied again."""
        if asked := self.one_of(data, *TURNED_DOWN):
            person_id = self.memory.applications.get(asked["application_id"]).person_id
            again = "already-applied" if self.memory.applications.live(person_id, "edition-44") else ""
            code = code_of(lambda: applications.reopen(asked, self.by("director"), registry=self.memory.registry))
            assert code == (again if self.edition.status in REVIEWED else "wrong-status")

    @somebody_is(Status.UNDER_REVIEW)
    @precondition(lambda self: self.edition.status in SELECTING)
    @rule(data=st.data())
    def decide(self, data: st.DataObject) -> None:
        """Somebody is decided by hand, which begins the selection; not while forms still come."""
        if asked := self.one_of(data, Status.UNDER_REVIEW):
            still_open = self.edition.status is EditionStatus.OPEN
            code = code_of(lambda: selection.decide(asked, self.by("secretariat"), registry=self.memory.registry))
            assert code == ("wrong-status" if still_open else "")

    @rule(soon=st.integers(0, 5))
    def begin(self, soon: int) -> None:
        """The course goes one step on, rarely at once; once seats are on offer, rarer still."""
        if soon <= (2 if self.edition.status in SELECTING else 1):
            self.go_on()

    def go_on(self) -> None:
        """Forms come no more; it is proposed, published, begun, finished."""
        of, registry = self.of_edition, self.memory.registry
        match self.edition.status:
            case EditionStatus.OPEN:
                editions.close_call(of, self.by("secretariat"), registry=registry)
            case EditionStatus.CLOSED_FOR_APPLICATIONS:
                applications.start_reviews(of, self.by("secretariat"), registry=registry)
                proposals.propose(of, self.by("secretariat"), registry=registry, solve=simply)
            case EditionStatus.SELECTING:
                self.publish()
            case EditionStatus.DECIDED:
                editions.note_programme(
                    cast(ProgrammeReleased, fact(ProgrammeReleased, edition_id="edition-44")), registry=registry
                )
                editions.start(self.of_edition, self.by("secretariat"), registry=registry)
            case EditionStatus.RUNNING:
                editions.finish(of, self.by("secretariat"), registry=registry)

    def publish(self) -> None:
        """It is proposed once more and published, twice: the second time nothing happens."""
        registry = self.memory.registry
        if self.edition.day(self.at) > self.edition.dates.confirmation_closes_on:
            return
        proposals.propose(self.of_edition, self.by("secretariat"), registry=registry, solve=simply)
        of = self.of_edition
        first = selection.publish(of, self.by("director"), **self.with_ids)
        published = self.everything
        assert selection.publish(of, self.by("director"), **self.with_ids) == first
        assert self.everything == published

    @somebody_is(*GIVEN_UP_FROM)
    @rule(data=st.data(), role=st.sampled_from(["applicant", "focal_point", "secretariat"]))
    def withdraw(self, data: st.DataObject, role: str) -> None:
        """A seat or a place is given up; most people stay."""
        if data.draw(st.integers(0, 3)) == 0:
            super().withdraw(data, role)

    @precondition(lambda self: self.edition.status is EditionStatus.RUNNING)
    @somebody_is(Status.CONFIRMED)
    @rule(data=st.data())
    def arrive(self, data: st.DataObject) -> None:
        """Somebody is seen at a session, twice."""
        self.is_seen(data.draw(st.sampled_from(self.memory.applications.of_edition("edition-44", (Status.CONFIRMED,)))))

    def is_seen(self, one: Application) -> None:
        """Scheduling says so, and says it again."""
        seen = ParticipantArrived(application_id=one.id, edition_id="edition-44", on=self.edition.dates.starts_on)
        for _ in range(2):
            participants.enrol(seen, self.by("system"), registry=self.memory.registry)
        assert self.memory.applications.get(one.id).status is Status.ENROLLED

    @precondition(lambda self: self.edition.status in (EditionStatus.DECIDED, EditionStatus.RUNNING))
    @rule()
    def all_goes_well(self) -> None:
        """Everybody does what is next, as most people do: they take their seats, and come."""
        there = self.memory.applications
        for one in there.of_edition("edition-44", (Status.SELECTED,)):
            if one.endorsed and one.offer and self.at <= one.offer.expires_at:
                asked = {"application_id": one.id, "version": one.version}
                offers.confirm(asked, self.by("applicant", one.id), registry=self.memory.registry)
        for meant in self.memory.promotions.standing_in("edition-44"):
            if meant.status is PromotionStatus.OPEN and meant.application_id and self.edition.promotes(self.at):
                given = {"proposal_id": meant.id, "version": meant.version}
                promotions.promote(given, self.by("secretariat"), **self.with_ids)
        if self.edition.status is EditionStatus.RUNNING:
            for one in there.of_edition("edition-44", (Status.CONFIRMED,)):
                self.is_seen(one)

    @somebody_is(Status.ENROLLED)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        """Somebody goes home before the closing day."""
        if asked := self.one_of(data, Status.ENROLLED):
            participants.record_left_early(asked, self.by("secretariat"), registry=self.memory.registry)

    def run_the_timers(self, clock: Cause) -> None:
        """All that the clock does, in the call as well."""
        registry = self.memory.registry
        applications.lapse_uncorrected(clock, registry=registry)
        nominations.expire(clock, registry=registry)
        setting_up.close_windows(clock, registry=registry)
        super().run_the_timers(clock)

    @rule(data=st.data())
    def try_in_vain(self, data: st.DataObject) -> None:
        """Whatever cannot be done from where an application stands is refused and changes nothing."""
        if asked := self.one_of(data, *Status):
            one, before = self.memory.applications.get(asked["application_id"]), self.everything
            for role, fitting, do in ACTS.values():
                if one.status not in fitting:
                    cause = self.somebody(role, asked)
                    assert code_of(functools.partial(do, self, asked, cause)) in ("wrong-status", "not-started")
            assert self.everything == before

    @rule(data=st.data())
    def pry(self, data: st.DataObject) -> None:
        """Nobody does anything with somebody else's application, wherever it stands."""
        if asked := self.one_of(data, *Status):
            before = self.everything
            for role, _, do in ACTS.values():
                if role == "applicant":
                    assert code_of(functools.partial(do, self, asked, self.by(role, "else"))) == "not-allowed"
            assert self.everything == before

    @rule(turns=st.lists(st.integers(0, 30), min_size=1, max_size=25))
    def listen(self, turns: list[int]) -> None:
        """Notifications hears some of what was published: of each subject in order, of which first is chance."""
        self.notifications.collect(self.memory)
        for turn in turns:
            if waiting := self.notifications.waiting:
                self.notifications.hear(waiting[turn % len(waiting)])

    @rule(many=st.integers(1, 8), is_open=st.sampled_from([True, True, True, False]))
    def send(self, many: int, is_open: bool) -> None:
        """A sender takes some emails to the mail server, if that is there; whatever goes out is true."""
        for _ in range(many):
            self.notifications.send(is_open=is_open)

    def teardown(self) -> None:
        """In the end everything is heard and sent: each applicant's last email says where their application stands."""
        if not hasattr(self, "memory"):
            return
        self.notifications.collect(self.memory)
        self.notifications.hear_and_send_all()
        for one in self.memory.applications.things.values():
            events = [event for event in self.memory.applications.events if event.subject == one.id]
            last = self.notifications.last_told(one.id, one.person_id)
            assert last == [event for event in events if type(event) in STANDS][-1]
            assert STANDS[type(last)] is one.status

    @invariant()
    def everybody_has_one_live_application(self) -> None:
        """Whoever applies again has ended what they sent before."""
        live = Counter(one.person_id for one in self.memory.applications.things.values() if one.status in LIVE)
        assert max(live.values(), default=1) == 1

    @invariant()
    def what_is_told_is_what_happened(self) -> None:
        """The facts that are published of an application are the steps of its history, one for one and in order."""
        for one in self.memory.applications.things.values():
            published = [event for event in self.memory.applications.events if event.subject == one.id]
            said = [STANDS[type(event)] for event in published if type(event) in STANDS]
            happened = [step.after for step in one.timeline if ":" not in step.after and step.before != step.after]
            assert [status for status, _ in itertools.groupby(said)] == happened

    @invariant()
    def nobody_is_both_selected_and_refused(self) -> None:
        """Whoever was turned down is reopened before anything else, whatever has ended stays ended, and one offer is open."""
        for one in self.memory.applications.things.values():
            steps = [step for step in one.timeline if ":" not in step.after and step.before != step.after]
            for earlier, later in itertools.pairwise(Status(step.after) for step in steps):
                assert earlier in LIVE or (earlier in TURNED_DOWN and later is Status.UNDER_REVIEW)
                if later is Status.SELECTED:
                    assert earlier in (Status.UNDER_REVIEW, Status.WAITLISTED)
            has_offer = one.offer is not None and one.offer.status is OfferStatus.OPEN
            assert has_offer is (one.status is Status.SELECTED)

    @invariant()
    def what_turns_somebody_down_says_why(self) -> None:
        """A refusal has its code; what is sent back or taken up again has the words of whoever did it."""
        for one in self.memory.applications.things.values():
            for step in one.timeline:
                if step.after in TURNED_DOWN:
                    assert step.reason_code
                if step.after == Status.RETURNED or (step.before in TURNED_DOWN and step.after == Status.UNDER_REVIEW):
                    assert step.note
                assert step.at <= self.at


TestWholeLives = WholeLives.TestCase
TestWholeLives.settings = settings(max_examples=70, stateful_step_count=60, deadline=None)
TestWholeLives.pytestmark = [
    pytest.mark.feature("A2", "A4", "A5", "A6", "A9", "A11", "A12", "A13", "A15", "A20", "D6", "D13")
]
