"""Requirements, the selection committee and its reviews."""

from typing import Any

from flask_smorest import Blueprint

from services.gateway.api.routes import key, route
from services.gateway.schemas import (
    EligibilityRules,
    GivenReview,
    NewReviewer,
    ReasonCoded,
    Reasoned,
    ReviewPlan,
    ReviewsDue,
    as_json,
)
from services.gateway.web import committee
from services.gateway.web.door import ask, tell

routes = Blueprint("Committee", __name__, description="Requirements, reviewers and reviews")

RULES = "/editions/<edition_id>/eligibility-rules"
COMMITTEE = "/editions/<edition_id>/committee"
REVIEW = "/reviews/<review_id>"


@route(routes, RULES, "read")
def eligibility_rules(edition_id: str) -> dict[str, Any]:
    """The requirements of an edition."""
    return ask("registration", "eligibility_rules", edition_id=edition_id)


@route(routes, RULES, "set_eligibility_rules", method="POST")
@routes.arguments(EligibilityRules)
def set_eligibility_rules(asked: dict[str, Any], edition_id: str) -> dict[str, Any]:
    """Change them; every application is checked again."""
    return tell("registration", "set_eligibility_rules", key(), edition_id=edition_id, **asked)


@route(routes, COMMITTEE, "read")
def review_progress(edition_id: str) -> dict[str, Any]:
    """How far the committee is, who is late and where reviewers disagree."""
    return ask("registration", "review_progress", edition_id=edition_id)


@route(routes, f"{COMMITTEE}/plan", "set_review_plan", method="POST")
@routes.arguments(ReviewPlan)
def set_review_plan(asked: dict[str, Any], edition_id: str) -> dict[str, Any]:
    """Weigh the criteria otherwise, before anybody has judged by them."""
    return tell("registration", "set_review_plan", key(), edition_id=edition_id, **asked)


@route(routes, f"{COMMITTEE}/assignments", "assign_reviews", method="POST")
@routes.arguments(ReviewsDue, required=False)
def assign_reviews(asked: dict[str, Any], edition_id: str) -> dict[str, Any]:
    """Give every application under review the reviewers it lacks."""
    return tell("registration", "assign_reviews", key(), edition_id=edition_id, **as_json(ReviewsDue(), asked))


@route(routes, "/reviewers", "read")
def reviewers() -> dict[str, Any]:
    """Everybody who is or was in the committee."""
    return ask("registration", "reviewers")


@route(routes, "/reviewers", "enrol_reviewer", method="POST", created=True)
@routes.arguments(NewReviewer)
def enrol_reviewer(asked: dict[str, Any]) -> dict[str, Any]:
    """Take a reviewer into the committee."""
    return committee.enrol(key(), **asked)


@route(routes, "/reviewers/<reviewer_id>/release", "release_reviewer", method="POST")
def release_reviewer(reviewer_id: str) -> dict[str, Any]:
    """Let somebody leave; what they had not submitted goes to others."""
    return tell("registration", "release_reviewer", key(), reviewer_id=reviewer_id)


@route(routes, "/reviews", "read_assigned")
def my_reviews() -> dict[str, Any]:
    """What is assigned to whoever asks."""
    return ask("registration", "my_reviews")


@route(routes, REVIEW, "read_assigned")
def my_review(review_id: str) -> dict[str, Any]:
    """What one of them is about."""
    return ask("registration", "my_review", review_id=review_id)


@route(routes, f"{REVIEW}/submission", "submit_review", method="POST")
@routes.arguments(GivenReview)
def submit_review(asked: dict[str, Any], review_id: str) -> dict[str, Any]:
    """Give the marks."""
    return tell("registration", "submit_review", key(), review_id=review_id, **asked)


@route(routes, f"{REVIEW}/recusal", "recuse_review", method="POST")
@routes.arguments(ReasonCoded)
def recuse_review(asked: dict[str, Any], review_id: str) -> dict[str, Any]:
    """Step back for a conflict of interest; the next one is asked."""
    return tell("registration", "recuse_review", key(), review_id=review_id, **asked)


@route(routes, f"{REVIEW}/reopening", "reopen_review", method="POST")
@routes.arguments(Reasoned)
def reopen_review(asked: dict[str, Any], review_id: str) -> dict[str, Any]:
    """Let the reviewer change what is submitted or locked."""
    return tell("registration", "reopen_review", key(), review_id=review_id, **asked)
