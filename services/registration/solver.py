"""The solver: the most worthy cohort within the limits, by OR-Tools CP-SAT. The same question has the same answer."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from services.registration.model import cohort
from services.registration.model.cohort import POINTS, Answer, Candidate, Pin, Problem
from services.registration.model.eligibility import ADDRESSED

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, LinearExprT

EFFORT = 2.0
"""When to stop without a proof, in CP-SAT's own count of work, near to seconds; a clock would make answers differ."""


def solve(problem: Problem, *, effort: float = EFFORT) -> Answer:
    """Choose. The pins must fit the limits; what is not proven to be best says how much more another might be worth."""
    from ortools.sat.python import cp_model  # noqa: PLC0415  # it brings numpy and pandas: only a proposal needs it

    model = cp_model.CpModel()
    taken: dict[str, LinearExprT] = {one.id: 1 for one in problem.candidates if one.pin is Pin.IN}
    free = {one.id: model.new_bool_var("") for line in _lines(problem) for one in line}
    for line in _lines(problem):
        for better, after in pairwise(line):
            model.add_implication(free[after.id], free[better.id])
    _Draft(model, problem, taken | free).write()
    simple = cohort.by_turns(problem)
    for candidate_id, variable in free.items():
        model.add_hint(variable, candidate_id in simple)

    solver = cp_model.CpSolver()
    solver.parameters.cp_model_presolve = False  # it costs more than the search: docs/decisions/0018
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        raise ValueError("the pins do not fit the limits")
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):  # not even a bound: everybody together is one
        everybody = {one.id for one in problem.candidates if not one.is_out}
        return Answer(chosen=simple, worth=problem.worth(simple), bound=problem.worth(everybody) + 1)
    found = frozenset(taken) | {candidate_id for candidate_id, one in free.items() if solver.boolean_value(one)}
    chosen = max(simple, found, key=problem.worth)
    worth = problem.worth(chosen)
    return Answer(chosen=chosen, worth=worth, bound=max(worth, int(solver.best_objective_bound)))


class _Draft:
    """The limits and the worth of a cohort, in the solver's terms. `taken`: candidate id -> 1 when they are in it."""

    def __init__(self, model: "CpModel", problem: Problem, taken: "dict[str, LinearExprT]") -> None:
        self._model = model
        self._problem = problem
        self._taken = taken
        self._weighed = [one for one in problem.candidates if one.id in taken]

    def write(self) -> None:
        """Put them into the model."""
        limits = self._problem.limits
        self._model.add(self._count(self._weighed) <= limits.seats)
        for country, of_country in self._by("country").items():
            self._model.add(self._count(of_country) <= limits.of_country(country))
        for institution, of_institution in self._by("institution").items():
            self._model.add(self._count(of_institution) <= limits.of_institution(institution))
        aims, arrivals = self._problem.aims, self._problem.arrivals
        points = sum(getattr(aims, aim) * part for aim, part in self._points().items())
        order = sum(arrivals[one.id] * self._taken[one.id] for one in self._weighed)
        self._model.maximize(self._problem.point * points + order)

    def _points(self) -> "dict[str, LinearExprT]":
        sexes, kinds = self._by("sex"), self._by("ministry")
        limits = self._problem.limits
        return {
            "score": sum(one.score * self._taken[one.id] for one in self._weighed),
            "countries": POINTS * sum(self._up_to(1, several) for several in self._by("country").values()),
            "sexes": POINTS * self._up_to(limits.seats, sexes["F"], sexes["M"]),
            "ministries": POINTS * sum(self._up_to(limits.ministry_share, kinds[kind]) for kind in ADDRESSED),
        }

    def _up_to(self, most: int, *groups: list[Candidate]) -> "LinearExprT":
        """As many as are taken of each group, and no more than `most`."""
        amount = self._model.new_int_var(0, most, "")
        for group in groups:
            self._model.add(amount <= self._count(group))
        return amount

    def _count(self, candidates: Iterable[Candidate]) -> "LinearExprT":
        return sum(self._taken[one.id] for one in candidates)

    def _by(self, name: str) -> dict[str, list[Candidate]]:
        groups: dict[str, list[Candidate]] = defaultdict(list)
        for one in self._weighed:
            groups[getattr(one, name)].append(one)
        return groups


def _lines(problem: Problem) -> list[list[Candidate]]:
    """Those that differ in nothing but their own points, best first: nobody goes before somebody better of the line."""
    limits, arrivals = problem.limits, problem.arrivals
    lines: dict[tuple[str, ...], list[Candidate]] = defaultdict(list)
    for one in problem.candidates:
        if one.is_free:
            narrow = limits.of_institution(one.institution) < limits.of_country(one.country)
            lines[one.country, one.institution if narrow else "", one.sex, one.ministry].append(one)
    a_point = problem.aims.score * problem.point
    return [
        sorted(line, key=lambda one: -(a_point * one.score + arrivals[one.id]))[: limits.of_country(country)]
        for (country, *_), line in lines.items()
    ]
