"""What a member of the selection committee sees: their own reviews, and the form of each."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from services.gateway.web.door import ask, tell
from services.gateway.web.forms import OnceForm, options, sent, sent_key
from services.gateway.web.guard import permit
from services.gateway.web.words import word
from shared.contracts.refusal import Refusal
from shared.storage import now

pages = Blueprint("reviews", __name__)

MARKS = options((str(mark), str(mark)) for mark in range(1, 6))


class ReviewForm(OnceForm):
    """A mark for each of the edition's criteria, and a few words."""

    comment = TextAreaField(_l("Comment for the secretariat"), [Optional(), Length(max=2000)])


def form_of(review: dict[str, Any]) -> ReviewForm:
    """The form with the criteria of its edition, filled in with what was said before."""

    class OfEdition(ReviewForm):
        pass

    codes = [criterion["code"] for criterion in review["criteria"]]
    for code in codes:
        field = RadioField(word(code, "criterion"), [InputRequired()], choices=MARKS)
        setattr(OfEdition, code, field)
    before = {code: str(mark) for code, mark in review["scores"].items()}
    return OfEdition(data={**before, "comment": review["comment"]})


@pages.get("/reviews")
@permit("read_assigned")
def index() -> str:
    """What is to be reviewed, the most urgent first, and what is done."""
    rows = ask("registration", "my_reviews")["rows"]
    return render_template("staff/reviews.html", rows=rows, today=now().date().isoformat())


@pages.get("/reviews/<review_id>")
@permit("read_assigned")
def show(review_id: str) -> str:
    """One application, as far as it is the committee's business, and the form."""
    review = ask("registration", "my_review", review_id=review_id)
    return render_template("staff/review.html", review=review, form=form_of(review))


@pages.post("/reviews/<review_id>/submission")
@permit("submit_review")
def submit_review(review_id: str) -> Response | tuple[str, int]:
    """Give the marks."""
    review = ask("registration", "my_review", review_id=review_id)
    form = form_of(review)
    if not form.validate():
        return render_template("staff/review.html", review=review, form=form), 422
    codes = [criterion["code"] for criterion in review["criteria"]]
    asked = {"scores": {code: int(form[code].data) for code in codes}, "comment": form.comment.data or ""}
    try:
        tell("registration", "submit_review", form.key, review_id=review_id, **asked, **sent())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return render_template("staff/review.html", review=review, form=form), refusal.status
    flash(gettext("Thank you, your review is submitted."))
    return redirect(url_for("reviews.index"))


@pages.post("/reviews/<review_id>/recusal")
@permit("recuse_review")
def recuse_review(review_id: str) -> Response:
    """Step back."""
    tell("registration", "recuse_review", sent_key(), review_id=review_id, **sent("reason_code"))
    flash(gettext("Thank you for saying so. Somebody else of the committee is asked."))
    return redirect(url_for("reviews.index"))
