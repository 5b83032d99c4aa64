"""A review: what one member of the selection committee says of one application, by the edition's criteria."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from services.registration.model import complaints
from services.registration.model.timeline import Step, step
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import ReviewRecused, ReviewReopened, ReviewSubmitted

LEAST, MOST = 1, 5
LARGE_SPREAD = 25
"""A full point of five between two reviewers; staff should look."""


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """What is judged from 1 to 5, and how much it counts."""

    code: str
    weight: int


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How the applications of an edition are reviewed: by how many, and by which criteria."""

    reviewers: int
    criteria: tuple[Criterion, ...]


CRITERIA = ("relevance", "experience", "motivation", "multiplier")

DEFAULT_PLAN = Plan(
    reviewers=2,
    criteria=(
        Criterion(code="relevance", weight=3),
        Criterion(code="experience", weight=2),
        Criterion(code="motivation", weight=2),
        Criterion(code="multiplier", weight=3),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """What the submitted reviews of an application say together, from 0 to 100."""

    mean: int
    spread: int
    count: int

    @property
    def disputed(self) -> bool:
        """Whether the reviewers are far apart."""
        return self.spread >= LARGE_SPREAD


class ReviewStatus(StrEnum):
    """Where a review stands. It is locked by the edition's status, so `locked` is never stored."""

    ASSIGNED = "assigned"
    SUBMITTED = "submitted"
    LOCKED = "locked"
    RECUSED = "recused"


@dataclass(frozen=True, kw_only=True)
class Review:
    """One reviewer's work on one application. The score, from 0 to 100, is there once it is submitted."""

    id: str
    edition_id: str
    application_id: str
    reviewer_id: str
    assigned_at: datetime
    due_on: date
    status: ReviewStatus = ReviewStatus.ASSIGNED
    scores: dict[str, int] = field(default_factory=dict)
    score: int | None = None
    comment: str = ""
    recused_because: str = ""
    reopened_because: str = ""
    timeline: tuple[Step, ...] = ()
    version: int = 0

    @property
    def counts(self) -> bool:
        """Whether the reviewer has it in hand or has done it."""
        return self.status is not ReviewStatus.RECUSED

    def late(self, today: date) -> bool:
        """Whether its last day is over and it is still to be done."""
        return self.status is ReviewStatus.ASSIGNED and today > self.due_on

    def standing(self, *, locked: bool) -> ReviewStatus:
        """Its status once the edition's is known."""
        return ReviewStatus.LOCKED if locked and self.status is ReviewStatus.SUBMITTED else self.status

    def submit(
        self, *, scores: Mapping[str, int], comment: str, plan: Plan, locked: bool, cause: Cause
    ) -> tuple["Review", ReviewSubmitted]:
        """Give every criterion its score; until the review is locked it may be changed."""
        if self.standing(locked=locked) not in (ReviewStatus.ASSIGNED, ReviewStatus.SUBMITTED):
            raise self._wrong_status()
        left_out = [criterion.code for criterion in plan.criteria if criterion.code not in scores]
        complaints.refuse_if_any(dict.fromkeys(left_out, complaints.REQUIRED))
        own = {criterion.code: scores[criterion.code] for criterion in plan.criteria}
        given = replace(self, scores=own, score=weighed(own, plan), comment=comment)
        return given.move(ReviewStatus.SUBMITTED, cause=cause), ReviewSubmitted(
            review_id=self.id,
            application_id=self.application_id,
            edition_id=self.edition_id,
            reviewer_id=self.reviewer_id,
        )

    def recuse(self, *, reason_code: str, cause: Cause) -> tuple["Review", ReviewRecused]:
        """Step back for a conflict of interest, before anything was said."""
        if self.status is not ReviewStatus.ASSIGNED:
            raise self._wrong_status()
        recused = replace(self, recused_because=reason_code, scores={}, score=None, comment="")
        return recused.move(ReviewStatus.RECUSED, cause=cause, reason_code=reason_code), ReviewRecused(
            review_id=self.id,
            application_id=self.application_id,
            edition_id=self.edition_id,
            reviewer_id=self.reviewer_id,
            reason_code=reason_code,
        )

    def reopen(self, *, person_id: str, reason: str, due_on: date, cause: Cause) -> tuple["Review", ReviewReopened]:
        """Let the reviewer change it; what was said is kept for them, and does not count meanwhile."""
        if self.status is not ReviewStatus.SUBMITTED:
            raise self._wrong_status()
        reopened = replace(self, score=None, due_on=max(self.due_on, due_on), reopened_because=reason)
        return reopened.move(ReviewStatus.ASSIGNED, cause=cause, note=reason), ReviewReopened(
            review_id=self.id,
            application_id=self.application_id,
            edition_id=self.edition_id,
            reviewer_id=self.reviewer_id,
            person_id=person_id,
            due_on=reopened.due_on,
        )

    def move(self, to: ReviewStatus, *, cause: Cause, reason_code: str = "", note: str = "") -> "Review":
        """The only way to another status, leaving a step in the timeline."""
        made = step(self.status, to, cause=cause, version=self.version, reason_code=reason_code, note=note)
        return replace(self, status=to, timeline=(*self.timeline, made))

    def _wrong_status(self) -> Refusal:
        return Refusal("review-closed", f"The review is {self.status}: this cannot be done now.")


def begin(
    *, review_id: str, edition_id: str, application_id: str, reviewer_id: str, due_on: date, cause: Cause
) -> Review:
    """Put an application into a reviewer's hands."""
    return Review(
        id=review_id,
        edition_id=edition_id,
        application_id=application_id,
        reviewer_id=reviewer_id,
        assigned_at=cause.at,
        due_on=due_on,
        timeline=(step("", ReviewStatus.ASSIGNED, cause=cause, version=0),),
    )


def weighed(scores: Mapping[str, int], plan: Plan) -> int:
    """The weighted mean of scores from 1 to 5, as 0 to 100."""
    points = sum(criterion.weight * (scores[criterion.code] - LEAST) for criterion in plan.criteria)
    return round(100 * points / (sum(criterion.weight for criterion in plan.criteria) * (MOST - LEAST)))


def together(reviews: Iterable[Review]) -> Reviewed | None:
    """What the submitted reviews of one application say together."""
    scores = [one.score for one in reviews if one.status is ReviewStatus.SUBMITTED and one.score is not None]
    if not scores:
        return None
    return Reviewed(mean=round(sum(scores) / len(scores)), spread=max(scores) - min(scores), count=len(scores))
