"""The solver: no cohort within the limits is worth more, and what is said of a choice is true."""

import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings

from services.registration import solver
from services.registration.model import alternatives, cohort
from services.registration.model.cohort import Aims, Limits, Pin, Problem
from services.registration.model.reasons import Reasons
from services.registration.model.why import Change
from tests.services.registration.candidates import MINISTRIES, best_worth, candidate, every_cohort, problems

thoroughly = settings(max_examples=200, deadline=None)


@pytest.mark.feature("A10")
@thoroughly
@given(problem=problems())
def test_of_all_cohorts_that_limits_and_pins_allow_the_most_worthy_is_chosen(problem: Problem) -> None:
    answer = solver.solve(problem)
    assert answer.chosen in set(every_cohort(problem))
    assert (answer.proven, answer.worth) == (True, best_worth(problem))


@thoroughly
@given(problem=problems(most=30))
def test_no_limit_is_broken_no_pin_forgotten_and_the_simple_rule_never_does_better(problem: Problem) -> None:
    answer = solver.solve(problem)
    chosen = [one for one in problem.candidates if one.id in answer.chosen]
    cohort.refuse_above_limits(chosen, problem.limits)
    pins = {one.pin: one.id in answer.chosen for one in problem.candidates if one.pin is not Pin.NONE}
    assert pins.items() <= {Pin.IN: True, Pin.OUT: False}.items()
    assert answer.worth >= problem.worth(cohort.by_turns(problem))


@settings(max_examples=50, deadline=None)
@given(problem=problems(most=30))
def test_the_same_question_has_the_same_answer_in_any_order(problem: Problem) -> None:
    turned = replace(problem, candidates=problem.candidates[::-1])
    answers = [solver.solve(one) for one in (problem, problem, turned)]
    assert answers[0] == answers[1]
    assert answers[0].worth == answers[2].worth


@pytest.mark.parametrize("effort", [0, 0.000001, 0.001])
def test_what_is_not_proven_says_how_much_more_another_might_be_worth(effort: float) -> None:
    chance = random.Random(44)  # noqa: S311  # the same invented people each time
    people = tuple(
        candidate(
            count,
            country := chance.choice("ABCDEFGHIJKLMNOPQR"),
            chance.randrange(101),
            sex=chance.choice("FMM"),
            ministry=chance.choice(MINISTRIES),
            institution=f"{country}-{chance.randrange(40)}",
        )
        for count in range(300)
    )
    problem = Problem(candidates=people, limits=Limits(seats=30, country_cap=3, institution_cap=1), aims=Aims())
    hurried, patient = solver.solve(problem, effort=effort), solver.solve(problem)
    assert (hurried.proven, patient.proven) == (False, True)
    assert hurried.worth <= patient.worth <= hurried.bound
    assert alternatives.changes(Reasons(problem, hurried), solve=solver.solve) == {}


def test_pins_that_do_not_fit_are_a_mistake_of_whoever_asks() -> None:
    pinned = tuple(candidate(count, pin=Pin.IN) for count in (1, 2))
    with pytest.raises(ValueError, match="pins"):
        solver.solve(Problem(candidates=pinned, limits=Limits(seats=1, country_cap=2, institution_cap=2), aims=Aims()))


def with_score(problem: Problem, candidate_id: str, score: int) -> Problem:
    """Had this candidate another score."""
    changed = (replace(one, score=score) if one.id == candidate_id else one for one in problem.candidates)
    return replace(problem, candidates=tuple(changed))


def surely_chosen(problem: Problem, candidate_id: str) -> bool:
    """Whether every best cohort has this candidate."""
    return best_worth(problem.pinned(candidate_id, Pin.OUT)) < best_worth(problem)


@pytest.mark.feature("A10")
@settings(max_examples=120, deadline=None)
@given(problem=problems(most=8))
def test_what_would_change_a_choice_would_change_it(problem: Problem) -> None:
    """Held against all cohorts there are, not against the solver."""
    answer = solver.solve(problem)
    found = alternatives.changes(Reasons(problem, answer), solve=solver.solve)
    numbers = {one.number: one.id for one in problem.candidates}
    for candidate_id, changes in found.items():
        for change in changes:
            assert would_change(problem, candidate_id, change, numbers.get(change.application, "")), change


def would_change(problem: Problem, one: str, change: Change, other: str) -> bool:
    """Whether the best cohort with that change is one with, or without, this candidate."""
    candidate_of = {each.id: each for each in problem.candidates}
    limits = problem.limits
    match change.code:
        case "score":
            return surely_chosen(with_score(problem, one, change.number), one)
        case "keeps-score":
            keeps = surely_chosen(with_score(problem, one, change.number), one)
            return keeps and (change.number == 0 or not surely_chosen(with_score(problem, one, change.number - 1), one))
        case "seats":
            return in_a_best(replace(problem, limits=replace(limits, seats=change.number)), one)
        case "country-cap":
            more = replace(limits, one_more_for=candidate_of[one].country)
            return in_a_best(replace(problem, limits=more), one)
        case "institution-cap":
            more = replace(limits, one_more_for=candidate_of[one].institution)
            return in_a_best(replace(problem, limits=more), one)
        case "unpin":
            return in_a_best(problem.pinned(other, Pin.NONE), one)
        case "needs-pin":
            return any(one not in each for each in best_of(problem.pinned(one, Pin.NONE)))
        case "not-pinned":
            return in_a_best(problem.pinned(one, Pin.NONE), one)
        case "endorsed":
            return in_a_best(problem.endorsing(one), one)
    return False


def best_of(problem: Problem) -> list[frozenset[str]]:
    """All cohorts that are worth most."""
    allowed = every_cohort_with_more(problem)
    most = max(map(problem.worth, allowed))
    return [each for each in allowed if problem.worth(each) == most]


def in_a_best(problem: Problem, one: str) -> bool:
    """Whether a best cohort has this candidate."""
    return any(one in each for each in best_of(problem))


def every_cohort_with_more(problem: Problem) -> list[frozenset[str]]:
    """All that limits allow when one country or institution may have one more."""
    limits, more = problem.limits, problem.limits.one_more_for
    if not more:
        return list(every_cohort(problem))
    wide = replace(limits, country_cap=limits.country_cap + 1, institution_cap=limits.institution_cap + 1)
    wider = every_cohort(replace(problem, limits=wide))
    return [each for each in wider if _within(problem, each)]


def _within(problem: Problem, chosen: frozenset[str]) -> bool:
    limits, people = problem.limits, [one for one in problem.candidates if one.id in chosen]
    countries, institutions = [one.country for one in people], [one.institution for one in people]
    return all(countries.count(each) <= limits.of_country(each) for each in countries) and all(
        institutions.count(each) <= limits.of_institution(each) for each in institutions
    )


def test_of_people_who_differ_in_nothing_but_their_score_the_better_goes_first() -> None:
    people = tuple(candidate(count, score=50 + count % 7 * 5) for count in range(1, 15))
    limits = Limits(seats=30, country_cap=6, institution_cap=6)
    answer = solver.solve(Problem(candidates=people, limits=limits, aims=Aims()))
    left = [one for one in cohort.by_score(people) if one.id not in answer.chosen]
    chosen = [one for one in cohort.by_score(people) if one.id in answer.chosen]
    assert (len(chosen), [*chosen, *left]) == (6, cohort.by_score(people))
    assert all((better.score, after.number) >= (after.score, better.number) for better, after in pairwise(chosen))
