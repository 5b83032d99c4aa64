"""The selection: a proposal with its reasons, what stands in the way of publishing it, and the one publication."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from services.registration.model import alternatives, cohort, seats
from services.registration.model.alternatives import Solve
from services.registration.model.application import Application, Place
from services.registration.model.cohort import Candidate, Limits, Pin, Problem
from services.registration.model.edition import Edition, EditionStatus, Publication
from services.registration.model.reasons import Reasons
from services.registration.model.scoring import score_of
from services.registration.model.states import Decision, Status
from services.registration.model.why import Verdict, Why
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import SelectionPublished


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What is proposed for each application, and how good it is: `gap` is how many points another might have more."""

    verdicts: dict[str, Verdict]
    points: int
    gap: int


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something to look at before publication; a blocking one must go first."""

    code: str
    message: str
    blocking: bool


def propose(applications: Iterable[Application], edition: Edition, *, solve: Solve) -> Proposal:
    """The cohort that does best by the aims within the limits; whoever is left waits in the order of the scores.

    Without an endorsement, or pinned out, there is neither. Refuses pins that do not fit the limits.
    """
    problem = problem_of(in_order(applications), edition)
    cohort.refuse_above_limits((one for one in problem.candidates if one.pin is Pin.IN), problem.limits)
    answer = solve(problem)
    reasons = Reasons(problem, answer)
    would_change = alternatives.changes(reasons, solve=solve)
    verdicts = {}
    for one in problem.candidates:
        reason, numbers = reasons.of(one)
        why = Why(numbers=numbers, changes=would_change.get(one.id, ()))
        waits = Decision.WAITLISTED if one.is_free else Decision.NOT_SELECTED
        decision = Decision.SELECTED if one.id in answer.chosen else waits
        verdicts[one.id] = Verdict(decision=decision, reason=reason, why=why)
    gap = -(-(answer.bound - answer.worth) // problem.point)
    return Proposal(verdicts=verdicts, points=problem.points(reasons.cohort), gap=gap)


def problem_of(applications: Iterable[Application], edition: Edition) -> Problem:
    """What is to be solved."""
    candidates = tuple(map(candidate, applications))
    return Problem(candidates=candidates, limits=limits_of(edition), aims=edition.aims)


def candidate(application: Application) -> Candidate:
    """What counts of an application."""
    return Candidate(
        id=application.id,
        number=application.number,
        country=application.country,
        institution=application.form.institution_id,
        ministry=application.form.ministry_kind,
        sex=application.form.sex,
        score=score_of(application),
        endorsed=application.endorsed,
        pin=application.pin,
    )


def limits_of(edition: Edition) -> Limits:
    """What no selection of this edition may break."""
    return Limits(
        seats=edition.seats,
        country_cap=edition.country_cap,
        country_caps=edition.country_caps,
        institution_cap=edition.seats if edition.institution_cap is None else edition.institution_cap,
    )


def in_order(applications: Iterable[Application]) -> list[Application]:
    """By score, best first; whoever applied earlier goes first among equals."""
    return sorted(applications, key=lambda application: (-score_of(application), application.number))


def places(waiting: Iterable[Application]) -> dict[str, Place]:
    """Application id -> its place on the waiting list of its country and of all."""
    of_country: Counter[str] = Counter()
    found = {}
    for position, application in enumerate(in_order(waiting), start=1):
        of_country[application.country] += 1
        found[application.id] = Place(country_position=of_country[application.country], region_position=position)
    return found


def last_place(waiting: Sequence[Application], country: str) -> Place:
    """The place of somebody who joins the waiting list after publication."""
    held = [(application.country, application.place) for application in waiting if application.place]
    return Place(
        country_position=1 + max((place.country_position for whose, place in held if whose == country), default=0),
        region_position=1 + max((place.region_position for _, place in held), default=0),
    )


def findings(applications: Sequence[Application], edition: Edition, *, not_reviewed: int) -> list[Finding]:
    """What the director should know before publishing these; as many others are not reviewed."""
    found = []
    chosen = decided(applications, Decision.SELECTED)
    try:
        _seat(edition, chosen)
    except Refusal as refusal:
        found.append(Finding(code=refusal.code, message=refusal.message, blocking=True))
    for code, count, message, blocking in (
        ("undecided", len(decided(applications, None)), "under review without a decision", True),
        ("not-endorsed", sum(not application.endorsed for application in chosen), "selected but not endorsed", False),
        ("pins-unmet", sum(map(unmet, applications)), "pinned but decided otherwise", False),
        ("not-reviewed", not_reviewed, "not reviewed yet", False),
    ):
        if count:
            found.append(Finding(code=code, message=f"Applications {message}: {count}.", blocking=blocking))
    return found


def decided(applications: Iterable[Application], decision: Decision | None) -> list[Application]:
    """Those under review for which this is proposed."""
    return [
        application
        for application in applications
        if application.status is Status.UNDER_REVIEW and application.proposed_decision is decision
    ]


def unmet(application: Application) -> bool:
    """Whether somebody under review is pinned, and what is proposed is something else."""
    wanted = application.pin is Pin.IN
    settled = application.status is Status.UNDER_REVIEW and application.pin is not Pin.NONE
    return settled and (application.proposed_decision is Decision.SELECTED) is not wanted


def publish(
    edition: Edition, applications: Sequence[Application], *, batch_id: str, cause: Cause
) -> tuple[Edition, SelectionPublished]:
    """Close the selection: every seat that it offers is taken, and it can never be published again."""
    if undecided := decided(applications, None):
        raise Refusal("undecided", f"Applications under review without a decision: {len(undecided)}.")
    chosen = decided(applications, Decision.SELECTED)
    publication = Publication(
        batch_id=batch_id,
        selected=len(chosen),
        waitlisted=len(decided(applications, Decision.WAITLISTED)),
        not_selected=len(decided(applications, Decision.NOT_SELECTED)),
    )
    published = replace(_seat(edition, chosen).move(EditionStatus.DECIDED, cause=cause), publication=publication)
    return published, SelectionPublished(
        edition_id=edition.id,
        batch_id=batch_id,
        selected=publication.selected,
        waitlisted=publication.waitlisted,
        not_selected=publication.not_selected,
    )


def _seat(edition: Edition, chosen: Sequence[Application]) -> Edition:
    """Every seat taken that a selection offers, or a refusal that names the limit."""
    seated = seats.take(edition, [application.country for application in chosen])
    cohort.refuse_above_limits(map(candidate, chosen), limits_of(edition))
    return seated
