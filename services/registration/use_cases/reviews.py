"""The committee's work: who is in it, who reviews what, what they say, and how far they are."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from services.registration.model import committee, complaints, review, scoring
from services.registration.model.application import Application
from services.registration.model.committee import Reviewer
from services.registration.model.edition import Edition
from services.registration.model.next_actions import Action
from services.registration.model.review import CRITERIA, Criterion, Plan, Review, ReviewStatus
from services.registration.model.states import Status
from services.registration.repository import Registry
from services.registration.schemas import reviews as told
from services.registration.use_cases import people
from shared.contracts.envelope import Actor, Cause
from shared.contracts.refusal import Refusal

DAYS = timedelta(days=10)


def enrol(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Take somebody into the committee, or note what has changed about them; open reviews that no longer fit go on."""
    known = people.appointed(
        email=asked["email"], full_name=asked["name"], language=asked["language"], registry=registry, new_id=new_id
    )
    declared = {name: asked[name] for name in ("name", "email", "country", "institution")}
    before = registry.reviewers.find(asked["reviewer_id"])
    if before is None:
        return told.reviewer(registry.reviewers.add(Reviewer(id=asked["reviewer_id"], person_id=known.id, **declared)))
    saved = registry.reviewers.save(replace(before, person_id=known.id, active=True, **declared))
    _pass_on(_no_longer_fitting(saved, registry), "institution", cause, registry=registry, new_id=new_id)
    return told.reviewer(saved)


def release(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Let somebody leave the committee; what they had not begun goes to others."""
    gone = registry.reviewers.save(registry.reviewers.get(asked["reviewer_id"]).released())
    open_ones = [one for one in registry.reviews.of_reviewer(gone.id) if one.status is ReviewStatus.ASSIGNED]
    _pass_on(open_ones, "left_committee", cause, registry=registry, new_id=new_id)
    return told.reviewer(gone)


def members(*, registry: Registry) -> dict[str, Any]:
    """Everybody who is or was in the committee."""
    return {"reviewers": [told.reviewer(one) for one in registry.reviewers.all()]}


def set_plan(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Weigh the criteria otherwise, before anybody has judged by them."""
    edition = registry.editions.get(asked["edition_id"], version=asked["version"])
    if registry.reviews.of_edition(edition.id, (ReviewStatus.SUBMITTED,)):
        raise Refusal("reviews-begun", "Reviews have been submitted by these criteria.")
    weighing = tuple(
        Criterion(code=code, weight=asked["weights"][code]) for code in CRITERIA if asked["weights"].get(code)
    )
    complaints.refuse_if_any({} if weighing else {"weights": complaints.REQUIRED})
    planned = committee.change_plan(edition, Plan(reviewers=asked["reviewers"], criteria=weighing), cause=cause)
    saved = registry.editions.save(planned)
    return {**told.plan(saved), "version": saved.version}


def assign(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Give every application under review the reviewers it lacks."""
    edition = registry.editions.get(asked["edition_id"])
    committee.refuse_unless_reviewing(edition)
    due_on = asked["due_on"] or edition.day(cause.at + DAYS)
    complaints.refuse_if_any({} if due_on >= edition.day(cause.at) else {"due_on": complaints.IN_THE_PAST})
    ready = registry.applications.of_edition(edition.id, (Status.UNDER_REVIEW,))
    assigned = _assign(edition, ready, due_on, cause, registry=registry, new_id=new_id)
    short = committee.lacking(ready, registry.reviews.of_edition(edition.id), each=edition.review.reviewers)
    return {"assigned": assigned, "lacking": len(short)}


def submit(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Take a reviewer's scores; the application's score follows."""
    given, application, edition = _own(asked, cause.actor, registry)
    if not committee.open_to(given, application, edition):
        raise _closed()
    submitted = given.submit(
        scores=asked["scores"],
        comment=asked["comment"],
        plan=edition.review,
        locked=committee.locked(edition),
        cause=cause,
    )
    saved = registry.reviews.save(*submitted)
    _tally(application, registry)
    return _receipt(saved)


def recuse(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Take a reviewer's word that they should not judge this, and ask the next one."""
    given, _, _ = _own(asked, cause.actor, registry)
    _pass_on([given], asked["reason_code"], cause, registry=registry, new_id=new_id)
    return _receipt(registry.reviews.get(given.id))


def reopen(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Let a reviewer change a submitted review; it does not count until they have."""
    given = registry.reviews.get(asked["review_id"], version=asked["version"])
    application = registry.applications.get(given.application_id)
    edition = registry.editions.get(given.edition_id)
    committee.refuse_unless_reviewing(edition)
    if application.status is not Status.UNDER_REVIEW:
        raise _closed()
    due_on = edition.day(cause.at + DAYS)
    reviewer = registry.reviewers.get(given.reviewer_id)
    reopened = given.reopen(person_id=reviewer.person_id, reason=asked["reason"], due_on=due_on, cause=cause)
    saved = registry.reviews.save(*reopened)
    _tally(application, registry)
    return _receipt(saved)


def of_reviewer(actor: Actor, *, registry: Registry) -> dict[str, Any]:
    """A reviewer's own list; what ended without them is not in it any more."""
    rows = []
    editions: dict[str, Edition] = {}
    for one in registry.reviews.of_reviewer(actor.id):
        application = registry.applications.get(one.application_id)
        edition = editions.setdefault(one.edition_id, registry.editions.get(one.edition_id))
        if one.status is ReviewStatus.SUBMITTED or (one.counts and committee.open_to(one, application, edition)):
            rows.append(told.in_list(one, application, edition))
    return {"rows": rows}


def one_of_reviewer(asked: dict[str, Any], actor: Actor, *, registry: Registry) -> dict[str, Any]:
    """What one review is about, for whom it is assigned to."""
    given, application, edition = _own(asked, actor, registry)
    return told.in_full(given, application, edition, registry.reviews.of_application(application.id))


def of_application(application: Application, edition: Edition, *, registry: Registry) -> dict[str, Any]:
    """An application's reviews, for staff."""
    names = {one.id: one for one in registry.reviewers.all()}
    found = registry.reviews.of_application(application.id)
    return {
        **told.scored(application),
        "reviews": [told.to_staff(one, names[one.reviewer_id], edition) for one in found],
    }


def progress(asked: dict[str, Any], *, registry: Registry, today: Callable[[Edition], date]) -> dict[str, Any]:
    """How far the committee is: each member's share, who is late, and what the reviews say so far."""
    edition = registry.editions.get(asked["edition_id"])
    found = registry.reviews.of_edition(edition.id)
    weighed = registry.applications.of_edition(edition.id, (Status.UNDER_REVIEW,))
    here = {one.id for one in weighed}
    shares: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        shares[one.reviewer_id]["recused"] += not one.counts
        shares[one.reviewer_id]["submitted"] += one.status is ReviewStatus.SUBMITTED
        if one.application_id in here:
            shares[one.reviewer_id]["open"] += one.status is ReviewStatus.ASSIGNED
            shares[one.reviewer_id]["late"] += one.late(today(edition))
    kinds = ("open", "submitted", "late", "recused")
    return {
        "plan": told.plan(edition),
        "edition_version": edition.version,
        "reviewers": [
            told.reviewer(one) | {kind: shares[one.id][kind] for kind in kinds}
            for one in registry.reviewers.all()
            if one.active or one.id in shares
        ],
        "lacking": len(committee.lacking(weighed, found, each=edition.review.reviewers)),
        "rows": [told.scored(one) for one in sorted(weighed, key=lambda one: (-scoring.score_of(one), one.number))],
    }


def actions(edition: Edition, applications: Iterable[Application], *, registry: Registry) -> list[Action]:
    """What waits for reviewers, and for somebody to find them."""
    if edition.status not in committee.REVIEWED_WHILE:
        return []
    weighed = {one.id: one for one in applications if one.status is Status.UNDER_REVIEW}
    found = registry.reviews.of_edition(edition.id)
    where = f"/editions/{edition.id}/committee"
    short = [one.waiting_since for one in committee.lacking(weighed.values(), found, each=edition.review.reviewers)]
    waiting = [
        one.assigned_at for one in found if one.status is ReviewStatus.ASSIGNED and one.application_id in weighed
    ]
    due = (("secretariat", "assign-reviews", short), ("reviewer", "give-reviews", waiting))
    return [
        Action(who=who, what=what, count=len(since), since=min(since), where=where) for who, what, since in due if since
    ]


def _assign(
    edition: Edition,
    ready: list[Application],
    due_on: date,
    cause: Cause,
    *,
    registry: Registry,
    new_id: Callable[[], str],
) -> int:
    """Each reviewer learns of all that is new to them at once."""
    registry.editions.hold_committee(edition.id)
    reviewers = [one for one in registry.reviewers.all() if one.active]
    pairs = committee.assign(ready, reviewers, registry.reviews.of_edition(edition.id), each=edition.review.reviewers)
    shares: dict[str, list[Review]] = defaultdict(list)
    for application, reviewer in pairs:
        begun = review.begin(
            review_id=new_id(),
            edition_id=edition.id,
            application_id=application.id,
            reviewer_id=reviewer.id,
            due_on=due_on,
            cause=cause,
        )
        shares[reviewer.id].append(registry.reviews.add(begun))
    for reviewer in reviewers:
        if share := shares.get(reviewer.id):
            ids = [one.application_id for one in share], [one.id for one in share]
            registry.reviewers.save(*reviewer.assigned(edition, *ids, due_on))
    return len(pairs)


def _pass_on(
    given: Iterable[Review], reason_code: str, cause: Cause, *, registry: Registry, new_id: Callable[[], str]
) -> None:
    """Take reviews out of somebody's hands, and ask the next ones."""
    left: dict[str, list[Review]] = defaultdict(list)
    for one in given:
        recused = registry.reviews.save(*one.recuse(reason_code=reason_code, cause=cause))
        left[recused.edition_id].append(recused)
    for edition_id, some in left.items():
        edition = registry.editions.get(edition_id)
        if edition.status in committee.REVIEWED_WHILE:
            due_on = max(edition.day(cause.at + DAYS), *(one.due_on for one in some))
            freed = [registry.applications.get(one.application_id) for one in some]
            _assign(edition, freed, due_on, cause, registry=registry, new_id=new_id)


def _no_longer_fitting(reviewer: Reviewer, registry: Registry) -> list[Review]:
    return [
        one
        for one in registry.reviews.of_reviewer(reviewer.id)
        if one.status is ReviewStatus.ASSIGNED
        and not reviewer.may_review(registry.applications.get(one.application_id))
    ]


def _tally(application: Application, registry: Registry) -> None:
    together = review.together(registry.reviews.of_application(application.id))
    registry.applications.save(replace(application, reviewed=together))


def _own(asked: dict[str, Any], actor: Actor, registry: Registry) -> tuple[Review, Application, Edition]:
    given = registry.reviews.get(asked["review_id"], version=asked.get("version"))
    if given.reviewer_id != actor.id or not given.counts:
        raise Refusal("not-allowed", "This review is not yours.", status=403)
    return given, registry.applications.get(given.application_id), registry.editions.get(given.edition_id)


def _closed() -> Refusal:
    return Refusal("review-closed", "This review can no longer be given or changed.")


def _receipt(one: Review) -> dict[str, Any]:
    return {"review_id": one.id, "version": one.version, "status": one.status, "score": one.score}
