"""What a proposal of a selection costs: `python -m tests.bench.selection` prints a table.

The choice alone, then the whole proposal with each reason and what would change it; nothing is stored. The applicants
are invented, the same ones each time.
"""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from services.registration import solver
from services.registration.model import countries, selection
from services.registration.model.application import Application
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.states import EndorsementStatus, Status
from tests.bench.measure import own_processor_seconds
from tests.services.registration.invented import ROSA, application, edition

ROUNDS = 5
SIZES = (200, 2000)
AIM = 10.0
OF = edition(EditionStatus.SELECTING, countries=countries.INVITED, institution_cap=2)
MINISTRIES = ("government", "interior", "interior", "interior", "foreign_affairs", "foreign_affairs", "labour", "other")
HOUSES = ("Dirección de Migraciones", "Cancillería", "Ministerio de Trabajo", "Ministerio del Interior", "Presidencia")
ENDORSED = (*[EndorsementStatus.ENDORSED] * 9, EndorsementStatus.REFUSED)

Found = TypeVar("Found")


def table() -> str:
    """Measure and tell; a first, small proposal loads the solver."""
    propose(applicants(10))
    lines = [
        "| applicants | choice, ms (CPU) | proof | with reasons, ms (CPU) | seats |",
        "| --- | --- | --- | --- | --- |",
    ]
    for size in SIZES:
        people = applicants(size)
        problem = selection.problem_of(people, OF)
        choice, (answer, *_) = timed(lambda problem=problem: solver.solve(problem))
        whole, (proposal, *_) = timed(lambda people=people: propose(people))
        proof = "proven best" if answer.proven else f"within {100 * proposal.gap / proposal.points:.2f} %"
        lines.append(f"| {size} | {choice} (aim < {AIM:.0f} s) | {proof} | {whole} | {len(answer.chosen)} |")
    return "\n".join(lines)


def propose(people: list[Application], of: Edition = OF) -> selection.Proposal:
    """As the secretariat has it done."""
    return selection.propose(people, of, solve=solver.solve)


def timed(work: Callable[[], Found]) -> tuple[str, list[Found]]:
    """The median of several rounds with the extremes, and the processor's part of it; what each round found."""
    walls, cpus, found = [], [], []
    for _ in range(ROUNDS):
        began, used = time.perf_counter(), own_processor_seconds()
        found.append(work())
        walls.append(1000 * (time.perf_counter() - began))
        cpus.append(1000 * (own_processor_seconds() - used))
    said = f"**{statistics.median(walls):.0f}** ({min(walls):.0f}–{max(walls):.0f}; {statistics.median(cpus):.0f})"
    return said, found


def applicants(count: int) -> list[Application]:
    """Officials of twenty countries under review."""
    chance = random.Random(44)  # noqa: S311  # the same invented people each time
    return [_applicant(chance, number) for number in range(1, count + 1)]


def _applicant(chance: random.Random, number: int) -> Application:
    form = replace(
        ROSA,
        country=chance.choice(countries.INVITED),
        sex=chance.choice(("F", "F", "M", "M", "M", "X", "")),
        institution=chance.choice(HOUSES),
        ministry_kind=chance.choice(MINISTRIES),
        years_experience=chance.randrange(15),
        motivation=ROSA.motivation if chance.randrange(3) else "",
    )
    return application(Status.UNDER_REVIEW, number, form=form, endorsement=chance.choice(ENDORSED))


if __name__ == "__main__":
    print(table())
