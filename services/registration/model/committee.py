"""The selection committee: who may review whose application, and an even share for everybody."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.registration.model.application import Application
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.person import key_of
from services.registration.model.review import Plan, Review, ReviewStatus
from services.registration.model.states import Status
from services.registration.model.timeline import step
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import ReviewAssigned

REVIEWED_WHILE = (EditionStatus.OPEN, EditionStatus.CLOSED_FOR_APPLICATIONS, EditionStatus.SELECTING)
CHANGEABLE_WHILE = (EditionStatus.OPEN, EditionStatus.CLOSED_FOR_APPLICATIONS)
PLANNED_WHILE = (EditionStatus.DRAFT, EditionStatus.ANNOUNCED, *CHANGEABLE_WHILE)


@dataclass(frozen=True, kw_only=True)
class Reviewer:
    """A member: the staff account of this id, and the country and institution they declare as their own."""

    id: str
    person_id: str
    name: str
    email: str
    country: str
    institution: str
    active: bool = True
    version: int = 0

    def may_review(self, application: Application) -> bool:
        """Never of the own country or institution, nor what somebody applies or nominates for themselves."""
        form = application.form
        involved = {key_of(form.email), key_of(form.focal_point_email)}
        own = (self.country, _plain(self.institution))
        return (
            self.active
            and own[0] != form.country
            and own[1] != _plain(form.institution)
            and key_of(self.email) not in involved
        )

    def assigned(
        self, edition: Edition, application_ids: Sequence[str], review_ids: Sequence[str], due_on: date
    ) -> tuple["Reviewer", ReviewAssigned]:
        """Learn what there is to review."""
        return self, ReviewAssigned(
            reviewer_id=self.id,
            person_id=self.person_id,
            edition_id=edition.id,
            application_ids=list(application_ids),
            review_ids=list(review_ids),
            due_on=due_on,
        )

    def released(self) -> "Reviewer":
        """Leave the committee; what was submitted stays."""
        return replace(self, active=False)


def assign(
    applications: Iterable[Application], reviewers: Sequence[Reviewer], reviews: Iterable[Review], *, each: int
) -> list[tuple[Application, Reviewer]]:
    """Give every application under review the reviewers it lacks, whoever has least first.

    Whoever has reviewed an application or stepped back from it is not asked again. The applications with the smallest
    choice of reviewers go first, so that nobody else takes theirs.
    """
    load: Counter[str] = Counter()
    asked: dict[str, set[str]] = defaultdict(set)
    have: Counter[str] = Counter()
    for review in reviews:
        asked[review.application_id].add(review.reviewer_id)
        load[review.reviewer_id] += review.counts
        have[review.application_id] += review.counts
    found = []
    for application, able in _by_choice(applications, reviewers, asked):
        for _ in range(each - have[application.id]):
            if not able:
                break
            chosen = min(able, key=lambda reviewer: (load[reviewer.id], reviewer.id))
            able.remove(chosen)
            load[chosen.id] += 1
            found.append((application, chosen))
    return found


def lacking(applications: Iterable[Application], reviews: Iterable[Review], *, each: int) -> list[Application]:
    """The applications under review that have fewer reviewers than they should."""
    have = Counter(review.application_id for review in reviews if review.counts)
    return [one for one in applications if one.status is Status.UNDER_REVIEW and have[one.id] < each]


def change_plan(edition: Edition, plan: Plan, *, cause: Cause) -> Edition:
    """Weigh the criteria otherwise, as long as the selection has not begun."""
    if edition.status not in PLANNED_WHILE:
        raise Refusal("wrong-status", f"Edition {edition.ordinal} is {edition.status}: this cannot be done now.")
    weights = ", ".join(f"{criterion.code} {criterion.weight}" for criterion in plan.criteria)
    made = step("", "review-plan", cause=cause, version=edition.version, note=f"{plan.reviewers}: {weights}")
    return replace(edition, review=plan, timeline=(*edition.timeline, made))


def refuse_unless_reviewing(edition: Edition) -> None:
    """Refuse before the call is open, and once the selection is published."""
    if edition.status not in REVIEWED_WHILE:
        raise Refusal("wrong-status", f"Edition {edition.ordinal} is {edition.status}: this cannot be done now.")


def locked(edition: Edition) -> bool:
    """Whether what was submitted stays as it is."""
    return edition.status not in CHANGEABLE_WHILE


def open_to(review: Review, application: Application, edition: Edition) -> bool:
    """Whether a review may be given or changed now."""
    standing = review.standing(locked=locked(edition))
    unlocked = standing in (ReviewStatus.ASSIGNED, ReviewStatus.SUBMITTED)
    return unlocked and application.status is Status.UNDER_REVIEW and edition.status in REVIEWED_WHILE


def _by_choice(
    applications: Iterable[Application], reviewers: Sequence[Reviewer], asked: dict[str, set[str]]
) -> Iterator[tuple[Application, list[Reviewer]]]:
    choices = []
    for application in applications:
        if application.status is Status.UNDER_REVIEW:
            able = [
                one for one in reviewers if one.may_review(application) and one.id not in asked.get(application.id, ())
            ]
            choices.append((application, able))
    yield from sorted(choices, key=lambda choice: (len(choice[1]), choice[0].number))


def _plain(institution: str) -> str:
    return " ".join(institution.casefold().split())
