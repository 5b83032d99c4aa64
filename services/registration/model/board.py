"""The selection board: how the people chosen so far count against each limit and each aim."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from services.registration.model.application import Application
from services.registration.model.cohort import AIMS
from services.registration.model.edition import Edition
from services.registration.model.selection import limits_of, problem_of
from services.registration.model.states import Decision


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many are weighed and chosen of one country, institution, sex or kind of ministry; `most` None is no limit."""

    what: str
    name: str = ""
    country: str = ""
    weighed: int
    chosen: int
    most: int | None = None


@dataclass(frozen=True, kw_only=True)
class Aim:
    """One aim: its weight and the points that those chosen have by it, weighed."""

    name: str
    weight: int
    points: int


@dataclass(frozen=True, kw_only=True)
class Board:
    """All counts of one edition."""

    seats: Count
    countries: tuple[Count, ...]
    institutions: tuple[Count, ...]
    sexes: tuple[Count, ...]
    ministries: tuple[Count, ...]
    ministry_share: int
    aims: tuple[Aim, ...]


def count(weighed: Sequence[Application], edition: Edition) -> Board:
    """The counts, the fullest first; institutions from which nobody is chosen are left out."""
    limits, problem = limits_of(edition), problem_of(weighed, edition)
    selected = {one.id for one in weighed if one.proposed_decision is Decision.SELECTED}
    chosen = [one for one in problem.candidates if one.id in selected]
    forms = {one.form.institution_id: one.form for one in weighed}

    def by(field: str, most_of: Callable[[str], int | None] = lambda what: None) -> tuple[Count, ...]:
        all_of, chosen_of = (Counter(getattr(one, field) for one in few) for few in (problem.candidates, chosen))
        return tuple(
            Count(what=what, weighed=all_of[what], chosen=chosen_of[what], most=most_of(what))
            for what in sorted(all_of, key=lambda what: (-chosen_of[what], -all_of[what], what))
        )

    points = problem.measure(chosen).weighed(edition.aims)
    return Board(
        seats=Count(what="seats", weighed=len(weighed), chosen=len(chosen), most=edition.seats),
        countries=by("country", limits.of_country),
        institutions=tuple(
            replace(one, name=forms[one.what].institution, country=forms[one.what].country)
            for one in by("institution", lambda what: edition.institution_cap)
            if one.chosen
        ),
        sexes=by("sex"),
        ministries=by("ministry"),
        ministry_share=limits.ministry_share,
        aims=tuple(Aim(name=name, weight=getattr(edition.aims, name), points=points[name]) for name in AIMS),
    )
