"""Candidates for the tests of the selection, drawn at random; all invented."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import strategies as st

from services.registration.model.cohort import Aims, Candidate, Limits, Pin, Problem, refuse_above_limits
from shared.contracts.refusal import Refusal

COUNTRIES = ("PE", "BR", "UY")
MINISTRIES = ("government", "interior", "foreign_affairs", "labour", "other")


def candidate(count: int = 1, country: str = "PE", score: int = 50, **changes: object) -> Candidate:
    """The `count`-th who applied."""
    one = Candidate(
        id=f"application-{count}",
        number=f"CIMI-44-{count:04d}",
        country=country,
        institution=f"{country}-migration",
        ministry="interior",
        sex="F",
        score=score,
    )
    return replace(one, **changes)  # type: ignore[arg-type]


@st.composite
def problems(draw: st.DrawFn, most: int = 9) -> Problem:
    """A few candidates with pins that fit the limits."""
    limits = Limits(
        seats=draw(st.integers(1, 5)),
        country_cap=draw(st.integers(1, 3)),
        institution_cap=draw(st.integers(1, 3)),
        country_caps=draw(st.dictionaries(st.sampled_from(COUNTRIES), st.integers(0, 3), max_size=2)),
    )
    candidates: list[Candidate] = []
    for count in range(1, draw(st.integers(0, most)) + 1):
        country = draw(st.sampled_from(COUNTRIES))
        one = candidate(
            count,
            country,
            draw(st.integers(0, 20)) * 5,
            institution=f"{country}-{draw(st.integers(1, 2))}",
            ministry=draw(st.sampled_from(MINISTRIES)),
            sex=draw(st.sampled_from("FMX")),
            endorsed=draw(st.sampled_from([True, True, True, False])),
            pin=draw(st.sampled_from([Pin.NONE, Pin.NONE, Pin.NONE, Pin.IN, Pin.OUT])),
        )
        pinned = [other for other in [*candidates, one] if other.pin is Pin.IN]
        candidates.append(one if fits(pinned, limits) else replace(one, pin=Pin.NONE))
    weights = st.integers(0, 6)
    aims = Aims(score=draw(weights), countries=draw(weights), sexes=draw(weights), ministries=draw(weights))
    return Problem(candidates=tuple(candidates), limits=limits, aims=aims)


def fits(cohort: list[Candidate], limits: Limits) -> bool:
    """Whether they can all have a seat."""
    try:
        refuse_above_limits(cohort, limits)
    except Refusal:
        return False
    return True


def every_cohort(problem: Problem) -> Iterator[frozenset[str]]:
    """All that the limits and the pins allow."""
    pinned = [one for one in problem.candidates if one.pin is Pin.IN]
    free = [one for one in problem.candidates if one.is_free]
    for size in range(len(free) + 1):
        for some in itertools.combinations(free, size):
            if fits([*pinned, *some], problem.limits):
                yield frozenset(one.id for one in [*pinned, *some])


def best_worth(problem: Problem) -> int:
    """What the best of all cohorts is worth."""
    return max(map(problem.worth, every_cohort(problem)))
