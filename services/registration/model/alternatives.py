"""What would change a decision: found by choosing again as if something were different, or by comparing."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

from services.registration.model.cohort import Answer, Candidate, Pin, Problem
from services.registration.model.reasons import Reasons, least_score
from services.registration.model.why import Change

Solve = Callable[[Problem], Answer]
Said = list[tuple[str, Change]]

WEIGHED_AGAIN = 40_000
"""How many candidates are weighed again in all; beyond some hundreds of applications not every question is asked."""


def changes(reasons: Reasons, *, solve: Solve) -> dict[str, tuple[Change, ...]]:
    """Candidate id -> what would change the decision on it. Nothing is said about an answer that is not proven."""
    found: dict[str, list[Change]] = defaultdict(list)
    if reasons.answer.proven:
        questions = _Questions(reasons, solve)
        for one in questions.waiting:
            if least := least_score(reasons, one):
                enough, instead = least
                found[one.id].append(Change(code="score", number=enough, application=instead.number))
        several = WEIGHED_AGAIN // max(1, len(reasons.problem.candidates))
        for candidate_id, change in chain.from_iterable(islice(questions.ask(), several)):
            found[candidate_id].append(change)
    return {candidate_id: tuple(said) for candidate_id, said in found.items()}


@dataclass(frozen=True)
class _Questions:
    """What if? Each question is solved only when its answer is wanted."""

    reasons: Reasons
    solve: Solve

    @property
    def waiting(self) -> list[Candidate]:
        """Those who might have been chosen and are not."""
        chosen = self.reasons.answer.chosen
        return [one for one in self.reasons.problem.candidates if one.is_free and one.id not in chosen]

    def ask(self) -> Iterator[Said]:
        """All of them, those that concern most people first."""
        problem, chosen = self.reasons.problem, self.reasons.cohort
        yield from self._with_more()
        yield from (self._without_pin(one) for one in chosen if one.pin is Pin.IN)
        for one in problem.candidates:
            if one.pin is Pin.NONE and not one.endorsed:
                yield self._joins(one, problem.endorsing(one.id), Change(code="endorsed"))
            elif one.pin is Pin.OUT and one.endorsed:
                yield self._joins(one, problem.pinned(one.id, Pin.NONE), Change(code="not-pinned"))
        if problem.aims.score:
            yield from (self._margin(one) for one in chosen if one.is_free)

    def _with_more(self) -> Iterator[Said]:
        """One more seat; one more for each country and institution that has all it may have while others wait."""
        problem, limits = self.reasons.problem, self.reasons.problem.limits
        if self.waiting:
            more = replace(limits, seats=limits.seats + 1)
            yield self._who_joins(replace(problem, limits=more), Change(code="seats", number=more.seats))
        for code, cap_of, which in (
            ("country-cap", limits.of_country, "country"),
            ("institution-cap", limits.of_institution, "institution"),
        ):
            for name in sorted({getattr(one, which) for one in self.waiting if self.reasons.full(one) == code}):
                more = replace(limits, one_more_for=name)
                joins = self._who_joins(replace(problem, limits=more), Change(code=code, number=cap_of(name) + 1))
                of_name = {one.id for one in problem.candidates if getattr(one, which) == name}
                yield [said for said in joins if said[0] in of_name]

    def _who_joins(self, then: Problem, change: Change) -> Said:
        answer = self.solve(then)
        joining = answer.chosen - self.reasons.answer.chosen if answer.proven else ()
        return [(candidate_id, change) for candidate_id in sorted(joining)]

    def _joins(self, one: Candidate, then: Problem, change: Change) -> Said:
        return [said for said in self._who_joins(then, change) if said[0] == one.id]

    def _without_pin(self, one: Candidate) -> Said:
        """Who would have the seat of somebody pinned in; if nobody, the pin was not needed."""
        without = self.reasons.problem.pinned(one.id, Pin.NONE)
        joins = self._who_joins(without, Change(code="unpin", application=one.number))
        return [*joins, (one.id, Change(code="needs-pin"))] if joins else []

    def _margin(self, one: Candidate) -> Said:
        """The score down to which somebody would keep the seat: the rest of the cohort does not depend on it."""
        problem, answer = self.reasons.problem, self.reasons.answer
        without = self.solve(problem.pinned(one.id, Pin.OUT))
        if not without.proven:
            return []
        a_point = problem.point * problem.aims.score
        rest = answer.worth - a_point * one.score
        return [(one.id, Change(code="keeps-score", number=max(0, (without.worth - rest) // a_point + 1)))]
