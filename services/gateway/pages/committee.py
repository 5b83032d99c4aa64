"""The selection committee as staff see it: who is in it, who reviews what, who is late, where they disagree."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.pages.edition_at_hand import load_edition
from services.gateway.web import committee
from services.gateway.web.countries import COUNTRIES
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import sent, sent_key
from services.gateway.web.guard import permit

pages = Blueprint("committee", __name__)

CRITERIA = ("relevance", "experience", "motivation", "multiplier")


@pages.get("/editions/<edition_id>/committee")
@permit("read")
def show(edition_id: str) -> str:
    """How far the committee is."""
    edition = load_edition(edition_id)
    progress = ask("registration", "review_progress", edition_id=edition_id)
    return render_template(
        "staff/committee.html",
        edition=edition,
        progress=progress,
        criteria=CRITERIA,
        candidates=committee.candidates(progress["reviewers"]),
        countries=COUNTRIES,
    )


@pages.post("/editions/<edition_id>/committee/members")
@permit("enrol_reviewer")
def enrol_reviewer(edition_id: str) -> Response:
    """Take somebody into the committee."""
    committee.enrol(sent_key(), **sent("email", "country", "institution"))
    flash(gettext("The committee has a new member. Assign reviews so that they have something to do."))
    return redirect(url_for("committee.show", edition_id=edition_id))


@pages.post("/editions/<edition_id>/committee/members/<reviewer_id>/release")
@permit("release_reviewer")
def release_reviewer(edition_id: str, reviewer_id: str) -> Response:
    """Let somebody leave; what they had not submitted goes to others."""
    tell("registration", "release_reviewer", sent_key(), reviewer_id=reviewer_id)
    flash(gettext("What this person had not submitted was given to others, as far as there are any."))
    return redirect(url_for("committee.show", edition_id=edition_id))


@pages.post("/editions/<edition_id>/committee/assignments")
@permit("assign_reviews")
def assign_reviews(edition_id: str) -> Response:
    """Give every application the reviewers it lacks."""
    asked = {name: value for name, value in sent("due_on").items() if value}
    done = tell("registration", "assign_reviews", sent_key(), edition_id=edition_id, **asked)
    flash(gettext("Reviews assigned: %(count)s. The reviewers are being written to.", count=done["assigned"]))
    if done["lacking"]:
        flash(gettext("Applications for which there are not enough reviewers: %(count)s.", count=done["lacking"]))
    return redirect(url_for("committee.show", edition_id=edition_id))


@pages.post("/editions/<edition_id>/committee/plan")
@permit("set_review_plan")
def set_review_plan(edition_id: str) -> Response:
    """Weigh the criteria otherwise."""
    weights = {code: request.form.get(f"weight-{code}", type=int) or 0 for code in CRITERIA}
    asked: dict[str, Any] = {"reviewers": request.form.get("reviewers", type=int) or 0, "weights": weights}
    tell("registration", "set_review_plan", sent_key(), edition_id=edition_id, **asked, **sent())
    return redirect(url_for("committee.show", edition_id=edition_id))


@pages.post("/committee/reviews/<review_id>/reopening")
@permit("reopen_review")
def reopen_review(review_id: str) -> Response:
    """Ask a reviewer to look at it again."""
    tell("registration", "reopen_review", sent_key(), review_id=review_id, **sent("reason"))
    flash(gettext("The review is open again, and the reviewer is being written to."))
    return redirect(url_for("applications.show", application_id=request.args.get("application", "")))
