"""What is asked about the selection committee and its reviews, and what is answered."""

from typing import Any

from marshmallow import Schema, fields, validate

from services.registration.model import committee, complaints, countries
from services.registration.model.application import Application
from services.registration.model.committee import Reviewer
from services.registration.model.edition import Edition
from services.registration.model.review import CRITERIA, LEAST, MOST, Review, ReviewStatus
from services.registration.model.scoring import score_of
from services.registration.model.texts import LANGUAGES
from services.registration.schemas import words
from services.registration.schemas.editions import ChangeEdition, OfEdition
from shared.contracts.registration import RECUSED_BECAUSE

Json = dict[str, Any]

DECLARABLE = tuple(code for code in RECUSED_BECAUSE if code != "left_committee")


class EnrolReviewer(Schema):
    """A member of the committee: a staff account, and what they declare as their own."""

    reviewer_id = words.key()
    name = words.Text(longest=200, required=True)
    email = words.Address(required=True)
    language = words.choice(LANGUAGES, load_default="es")
    country = words.choice(sorted(countries.AMERICAS), complaint=complaints.UNKNOWN_COUNTRY, required=True)
    institution = words.Text(longest=200, required=True)


class OfReviewer(Schema):
    """Something about one member."""

    reviewer_id = words.key()


class AssignReviews(OfEdition):
    """Give the applications under review the reviewers they lack; by default they have ten days."""

    due_on = words.day(load_default=None, allow_none=True)


class SetReviewPlan(ChangeEdition):
    """How many review each application, and what each criterion weighs; one that weighs nothing is none."""

    reviewers = words.number(least=1, most=9, required=True)
    weights = fields.Dict(keys=words.choice(CRITERIA), values=words.number(least=0, most=10), required=True)


class OfReview(Schema):
    """Something about one review."""

    review_id = words.key()


class ChangeReview(OfReview):
    """A change to the review as the page showed it."""

    version = words.version()


class SubmitReview(ChangeReview):
    """A score for each criterion, and a few words for the staff."""

    scores = fields.Dict(
        keys=words.choice(CRITERIA),
        values=words.number(least=LEAST, most=MOST),
        required=True,
        validate=validate.Length(max=len(CRITERIA), error=complaints.TOO_LONG),
    )
    comment = words.Text(longest=2000, lines=True, load_default="")


class RecuseReview(ChangeReview):
    """Step back, for a reason of the list."""

    reason_code = words.choice(DECLARABLE, required=True)


class ReopenReview(ChangeReview):
    """Let the reviewer change what is locked."""

    reason = words.Text(longest=2000, lines=True, required=True)


def plan(one: Edition) -> Json:
    """How an edition's applications are reviewed."""
    weights = {criterion.code: criterion.weight for criterion in one.review.criteria}
    return {"reviewers": one.review.reviewers, "weights": weights}


def reviewer(one: Reviewer) -> Json:
    """A member as staff see them."""
    return {
        "reviewer_id": one.id,
        "name": one.name,
        "email": one.email,
        "country": one.country,
        "institution": one.institution,
        "active": one.active,
    }


def in_list(one: Review, about: Application, of: Edition) -> Json:
    """A review in the list of the one who gives it."""
    return {
        "review_id": one.id,
        "number": about.number,
        "name": about.form.name,
        "country": about.country,
        "edition_ordinal": of.ordinal,
        "status": one.standing(locked=committee.locked(of)),
        "open": committee.open_to(one, about, of),
        "due_on": one.due_on,
        "score": one.score,
    }


def in_full(one: Review, about: Application, of: Edition, others: list[Review]) -> Json:
    """All that a reviewer may read: what the official wrote for the committee, and others' scores after their own."""
    form = about.form
    given = one.status is ReviewStatus.SUBMITTED
    return {
        **in_list(one, about, of),
        "version": one.version,
        "institution": form.institution,
        "ministry_kind": form.ministry_kind,
        "position": form.position,
        "years_experience": form.years_experience,
        "field_of_work": form.field_of_work,
        "languages_spoken": list(form.languages_spoken),
        "motivation": form.motivation,
        "criteria": [{"code": criterion.code, "weight": criterion.weight} for criterion in of.review.criteria],
        "scores": one.scores,
        "comment": one.comment,
        "reopened_because": "" if given else one.reopened_because,
        "recusable": one.status is ReviewStatus.ASSIGNED,
        "others": [
            {"scores": other.scores, "score": other.score, "comment": other.comment}
            for other in others
            if given and other.id != one.id and other.status is ReviewStatus.SUBMITTED
        ],
    }


def to_staff(one: Review, by: Reviewer, of: Edition) -> Json:
    """A review as staff see it."""
    return {
        "review_id": one.id,
        "version": one.version,
        "reviewer_id": one.reviewer_id,
        "name": by.name,
        "status": one.standing(locked=committee.locked(of)),
        "due_on": one.due_on,
        "scores": one.scores if one.score is not None else {},
        "score": one.score,
        "comment": one.comment if one.score is not None else "",
        "recused_because": one.recused_because,
    }


def scored(one: Application) -> Json:
    """What an application's reviews say together."""
    return {
        "application_id": one.id,
        "number": one.number,
        "name": one.form.name,
        "country": one.country,
        "score": score_of(one),
        "mean": one.reviewed.mean if one.reviewed else None,
        "spread": one.reviewed.spread if one.reviewed else None,
        "count": one.reviewed.count if one.reviewed else 0,
        "disputed": one.reviewed is not None and one.reviewed.disputed,
    }
