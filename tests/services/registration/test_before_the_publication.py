"""Whatever staff do before the publication, in whatever order: limits hold, pins are kept, and nothing is told."""

import contextlib
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.registration import solver
from services.registration.model.cohort import AIMS, Pin
from services.registration.model.edition import EditionStatus
from services.registration.model.proposing import WEIGHED_IN
from services.registration.model.states import Decision, EndorsementStatus, Status
from services.registration.use_cases import proposals, selection
from shared.contracts.refusal import Refusal
from tests.services.registration.invented import ROSA, application, by, edition
from tests.services.registration.memory import MemoryRegistry

COUNTRIES = ("PE", "BR", "UY")
HOUSES = ("Dirección de Migraciones", "Cancillería")
SECRETARIAT = by("secretariat")


class BeforeThePublication(RuleBasedStateMachine):
    """A small edition, up to eight officials under review."""

    @initialize(
        officials=st.lists(
            st.tuples(st.sampled_from(COUNTRIES), st.sampled_from(HOUSES), st.sampled_from("FM"), st.integers(0, 10)),
            min_size=1,
            max_size=8,
        ),
        refused=st.sets(st.integers(1, 8), max_size=2),
        seats=st.integers(1, 4),
        cap=st.integers(1, 3),
        institution_cap=st.sampled_from([None, 1, 2]),
    )
    def open(
        self,
        officials: list[tuple[str, str, str, int]],
        refused: set[int],
        seats: int,
        cap: int,
        institution_cap: int | None,
    ) -> None:
        """Applications are closed and under review."""
        self.memory = MemoryRegistry()
        limits = {"seats": seats, "country_cap": cap, "institution_cap": institution_cap}
        self.memory.editions.add(edition(EditionStatus.CLOSED_FOR_APPLICATIONS, **limits))
        for count, (country, house, sex, years) in enumerate(officials, start=1):
            form = replace(ROSA, country=country, institution=house, sex=sex, years_experience=years)
            word = EndorsementStatus.REFUSED if count in refused else EndorsementStatus.ENDORSED
            self.memory.applications.add(application(Status.UNDER_REVIEW, count, form=form, endorsement=word))

    @property
    def edition(self):
        """The edition as it is now."""
        return self.memory.editions.get("edition-44")

    @property
    def weighing(self) -> bool:
        """Whether nothing is published yet."""
        return self.edition.status in WEIGHED_IN

    def proposed(self) -> dict[str, object]:
        """What is proposed for everybody."""
        return {one.id: one.verdict for one in self.memory.applications.things.values()}

    @precondition(lambda self: self.weighing)
    @rule()
    def propose(self) -> None:
        """The pins fit, so a proposal is always there; it keeps them, and made again it is the same."""
        asked = {"edition_id": "edition-44"}
        made = proposals.propose(asked, SECRETARIAT, registry=self.memory.registry, solve=solver.solve)
        first = self.proposed()
        self.undo()
        assert made == proposals.propose(asked, SECRETARIAT, registry=self.memory.registry, solve=solver.solve)
        assert self.proposed() == first
        self.within_limits()
        for one in self.memory.applications.things.values():
            if one.pin is not Pin.NONE:
                assert (one.proposed_decision is Decision.SELECTED) is (one.pin is Pin.IN)
            assert one.endorsed or one.pin is Pin.IN or one.proposed_decision is Decision.NOT_SELECTED

    def undo(self) -> None:
        """The last proposal is undone."""
        asked = {"edition_id": "edition-44", "version": self.edition.version}
        proposals.undo(asked, SECRETARIAT, registry=self.memory.registry)

    @precondition(lambda self: self.weighing and self.edition.proposed is not None)
    @rule()
    def think_again(self) -> None:
        """Somebody undoes it and has second thoughts."""
        self.undo()
        assert self.edition.proposed is None

    @precondition(lambda self: self.weighing)
    @rule(data=st.data(), to=st.sampled_from(list(Pin)))
    def pin(self, data: st.DataObject, to: Pin) -> None:
        """Somebody is pinned, unless a limit forbids it."""
        one = data.draw(st.sampled_from(list(self.memory.applications.things.values())))
        asked = {"application_id": one.id, "version": one.version, "pin": to, "reason": "Se acordó."}
        with contextlib.suppress(Refusal):
            proposals.pin(asked, SECRETARIAT, registry=self.memory.registry)

    @precondition(lambda self: self.weighing)
    @rule(data=st.data(), decision=st.sampled_from(list(Decision)))
    def decide(self, data: st.DataObject, decision: Decision) -> None:
        """Somebody is decided by hand, perhaps above a limit."""
        one = data.draw(st.sampled_from(list(self.memory.applications.things.values())))
        asked = {"application_id": one.id, "version": one.version, "decision": decision}
        selection.decide(asked, SECRETARIAT, registry=self.memory.registry)

    @precondition(lambda self: self.weighing)
    @rule(weights=st.fixed_dictionaries({aim: st.integers(0, 6) for aim in AIMS}))
    def weigh(self, weights: dict[str, int]) -> None:
        """The aims weigh something else."""
        asked = {"edition_id": "edition-44", "version": self.edition.version, **weights}
        proposals.weigh_aims(asked, SECRETARIAT, registry=self.memory.registry)

    @precondition(lambda self: self.edition.status is EditionStatus.SELECTING)
    @rule(soon=st.integers(0, 4))
    def publish(self, soon: int) -> None:
        """The director publishes, rarely at once; what breaks a limit or is undecided is not published."""
        if soon:
            return
        asked = {"edition_id": "edition-44", "version": self.edition.version}
        with contextlib.suppress(Refusal):
            selection.publish(asked, by("director"), registry=self.memory.registry, new_id=self.memory.new_id)
            self.within_limits()

    @precondition(lambda self: not self.weighing)
    @rule()
    def publish_again(self) -> None:
        """A second click is answered with the same batch and changes nothing."""
        told = list(self.memory.applications.events)
        asked = {"edition_id": "edition-44", "version": 0}
        batch = selection.publish(asked, by("director"), registry=self.memory.registry, new_id=self.memory.new_id)
        assert batch["batch_id"] == self.edition.publication.batch_id
        assert self.memory.applications.events == told

    def within_limits(self) -> None:
        """Nobody above seats and caps is chosen."""
        of = self.edition
        chosen = [
            one
            for one in self.memory.applications.things.values()
            if one.proposed_decision is Decision.SELECTED and one.status in (Status.UNDER_REVIEW, Status.SELECTED)
        ]
        assert len(chosen) <= of.seats
        assert max(Counter(one.country for one in chosen).values(), default=0) <= of.country_cap
        houses = Counter(one.form.institution_id for one in chosen)
        assert max(houses.values(), default=0) <= (of.institution_cap or of.seats)

    @invariant()
    def nobody_outside_learns_of_it(self) -> None:
        """Before the publication there is no event."""
        if hasattr(self, "memory") and self.weighing:
            assert (self.memory.applications.events, self.memory.editions.events) == ([], [])

    @invariant()
    def every_step_says_who_and_when(self) -> None:
        """Nothing changes without a step in the timeline."""
        if hasattr(self, "memory"):
            for one in self.memory.applications.things.values():
                assert all(step.actor and step.role and step.at for step in one.timeline)
                told = [step.after for step in one.timeline if step.after.startswith("proposed:")]
                assert told[-1:] in ([], [f"proposed:{one.proposed_decision or 'nothing'}"])


TestBeforeThePublication = BeforeThePublication.TestCase
TestBeforeThePublication.settings = settings(max_examples=25, stateful_step_count=10, deadline=None)
TestBeforeThePublication.pytestmark = [pytest.mark.feature("A9"), pytest.mark.feature("A10")]
