"""Whatever the committee does, in whatever order: nobody judges their own, nothing locked changes, every score is right."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.registration import solver
from services.registration.model import committee
from services.registration.model.edition import EditionStatus
from services.registration.model.review import CRITERIA, Review, ReviewStatus, together
from services.registration.model.scoring import score_of
from services.registration.model.states import Status
from services.registration.use_cases import proposals, reviews
from shared.contracts.refusal import Refusal
from tests.services.registration.invented import application, by, edition
from tests.services.registration.memory import MemoryRegistry
from tests.services.registration.test_committee import reviewer

COUNTRIES = ("PE", "BR", "UY", "AR")


class Committee(RuleBasedStateMachine):
    """Up to ten officials and five reviewers of four countries."""

    @initialize(
        officials=st.lists(st.sampled_from(COUNTRIES), min_size=1, max_size=10),
        members=st.lists(st.sampled_from(COUNTRIES), min_size=1, max_size=5),
    )
    def convene(self, officials: list[str], members: list[str]) -> None:
        """Everybody is under review, and the committee is complete."""
        self.memory = MemoryRegistry()
        self.with_ids: dict[str, Any] = {"registry": self.memory.registry, "new_id": self.memory.new_id}
        self.memory.editions.add(edition(EditionStatus.CLOSED_FOR_APPLICATIONS))
        for count, country in enumerate(officials, start=1):
            self.memory.applications.add(application(Status.UNDER_REVIEW, count, country=country))
        for number, country in enumerate(members):
            self.memory.reviewers.add(reviewer(f"r{number}", country))
        self.locked: dict[str, Review] = {}
        self.assign()

    @property
    def edition(self) -> Any:
        """The edition as it is now."""
        return self.memory.editions.get("edition-44")

    @rule()
    def assign(self) -> None:
        """The secretariat has reviewers found."""
        reviews.assign({"edition_id": "edition-44", "due_on": None}, by("secretariat"), **self.with_ids)

    @rule(data=st.data(), scores=st.lists(st.integers(1, 5), min_size=4, max_size=4))
    def submit(self, data: st.DataObject, scores: list[int]) -> None:
        """Somebody gives, or tries to change, a review."""
        if one := self._one(data, ReviewStatus.ASSIGNED, ReviewStatus.SUBMITTED):
            asked = self._asked(one, scores=dict(zip(CRITERIA, scores, strict=True)), comment="")
            whoever = by("reviewer", one.reviewer_id)
            if one.standing(locked=committee.locked(self.edition)) is ReviewStatus.LOCKED:
                with pytest.raises(Refusal) as refusal:
                    reviews.submit(asked, whoever, registry=self.memory.registry)
                assert refusal.value.code == "review-closed"
            else:
                reviews.submit(asked, whoever, registry=self.memory.registry)

    @rule(data=st.data())
    def meddle(self, data: st.DataObject) -> None:
        """Somebody tries to give another's review."""
        if one := self._one(data, ReviewStatus.ASSIGNED):
            asked = self._asked(one, scores=dict.fromkeys(CRITERIA, 5), comment="")
            with pytest.raises(Refusal) as refusal:
                reviews.submit(asked, by("reviewer", "somebody"), registry=self.memory.registry)
            assert refusal.value.status == 403

    @rule(data=st.data())
    def step_back(self, data: st.DataObject) -> None:
        """Somebody declares a conflict of interest."""
        if one := self._one(data, ReviewStatus.ASSIGNED):
            asked = self._asked(one, reason_code="colleague")
            reviews.recuse(asked, by("reviewer", one.reviewer_id), **self.with_ids)

    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        """Somebody leaves the committee."""
        active = [one.id for one in self.memory.reviewers.all() if one.active]
        if active:
            asked = {"reviewer_id": data.draw(st.sampled_from(active))}
            reviews.release(asked, by("secretariat"), **self.with_ids)

    @rule()
    def begin_selecting(self) -> None:
        """The selection begins, and what was submitted is locked."""
        asked = {"edition_id": "edition-44"}
        proposals.propose(asked, by("secretariat"), registry=self.memory.registry, solve=solver.solve)
        done = (one for one in self.memory.reviews.things.values() if one.status is ReviewStatus.SUBMITTED)
        self.locked |= {one.id: one for one in done}

    @rule(data=st.data())
    def reopen(self, data: st.DataObject) -> None:
        """The director asks for a second look."""
        if one := self._one(data, ReviewStatus.SUBMITTED):
            reviews.reopen(self._asked(one, reason="Otra vez."), by("director"), registry=self.memory.registry)
            self.locked.pop(one.id, None)

    @invariant()
    def nobody_judges_their_own(self) -> None:
        """Neither country nor institution."""
        for one in self.memory.reviews.things.values():
            whom = self.memory.applications.get(one.application_id)
            assert replace(self.memory.reviewers.get(one.reviewer_id), active=True).may_review(whom)

    @invariant()
    def nobody_has_too_many_reviewers_or_the_same_twice(self) -> None:
        """Two at most, and two different ones."""
        counting = [one for one in self.memory.reviews.things.values() if one.counts]
        assert all(count <= 2 for count in Counter(one.application_id for one in counting).values())
        pairs = Counter((one.application_id, one.reviewer_id) for one in self.memory.reviews.things.values())
        assert all(count == 1 for count in pairs.values())

    @invariant()
    def every_score_follows_from_what_is_submitted(self) -> None:
        """And from nothing else."""
        for one in self.memory.applications.things.values():
            assert one.reviewed == together(self.memory.reviews.of_application(one.id))
            assert one.reviewed is None or score_of(one) == one.reviewed.mean

    @invariant()
    def what_is_locked_stays(self) -> None:
        """Until the director reopens it."""
        assert all(self.memory.reviews.get(key) == one for key, one in self.locked.items())

    def _one(self, data: st.DataObject, *statuses: ReviewStatus) -> Review | None:
        there = [one for one in self.memory.reviews.things.values() if one.status in statuses]
        return data.draw(st.sampled_from(there)) if there else None

    @staticmethod
    def _asked(one: Review, **more: Any) -> dict[str, Any]:
        return {"review_id": one.id, "version": one.version, **more}


@pytest.mark.parametrize("status", [EditionStatus.ANNOUNCED, EditionStatus.DECIDED, EditionStatus.CANCELLED])
def test_nobody_is_asked_to_review_what_can_no_longer_be_reviewed(status: EditionStatus) -> None:
    memory = MemoryRegistry()
    memory.editions.add(edition(status))
    memory.applications.add(application(Status.UNDER_REVIEW))
    memory.reviewers.add(reviewer("ana"))
    asked = {"edition_id": "edition-44", "due_on": None}
    with pytest.raises(Refusal) as refusal:
        reviews.assign(asked, by("director"), registry=memory.registry, new_id=memory.new_id)
    assert (refusal.value.code, memory.reviews.things) == ("wrong-status", {})


TestCommittee = pytest.mark.feature("A8")(Committee.TestCase)
TestCommittee.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
