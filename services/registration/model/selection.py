"""The selection: a proposal by rule, what stands in the way of publishing it, and the one publication."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from services.registration.model import seats
from services.registration.model.application import Application, Place
from services.registration.model.edition import Edition, EditionStatus, Publication
from services.registration.model.scoring import score_of
from services.registration.model.states import Decision, Status
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import SelectionPublished


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What the rule proposes for one application, and the code of its reason."""

    decision: Decision
    reason: str


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something to look at before publication; a blocking one must go first."""

    code: str
    message: str
    blocking: bool


def propose(
    applications: Iterable[Application],
    *,
    seats_left: int,
    country_cap: int,
    country_caps: Mapping[str, int] = MappingProxyType({}),
) -> dict[str, Proposal]:
    """Go round the countries, best first, a seat for each one's next best, until seats or caps are used up.

    Whoever is left waits in the order of the scores. Without an endorsement there is neither.
    """
    proposals = {}
    lines: dict[str, list[Application]] = defaultdict(list)
    for application in in_order(applications):
        if application.endorsed:
            lines[application.country].append(application)
        else:
            proposals[application.id] = Proposal(decision=Decision.NOT_SELECTED, reason="not-endorsed")
    for turn in range(max(map(len, lines.values()), default=0)):
        for line in lines.values():
            if turn >= len(line):
                continue
            if turn >= country_caps.get(line[turn].country, country_cap):
                proposals[line[turn].id] = Proposal(decision=Decision.WAITLISTED, reason="country-cap")
            elif seats_left == 0:
                proposals[line[turn].id] = Proposal(decision=Decision.WAITLISTED, reason="no-seat-left")
            else:
                seats_left -= 1
                proposals[line[turn].id] = Proposal(decision=Decision.SELECTED, reason="best-of-country")
    return proposals


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


def findings(applications: Sequence[Application], edition: Edition) -> list[Finding]:
    """What the director should know before publishing."""
    found = []
    chosen = decided(applications, Decision.SELECTED)
    try:
        seats.take(edition, [application.country for application in chosen])
    except Refusal as refusal:
        found.append(Finding(code=refusal.code, message=refusal.message, blocking=True))
    for code, count, message, blocking in (
        ("undecided", len(decided(applications, None)), "under review without a decision", True),
        ("not-endorsed", sum(not application.endorsed for application in chosen), "selected but not endorsed", False),
        (
            "not-reviewed",
            sum(application.status in (Status.SUBMITTED, Status.RETURNED) for application in applications),
            "not reviewed yet",
            False,
        ),
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
    seated = seats.take(edition, [application.country for application in chosen])
    published = replace(seated.move(EditionStatus.DECIDED, cause=cause), publication=publication)
    return published, SelectionPublished(
        edition_id=edition.id,
        batch_id=batch_id,
        selected=publication.selected,
        waitlisted=publication.waitlisted,
        not_selected=publication.not_selected,
    )
