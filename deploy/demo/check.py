"""The demo judges itself: what must be true after the edition, and what became of every event and every email."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deploy.demo.door import Json
from deploy.demo.examine import Evidence

# Which facts owe an email, said a second time on purpose: the demo does not ask the code that it checks.
TOLD_TO_ONE = {
    "registration.call.sent.v1",
    "registration.call.reminded.v1",
    "registration.call.withdrawn.v1",
    "registration.nomination.invited.v1",
    "registration.application.started.v1",
    "registration.draft.reminded.v1",
    "registration.draft.resumed.v1",
    "registration.application.submitted.v1",
    "registration.application.sent_again.v1",
    "registration.document.rejected.v1",
    "registration.participant.details_reminded.v1",
    "registration.application.returned.v1",
    "registration.application.resubmitted.v1",
    "registration.application.review_started.v1",
    "registration.application.marked_ineligible.v1",
    "registration.nomination.requested.v1",
    "registration.nomination.received.v1",
    "registration.nomination.refused.v1",
    "registration.nomination.expired.v1",
    "registration.application.selected.v1",
    "registration.application.promoted.v1",
    "registration.application.waitlisted.v1",
    "registration.application.not_selected.v1",
    "registration.offer.confirmed.v1",
    "registration.offer.declined.v1",
    "registration.application.withdrawn.v1",
    "registration.application.withdrawn_by_course.v1",
    "registration.application.reopened.v1",
    "registration.application.lapsed.v1",
    "registration.application.no_show_recorded.v1",
    "registration.application.left_early.v1",
    "registration.offer.lapsed.v1",
    "registration.offer.extended.v1",
    "registration.offer.partially_accepted.v1",
    "registration.replacement.requested.v1",
    "registration.replacement.named.v1",
    "registration.travel.requested.v1",
    "registration.travel.approved.v1",
    "registration.travel.refused.v1",
    "registration.travel.not_needed.v1",
    "registration.travel.itinerary_proposed.v1",
    "registration.travel.itinerary_accepted.v1",
    "registration.travel.itinerary_declined.v1",
    "registration.travel.ticketed.v1",
    "registration.travel.completed.v1",
    "registration.travel.cancelled.v1",
    "registration.travel.settled.v1",
    "registration.application.enrolled.v1",
    "registration.application.finished.v1",
    "scheduling.expert.assigned.v1",
    "certification.completion.refused.v1",
    "certification.certificate.issued.v1",
    "certification.certificate.revoked.v1",
    "certification.certificate.superseded.v1",
}
TOLD_TO_TWO = {"registration.offer.reminded.v1"}
TOLD_INSIDE = {
    "registration.review.assigned.v1": "review-assigned",
    "registration.review.reopened.v1": "review-reopened",
}  # nobody outside hears of these, so the demo counts them as it causes them
TOLD_TO_PARTICIPANTS = "scheduling.programme.released.v1"


@dataclass(frozen=True)
class Balance:
    """What came of facts that should each be there once."""

    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    invented: tuple[str, ...] = ()

    @property
    def even(self) -> bool:
        """Whether everything is there once and nothing else."""
        return self == Balance()


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is as it must be, and what was found."""

    what: str
    good: bool
    found: str


def findings(
    evidence: Evidence,
    *,
    expected: Mapping[str, str],
    called: Mapping[str, str],
    told_inside: Mapping[str, int],
    parked: int,
    queued: Mapping[str, int],
) -> list[Finding]:
    """Everything the demo judges; `expected` and `called` say where each application and call must stand.

    told_inside: template -> how many emails are owed about facts that stay inside.
    """
    stood = {str(row["application_id"]): str(row["status"]) for row in evidence.applications}
    wrong = sorted(one for one in {*stood, *expected} if stood.get(one) != expected.get(one))
    seats, taken = int(evidence.edition["seats"]), confirmed(evidence)
    found = [
        Finding("Every application stands where it should", not wrong, f"{len(stood)} looked at, wrong: {wrong[:3]}"),
        governments(evidence, called),
        Finding("Seats are filled and never exceeded", taken == seats, f"{taken} of {seats}"),
        certificates(evidence),
        settled(evidence.emails),
        balanced("One email for each fact and recipient", emails(evidence)),
        committee(evidence, told_inside),
        Finding("Outboxes and queues are empty", not queued, str(dict(queued) or "nothing left")),
        Finding("Nothing is parked", parked == 0, f"{parked} parked"),
    ]
    if evidence.caught is not None:
        found.append(balanced("The mail server has what the register says", caught(evidence.emails, evidence.caught)))
    if evidence.seen is not None:
        found.append(balanced("The subscriber saw what was published", seen(evidence)))
    return found


def governments(evidence: Evidence, called: Mapping[str, str]) -> Finding:
    """What each institution said stands on the board; whoever acknowledged alone was not waited for."""
    said = {call: "silent" if answer == "acknowledged" else answer for call, answer in called.items()}
    stood = {str(call["call_id"]): str(call["status"]) for call in evidence.calls}
    return Finding("Every government's answer is on the board", stood == said, str(dict(Counter(stood.values()))))


def committee(evidence: Evidence, owed: Mapping[str, int]) -> Finding:
    """Who reviews was told what there is to do."""
    told = Counter(str(row["template"]) for row in evidence.emails if row["template"] in TOLD_INSIDE.values())
    return Finding("The committee was told what it has to do", told == Counter(owed), str(dict(told)))


def confirmed(evidence: Evidence) -> int:
    """How many seats are taken at the end."""
    return sum(row["status"] in ("confirmed", "enrolled", "finished") for row in evidence.applications)


def certificates(evidence: Evidence) -> Finding:
    """Whoever passed has one certificate, nobody else has any, and one is revoked."""
    passed = Counter(str(row["application_id"]) for row in evidence.completions if row["result"] == "pass")
    held = Counter(str(row["application_id"]) for row in evidence.certificates)
    statuses = Counter(str(row["status"]) for row in evidence.certificates)
    numbers = {str(row["number"]) for row in evidence.certificates}
    as_meant = statuses == Counter(issued=len(evidence.certificates) - 1, revoked=1)
    good = held == passed and as_meant and len(numbers) == len(evidence.certificates)
    return Finding("Whoever passed has one certificate", good, str(dict(statuses)))


def settled(rows: Iterable[Json]) -> Finding:
    """Every email was taken by the mail server."""
    statuses = Counter(str(row["status"]) for row in rows)
    return Finding("Every email was accepted", set(statuses) <= {"accepted"}, str(dict(statuses)))


def balanced(what: str, balance: Balance) -> Finding:
    """A finding from a balance."""
    found = f"lost {len(balance.lost)}, doubled {len(balance.doubled)}, invented {len(balance.invented)}"
    return Finding(what, balance.even, f"{found}{examples(balance)}")


def examples(balance: Balance) -> str:
    """The first few that are wrong."""
    some = [*balance.lost, *balance.doubled, *balance.invented][:3]
    return f": {', '.join(some)}" if some else ""


def emails(evidence: Evidence) -> Balance:
    """The register against the facts: each fact that owes an email has it, once for each recipient."""
    owed = Counter({event.event_id: 1 for event in evidence.published if event.name in TOLD_TO_ONE})
    owed.update({event.event_id: 2 for event in evidence.published if event.name in TOLD_TO_TWO})
    owed.update({e.event_id: confirmed(evidence) for e in evidence.published if e.name == TOLD_TO_PARTICIPANTS})
    pairs = Counter((str(row["cause_event_id"]), str(row["recipient_id"])) for row in evidence.emails)
    inside = {str(row["cause_event_id"]) for row in evidence.emails if row["template"] in TOLD_INSIDE.values()}
    told = Counter(event_id for event_id, _ in pairs if event_id not in inside)
    return Balance(
        lost=tuple((owed - told).elements()),
        doubled=tuple(f"{event_id}/{recipient}" for (event_id, recipient), times in pairs.items() if times > 1),
        invented=tuple((told - owed).elements()),
    )


def caught(rows: Iterable[Json], messages: Mapping[str, int]) -> Balance:
    """The mail catcher against the register, by Message-ID; a second copy only where the sender tried twice."""
    tried = {str(row["message_id"]): int(row["attempts"]) for row in rows}
    return Balance(
        lost=tuple(message for message in tried if not messages.get(message)),
        doubled=tuple(message for message, times in messages.items() if times > max(tried.get(message, 1), 1)),
        invented=tuple(message for message in messages if message not in tried),
    )


def seen(evidence: Evidence) -> Balance:
    """What an outsider saw against the outboxes; a fact is its source, subject and sequence."""
    ids = {event.event_id for event in evidence.published}
    told = [event for event in evidence.seen or [] if event["id"] not in evidence.earlier]
    times = Counter(str(event["id"]) for event in told)
    facts = Counter("|".join(str(event[part]) for part in ("source", "subject", "sequence")) for event in told)
    return Balance(
        lost=tuple(sorted(ids - set(times))),
        doubled=tuple(name for name, often in (facts | times).items() if often > 1),
        invented=tuple(sorted(set(times) - ids)),
    )
