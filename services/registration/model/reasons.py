"""The reason of each choice, by comparing it with its nearest alternative; never guessed."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from services.registration.model.cohort import AIMS, Answer, Candidate, Pin, Problem, by_score

BALANCE = tuple(aim for aim in AIMS if aim != "score")

Reason = tuple[str, dict[str, int]]


@dataclass(frozen=True, kw_only=True)
class Swap:
    """Somebody of the cohort makes room for somebody else: what is gained by each aim but the score, weighed."""

    leaves: Candidate
    joins: Candidate
    gains: dict[str, int]

    @property
    def deciding(self) -> str:
        """The aim that loses most."""
        return min(BALANCE, key=lambda aim: self.gains[aim])


@dataclass(frozen=True)
class Reasons:
    """The reasons of one answer to one problem."""

    problem: Problem
    answer: Answer

    @cached_property
    def cohort(self) -> list[Candidate]:
        """Those chosen, best first."""
        return by_score(one for one in self.problem.candidates if one.id in self.answer.chosen)

    @cached_property
    def _seats(self) -> Counter[str]:
        """Seats by country and by institution; no id of an institution is the code of a country."""
        seats = Counter(one.country for one in self.cohort)
        return seats + Counter(one.institution for one in self.cohort)

    @cached_property
    def _compared(self) -> dict[tuple[str, ...], dict[str, int]]:
        return {}

    def of(self, one: Candidate) -> Reason:
        """Why this candidate has a seat or not."""
        if one.pin is not Pin.NONE:
            return f"pinned-{one.pin}", {}
        if not one.endorsed:
            return "not-endorsed", {}
        return self._chosen(one) if one.id in self.answer.chosen else self._left_out(one)

    def full(self, one: Candidate) -> str:
        """The narrowest limit that leaves no room for this candidate: institution-cap, country-cap, seats or none."""
        limits = self.problem.limits
        cap = limits.of_institution(one.institution)
        if self._seats[one.institution] >= cap and cap < limits.of_country(one.country):
            return "institution-cap"
        if self._seats[one.country] >= limits.of_country(one.country):
            return "country-cap"
        return "seats" if len(self.cohort) >= limits.seats else ""

    def in_the_way(self, one: Candidate) -> list[Candidate]:
        """Those of the cohort, best first, of whom one would have to make room."""
        match self.full(one):
            case "institution-cap":
                return [other for other in self.cohort if other.institution == one.institution]
            case "country-cap":
                return [other for other in self.cohort if other.country == one.country]
        return self.cohort

    def swaps(self, one: Candidate) -> list[Swap]:
        """Every way to give this candidate one other's seat within the limits."""
        free = [other for other in self.in_the_way(one) if other.is_free]
        return [Swap(leaves=other, joins=one, gains=self._gains(other, one)) for other in free]

    def worth(self, swap: Swap) -> tuple[int, int]:
        """What the cohort gains by a swap: in points, then by who came earlier."""
        score = self.problem.aims.score * (swap.joins.score - swap.leaves.score)
        arrivals = self.problem.arrivals
        return score + sum(swap.gains.values()), arrivals[swap.joins.id] - arrivals[swap.leaves.id]

    def _gains(self, leaves: Candidate, joins: Candidate) -> dict[str, int]:
        kind = (leaves.id, joins.country, joins.sex, joins.ministry)
        if kind not in self._compared:
            aims = self.problem.aims
            now = self.problem.measure(self.cohort).weighed(aims)
            then = self.problem.measure([one for one in self.cohort if one != leaves] + [joins]).weighed(aims)
            self._compared[kind] = {aim: then[aim] - now[aim] for aim in BALANCE}
        return self._compared[kind]

    def _chosen(self, one: Candidate) -> Reason:
        of_country = by_score(
            other for other in self.problem.candidates if other.country == one.country and not other.is_out
        )
        place = of_country.index(one) + 1
        passed = [other for other in of_country[: place - 1] if other.id not in self.answer.chosen]
        if place == 1:
            return "best-of-country", {"score": one.score}
        if not passed:
            return "next-of-country", {"score": one.score, "place": place}
        best = passed[0]
        if self.full(best) == "institution-cap" and best.institution != one.institution:
            return "ahead-institution-cap", {"score": one.score, "passed": best.score}
        swap = Swap(leaves=one, joins=best, gains=self._gains(one, best))
        return self._by_balance("ahead", swap, {"score": one.score, "passed": best.score})

    def _left_out(self, one: Candidate) -> Reason:
        limits, full = self.problem.limits, self.full(one)
        if not full:
            return "unproven", {"score": one.score}
        swaps = self.swaps(one)
        if lower := [swap for swap in swaps if swap.leaves.score < one.score]:
            nearest = max(lower, key=self.worth)
            return self._by_balance("behind", nearest, {"score": one.score, "last": nearest.leaves.score})
        scores = [other.score for other in [swap.leaves for swap in swaps] or self.in_the_way(one)]
        numbers = {"score": one.score, **({"last": min(scores)} if scores else {})}
        if full == "institution-cap":
            return full, numbers | {"cap": limits.of_institution(one.institution)}
        if full == "country-cap":
            return full, numbers | {"cap": limits.of_country(one.country)}
        of_country = [other.score for other in self.cohort if other.country == one.country]
        if of_country and one.score <= min(of_country):
            return "lower-score", {"score": one.score, "last": min(of_country)}
        return "no-seat-left", numbers | {"seats": limits.seats}

    def _by_balance(self, word: str, swap: Swap, numbers: dict[str, int]) -> Reason:
        """The aim that decided; no single one when only several changes together explain it."""
        aim = swap.deciding
        return (f"{word}-{aim}" if swap.gains[aim] < 0 else f"{word}-together"), numbers


def least_score(reasons: Reasons, one: Candidate) -> tuple[int, Candidate] | None:
    """A score with which this candidate would surely be chosen, and in whose place; None when none up to 100 would do.

    A cohort with them would then be worth more than the best one without them, which is the proven answer.
    """
    weight, found = reasons.problem.aims.score, None
    if not weight or not reasons.answer.proven:
        return None
    for swap in reasons.swaps(one):
        points, earlier = reasons.worth(swap)
        lacking = -points + (earlier <= 0)
        enough = one.score + max(0, -(-lacking // weight))
        if enough <= 100 and (found is None or enough < found[0]):
            found = enough, swap.leaves
    return found
