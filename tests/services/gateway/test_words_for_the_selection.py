"""Every reason of a proposal, every number in it and whatever would change it has words."""

from collections.abc import Iterator

from flask import Flask
from flask_babel import Babel
from hypothesis import given, settings

from services.gateway.web.staff_selection_words import CHANGES, NUMBERS, change_text, reason_text
from services.gateway.web.staff_words import STAFF_WORDS
from services.registration import solver
from services.registration.model import alternatives
from services.registration.model.cohort import Problem
from services.registration.model.reasons import Reason, Reasons
from services.registration.model.why import Change
from tests.services.registration.candidates import problems


def said(problem: Problem) -> Iterator[tuple[Reason, tuple[Change, ...]]]:
    """What a proposal says of each candidate."""
    reasons = Reasons(problem, solver.solve(problem))
    changes = alternatives.changes(reasons, solve=solver.solve)
    for one in problem.candidates:
        yield reasons.of(one), changes.get(one.id, ())


@settings(max_examples=60, deadline=None)
@given(problem=problems())
def test_whatever_a_proposal_says_has_words(problem: Problem) -> None:
    for (code, numbers), changes in said(problem):
        assert code in STAFF_WORDS["selection_reason"]
        assert numbers.keys() <= NUMBERS.keys()
        assert {change.code for change in changes} <= CHANGES.keys()


def test_a_reason_is_told_with_the_numbers_that_it_compares() -> None:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        told = reason_text("country-cap", {"score": 70, "last": 80, "cap": 2})
        change = change_text({"code": "score", "number": 81, "application": "CIMI-44-0001"})
    assert told == "The country has all its seats: 70 points, the last chosen has 80, 2 at most"
    assert change == "With 81 points, in place of CIMI-44-0001"
