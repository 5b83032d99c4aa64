"""Why somebody has a seat or not: the limit or the aim that decided, with the numbers to compare."""

import pytest

from services.registration import solver
from services.registration.model import cohort
from services.registration.model.cohort import Aims, Candidate, Limits, Pin, Problem
from services.registration.model.reasons import Reason, Reasons
from shared.contracts.refusal import Refusal
from tests.services.registration.candidates import candidate

ROOMY = Limits(seats=30, country_cap=3, institution_cap=30)


def reasons(people: list[Candidate], limits: Limits, **weights: int) -> list[Reason]:
    """The reason for each, in the order given."""
    problem = Problem(candidates=tuple(people), limits=limits, aims=Aims(**weights))
    found = Reasons(problem, solver.solve(problem))
    return [found.of(one) for one in people]


@pytest.mark.feature("A10")
def test_the_best_of_a_country_come_first_and_its_cap_is_named_with_the_score_it_would_have_taken() -> None:
    people = [candidate(1, score=90), candidate(2, score=80), candidate(3, score=70)]
    assert reasons(people, Limits(seats=30, country_cap=2, institution_cap=30)) == [
        ("best-of-country", {"score": 90}),
        ("next-of-country", {"score": 80, "place": 2}),
        ("country-cap", {"score": 70, "last": 80, "cap": 2}),
    ]


def test_an_institution_that_has_its_seats_is_named_before_the_country() -> None:
    people = [
        candidate(1, score=90),
        candidate(2, score=80),
        candidate(3, score=20, institution="PE-labour"),
    ]
    assert reasons(people, Limits(seats=30, country_cap=2, institution_cap=1)) == [
        ("best-of-country", {"score": 90}),
        ("institution-cap", {"score": 80, "last": 90, "cap": 1}),
        ("ahead-institution-cap", {"score": 20, "passed": 80}),
    ]


def test_without_a_seat_left_the_score_is_held_against_the_last_of_the_country_or_of_all() -> None:
    people = [
        candidate(1, "PE", 90),
        candidate(2, "PE", 40),
        candidate(3, "BR", 60),
        candidate(4, "UY", 30),
    ]
    assert reasons(people, Limits(seats=2, country_cap=2, institution_cap=2)) == [
        ("best-of-country", {"score": 90}),
        ("lower-score", {"score": 40, "last": 90}),
        ("best-of-country", {"score": 60}),
        ("no-seat-left", {"score": 30, "last": 60, "seats": 2}),
    ]


@pytest.mark.feature("A10")
@pytest.mark.parametrize(
    ("aim", "changes"), [("sexes", {"sex": "M"}), ("ministries", {"ministry": "labour"})], ids=["sexes", "ministries"]
)
def test_who_goes_ahead_of_a_better_score_owes_it_to_an_aim_that_is_named(aim: str, changes: dict[str, str]) -> None:
    people = [candidate(1, score=90), candidate(2, score=80), candidate(3, score=60, **changes)]
    limits = Limits(seats=4, country_cap=2, institution_cap=30)  # a share of one for each kind of ministry
    assert reasons(people, limits, **{"sexes": 0, "ministries": 0, aim: 1}) == [
        ("best-of-country", {"score": 90}),
        (f"behind-{aim}", {"score": 80, "last": 60}),
        (f"ahead-{aim}", {"score": 60, "passed": 80}),
    ]


def test_another_country_goes_ahead_of_a_better_score() -> None:
    people = [candidate(1, "PE", 90), candidate(2, "PE", 80), candidate(3, "UY", 10)]
    assert reasons(people, Limits(seats=2, country_cap=2, institution_cap=2)) == [
        ("best-of-country", {"score": 90}),
        ("behind-countries", {"score": 80, "last": 10}),
        ("best-of-country", {"score": 10}),
    ]


def test_several_aims_that_only_together_weigh_more_are_called_so() -> None:
    people = [candidate(1, score=90), candidate(2, score=80)]
    assert reasons(people, Limits(seats=1, country_cap=1, institution_cap=1), score=0)[1] == (
        "country-cap",
        {"score": 80, "last": 90, "cap": 1},
    )


def test_who_was_pinned_was_not_weighed() -> None:
    people = [candidate(1, score=5, pin=Pin.IN), candidate(2, score=90, pin=Pin.OUT), candidate(3, score=50)]
    assert reasons(people, ROOMY) == [
        ("pinned-in", {}),
        ("pinned-out", {}),
        ("best-of-country", {"score": 50}),
    ]


def test_the_simple_rule_gives_every_country_a_seat_before_one_has_two() -> None:
    people = (
        candidate(1, "PE", 90),
        candidate(2, "PE", 80),
        candidate(3, "PE", 70),
        candidate(4, "BR", 30),
        candidate(5, "UY", 10),
    )
    problem = Problem(candidates=people, limits=Limits(seats=4, country_cap=3, institution_cap=3), aims=Aims())
    assert cohort.by_turns(problem) == {"application-1", "application-2", "application-4", "application-5"}


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(seats=1, country_cap=3, institution_cap=3), "seats-exceeded"),
        (Limits(seats=9, country_cap=1, institution_cap=3), "country-cap-exceeded"),
        (Limits(seats=9, country_cap=3, institution_cap=1), "institution-cap-exceeded"),
    ],
)
def test_a_cohort_above_a_limit_is_refused_with_the_limit_named(limits: Limits, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        cohort.refuse_above_limits([candidate(1), candidate(2)], limits)
    assert refusal.value.code == code
