"""A cohort: the candidates for the seats, the limits that none may break and the aims that it is weighed by."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from services.registration.model.eligibility import ADDRESSED
from shared.contracts.refusal import Refusal

POINTS = 100
"""What a country, one of the sex with fewer, and one of a ministry's even share are worth before they are weighed."""


class Pin(StrEnum):
    """What people have settled before anything is weighed."""

    NONE = "none"
    IN = "in"
    OUT = "out"


@dataclass(frozen=True, kw_only=True)
class Aims:
    """How much each aim weighs. As they stand, another country goes before everything else that one seat can add."""

    score: int = 2
    countries: int = 6
    sexes: int = 1
    ministries: int = 1


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What counts of one application."""

    id: str
    number: str
    country: str
    institution: str
    ministry: str
    sex: str
    score: int
    endorsed: bool = True
    pin: Pin = Pin.NONE

    @property
    def is_free(self) -> bool:
        """Whether it is open if they have a seat: endorsed, and not settled by people."""
        return self.pin is Pin.NONE and self.endorsed

    @property
    def is_out(self) -> bool:
        """Whether they cannot have one."""
        return self.pin is Pin.OUT or (self.pin is Pin.NONE and not self.endorsed)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What no cohort may break. `one_more_for` asks what if: a country or an institution that may have one more."""

    seats: int
    country_cap: int
    institution_cap: int
    country_caps: Mapping[str, int] = field(default_factory=dict)
    one_more_for: str = ""

    def of_country(self, country: str) -> int:
        """The most of one country."""
        return self.country_caps.get(country, self.country_cap) + (country == self.one_more_for)

    def of_institution(self, institution: str) -> int:
        """The most of one institution."""
        return self.institution_cap + (institution == self.one_more_for)

    @property
    def ministry_share(self) -> int:
        """As many of each kind of ministry addressed are an even mix."""
        return max(1, self.seats // len(ADDRESSED))


@dataclass(frozen=True, kw_only=True)
class Merits:
    """How a cohort does by each aim, in points before they are weighed."""

    score: int = 0
    countries: int = 0
    sexes: int = 0
    ministries: int = 0

    def weighed(self, aims: Aims) -> dict[str, int]:
        """The points that each aim contributes."""
        return {name: getattr(self, name) * getattr(aims, name) for name in AIMS}


AIMS = tuple(Aims.__dataclass_fields__)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Whom to choose from, under which limits, by which aims."""

    candidates: tuple[Candidate, ...]
    limits: Limits
    aims: Aims

    def pinned(self, candidate_id: str, pin: Pin) -> "Problem":
        """The same, were this candidate pinned so."""
        return self._with(candidate_id, pin=pin)

    def endorsing(self, candidate_id: str) -> "Problem":
        """The same, were this candidate endorsed."""
        return self._with(candidate_id, endorsed=True)

    def _with(self, candidate_id: str, **changes: Any) -> "Problem":
        changed = (replace(one, **changes) if one.id == candidate_id else one for one in self.candidates)
        return replace(self, candidates=tuple(changed))

    @property
    def point(self) -> int:
        """What a point is worth: more than the arrivals of a whole cohort, which decide between equals alone."""
        return self.limits.seats * len(self.candidates) + 1

    @cached_property
    def arrivals(self) -> dict[str, int]:
        """Candidate id -> what coming earlier is worth: 1 for the last."""
        late_first = sorted(self.candidates, key=lambda one: one.number, reverse=True)
        return {one.id: place for place, one in enumerate(late_first, start=1)}

    def measure(self, cohort: Iterable[Candidate]) -> Merits:
        """How these do."""
        these = list(cohort)
        sexes = Counter(one.sex for one in these)
        kinds = Counter(one.ministry for one in these)
        return Merits(
            score=sum(one.score for one in these),
            countries=POINTS * len({one.country for one in these}),
            sexes=POINTS * min(sexes["F"], sexes["M"]),
            ministries=POINTS * sum(min(kinds[kind], self.limits.ministry_share) for kind in ADDRESSED),
        )

    def points(self, cohort: Iterable[Candidate]) -> int:
        """What these have by all aims together."""
        return sum(self.measure(cohort).weighed(self.aims).values())

    def worth(self, chosen: Collection[str]) -> int:
        """The one number by which cohorts are compared."""
        cohort = [one for one in self.candidates if one.id in chosen]
        return self.point * self.points(cohort) + sum(self.arrivals[one.id] for one in cohort)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A cohort, its worth, and what no cohort is worth more than."""

    chosen: frozenset[str]
    worth: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether no cohort is worth more."""
        return self.worth >= self.bound


def by_score(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Best first; whoever applied earlier goes first among equals."""
    return sorted(candidates, key=lambda one: (-one.score, one.number))


def by_turns(problem: Problem) -> frozenset[str]:
    """The simple rule: round the countries, best first, a seat for each one's next best, until limits are reached."""
    limits = problem.limits
    chosen = [one for one in problem.candidates if one.pin is Pin.IN]
    lines: dict[str, list[Candidate]] = defaultdict(list)
    for one in by_score(one for one in problem.candidates if one.is_free):
        lines[one.country].append(one)
    for turn in range(max(map(limits.of_country, lines), default=0)):
        for country, line in lines.items():
            of_country = sum(one.country == country for one in chosen)
            if of_country > turn or of_country >= limits.of_country(country) or len(chosen) >= limits.seats:
                continue
            taken = Counter(one.institution for one in chosen)
            able = [one for one in line if taken[one.institution] < limits.of_institution(one.institution)]
            if able:
                chosen.append(able[0])
                line.remove(able[0])
    return frozenset(one.id for one in chosen)


def refuse_above_limits(cohort: Iterable[Candidate], limits: Limits) -> None:
    """Refuse people who cannot all have a seat, naming the limit."""
    chosen = list(cohort)
    if len(chosen) > limits.seats:
        raise Refusal("seats-exceeded", f"That would take {len(chosen)} seats of {limits.seats}.")
    for country, seats in Counter(one.country for one in chosen).items():
        _refuse_above("country-cap-exceeded", seats, limits.of_country(country), country)
    for seats in Counter(one.institution for one in chosen).values():
        _refuse_above("institution-cap-exceeded", seats, limits.institution_cap, "one institution")


def _refuse_above(code: str, seats: int, cap: int, whose: str) -> None:
    if seats > cap:
        raise Refusal(code, f"That would take {seats} seats for {whose}, above {cap}.")
