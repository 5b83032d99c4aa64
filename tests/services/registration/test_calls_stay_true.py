"""Random acts of two institutions of a country, of staff and of the clock, against what must hold throughout a call."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.registration.model import call_acts, call_board, calling
from services.registration.model.call import UNANSWERED, Call, CallStatus, chaser_due, in_time
from services.registration.model.call_terms import CallTerms
from shared.contracts.envelope import Cause
from shared.contracts.event import Event
from shared.contracts.refusal import Refusal
from shared.contracts.registration import CallReminded, NominationInvited, NominationRanked, NominationWithdrawn
from tests.services.registration.invented import AT, by, edition
from tests.services.registration.test_call_rules import called, nominee

WHICH = st.sampled_from(("call-1", "call-2"))
WHO = st.sampled_from(("focal_point", "secretariat"))
PLACE = st.integers(-1, 9)


class Country(RuleBasedStateMachine):
    """Peru has two institutions; time goes forward only."""

    def __init__(self) -> None:
        super().__init__()
        self.at: datetime = AT
        self.edition = edition(call=CallTerms(quota=3, chasers=(20, 14, 3)))
        self.calls = {name: called(id=name) for name in ("call-1", "call-2")}
        self.told: dict[str, list[Event]] = {name: [] for name in self.calls}
        self.count = 0

    def act(self, which: str, name: str, role: str, attempt: Callable[[Call, Cause], tuple[Any, ...]]) -> None:
        """An act that is offered is not refused, and one that is refused changes nothing; each leaves one step."""
        call = self.calls[which]
        acts = call_acts.on_call(call, self.edition, role=role, used=self.used, at=self.at)
        try:
            changed, *events = attempt(call, by(role, "jorge", at=self.at))
        except Refusal as refusal:
            if name in acts and refusal.code not in ("nominee-applied", "nomination-withdrawn"):
                raise
            return
        flat = [one for told in events for one in (told if isinstance(told, tuple) else (told,))]
        assert [event.subject for event in flat] == [call.id] * len(flat)
        assert len(changed.timeline) == len(call.timeline) + 1
        self.calls[which] = changed
        self.told[which] += flat

    @property
    def used(self) -> int:
        """The nominations of the country."""
        return call_board.nominated(self.calls.values())

    @rule(which=WHICH, who=WHO)
    def acknowledge(self, which: str, who: str) -> None:
        said = {"evidence": "Nota 1", "edition": self.edition}
        self.act(which, "acknowledge_call", who, lambda call, cause: calling.acknowledge(call, cause=cause, **said))

    @rule(which=WHICH, who=WHO)
    def decline(self, which: str, who: str) -> None:
        said = {"reason_code": "duty", "evidence": "Nota 1", "edition": self.edition}
        self.act(which, "decline_call", who, lambda call, cause: calling.decline(call, cause=cause, **said))

    @rule(which=WHICH, who=WHO)
    def nominate(self, which: str, who: str) -> None:
        self.count += 1
        said = {"nominee": nominee(str(self.count)), "used": self.used, "evidence": "Nota 1", "edition": self.edition}
        self.act(which, "nominate", who, lambda call, cause: calling.nominate(call, cause=cause, **said))

    @rule(which=WHICH, who=WHO, one=st.integers(0, 9), place=PLACE)
    def rank(self, which: str, who: str, one: int, place: int) -> None:
        if self.calls[which].nominees:
            nominees = self.calls[which].nominees
            about = {"nomination_id": nominees[one % len(nominees)].id, "place": place, "edition": self.edition}
            self.act(which, "rank_nomination", who, lambda call, cause: calling.rank(call, cause=cause, **about))

    @rule(which=WHICH, who=WHO, one=st.integers(0, 9))
    def take_back(self, which: str, who: str, one: int) -> None:
        if self.calls[which].nominees:
            nominees = self.calls[which].nominees
            about = {"nomination_id": nominees[one % len(nominees)].id, "edition": self.edition}
            self.act(
                which, "withdraw_nomination", who, lambda call, cause: calling.take_back(call, cause=cause, **about)
            )

    @rule(which=WHICH, one=st.integers(0, 9))
    def apply(self, which: str, one: int) -> None:
        if self.calls[which].nominees:
            nomination_id = self.calls[which].nominees[one % len(self.calls[which].nominees)].id
            about = {"nomination_id": nomination_id, "application_id": f"application-{nomination_id}"}
            self.act(which, "", "applicant", lambda call, cause: calling.note_application(call, cause=cause, **about))

    @rule(which=WHICH)
    def remind(self, which: str) -> None:
        self.act(
            which,
            "remind_call",
            "secretariat",
            lambda call, cause: calling.remind(call, edition=self.edition, cause=cause),
        )

    @rule(which=WHICH, person=st.sampled_from(("jorge", "elsa")))
    def hand_over(self, which: str, person: str) -> None:
        about = {"focal_point_id": person, "edition": self.edition}
        self.act(which, "", "secretariat", lambda call, cause: calling.hand_over(call, cause=cause, **about))

    @rule(hours=st.integers(1, 120))
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)
        for which, call in self.calls.items():
            if chaser_due(call, self.edition, self.at):
                self.act(
                    which, "", "system", lambda call, cause: calling.remind(call, edition=self.edition, cause=cause)
                )
                assert not chaser_due(self.calls[which], self.edition, self.at)
            elif call.status in UNANSWERED and not in_time(self.edition, self.at):
                self.act(which, "", "system", lambda call, cause: calling.end(call, edition=self.edition, cause=cause))

    @rule(quota=st.integers(1, 4))
    def set_quota(self, quota: int) -> None:
        before = self.used
        self.edition = edition(call=CallTerms(quota=quota, chasers=(20, 14, 3)))
        assert self.used == before

    @invariant()
    def whoever_nominates_has_nominees(self) -> None:
        for call in self.calls.values():
            assert bool(call.ranked) == (call.status is CallStatus.NOMINATED)

    @invariant()
    def nobody_is_nominated_twice_and_a_used_nomination_stays(self) -> None:
        for call in self.calls.values():
            ids = [one.id for one in call.nominees]
            assert len(ids) == len(set(ids))
            assert [one for one in call.nominees if one.application_id and one.withdrawn_at] == []

    @invariant()
    def what_was_told_last_of_each_rank_is_true(self) -> None:
        for which, call in self.calls.items():
            ranks: dict[str, int] = {}
            for event in self.told[which]:
                match event:
                    case NominationRanked():
                        ranks[event.nomination_id] = event.rank
                    case NominationWithdrawn():
                        del ranks[event.nomination_id]
            assert ranks == {one.id: rank for rank, one in enumerate(call.ranked, start=1)}

    @invariant()
    def every_invitation_is_of_somebody_nominated(self) -> None:
        for which, call in self.calls.items():
            invited = [event.nomination_id for event in self.told[which] if isinstance(event, NominationInvited)]
            assert sorted(invited) == sorted(one.id for one in call.nominees)

    @invariant()
    def the_clock_reminds_three_times_at_most(self) -> None:
        for which, call in self.calls.items():
            assert sum(isinstance(event, CallReminded) for event in self.told[which]) == len(call.reminded_at)


Country.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestCountry = Country.TestCase
