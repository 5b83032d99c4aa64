"""Emails: one for each fact that owes one and each recipient, and one copy of it at the mail server."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from deploy.demo.check import TOLD_TO_ONE, TOLD_TO_PARTICIPANTS
from tests.chaos.evidence import Email, Evidence, Fact, Finding

CONFIRMED = "registration.offer.confirmed.v1"
TAKING_PART = (CONFIRMED, "registration.application.enrolled.v1", "registration.application.finished.v1")
STATUS = ("application", "offer")


def check(evidence: Evidence) -> Iterator[Finding]:
    """The register against the facts, the mail server against the register."""
    for kind, what, ids in (
        ("lost", "facts without their email", _unwritten(evidence)),
        ("doubled", "emails about one fact to one person", _twice(evidence)),
        ("invented", "emails without their fact", _unfounded(evidence)),
        ("lost", "emails that were never sent", _unsent(evidence)),
        ("doubled", "emails that the mail server has too often", _copied(evidence)),
        ("invented", "copies that no email stands behind", _foreign(evidence)),
        ("partial", "emails whose end was published otherwise than once", _unpublished(evidence)),
    ):
        if ids:
            yield Finding(kind, what, tuple(ids))


def _unwritten(evidence: Evidence) -> list[str]:
    told = {(email.event_id, email.application_id) for email in evidence.emails}
    about = {event_id for event_id, _ in told}
    owing = [fact for fact in evidence.facts if fact.name in TOLD_TO_ONE and fact.event_id not in about]
    taking = [fact for fact in _last_status(evidence).values() if fact.name in TAKING_PART]
    programmes = [
        f"{release.name} {release.event_id} to {fact.subject}"
        for release in evidence.facts
        if release.name == TOLD_TO_PARTICIPANTS
        for fact in taking
        if fact.data["edition_id"] == release.subject and (release.event_id, fact.subject) not in told
    ]
    return [f"{fact.name} {fact.event_id}" for fact in owing] + programmes


def _last_status(evidence: Evidence) -> dict[str, Fact]:
    """Application -> the last fact about its status."""
    last: dict[str, Fact] = {}
    for fact in evidence.facts:
        is_status = fact.service == "registration" and fact.name.split(".")[1] in STATUS
        if is_status and (fact.subject not in last or last[fact.subject].sequence < fact.sequence):
            last[fact.subject] = fact
    return last


def _twice(evidence: Evidence) -> list[str]:
    pairs = Counter((email.event_id, email.template, email.recipient_id) for email in evidence.emails)
    alone = Counter(email.event_id for email in evidence.emails)
    told_to_one = {fact.event_id for fact in evidence.facts if fact.name in TOLD_TO_ONE}
    return [" ".join(pair) for pair, times in pairs.items() if times > 1] + [
        event_id for event_id, times in alone.items() if times > 1 and event_id in told_to_one
    ]


def _unfounded(evidence: Evidence) -> list[str]:
    owing = {fact.event_id for fact in evidence.facts if fact.name in TOLD_TO_ONE or fact.name == TOLD_TO_PARTICIPANTS}
    return [f"{email.template} {email.id}" for email in evidence.emails if email.event_id not in owing]


def _at_server(evidence: Evidence) -> dict[str, Counter[str]]:
    """Message-ID -> recipient -> copies."""
    copies: dict[str, Counter[str]] = defaultdict(Counter)
    for copy in evidence.copies:
        copies[copy.message_id][copy.recipient] += 1
    return copies


def _unsent(evidence: Evidence) -> list[str]:
    copies = _at_server(evidence)
    return [
        f"{email.template} {email.id} is {email.status}"
        for email in evidence.emails
        if email.status not in ("accepted", "superseded")
        or (email.status == "accepted" and not copies[email.message_id][email.address])
    ]


def _copied(evidence: Evidence) -> list[str]:
    copies = _at_server(evidence)
    return [
        f"{email.template} {email.id}: {copies[email.message_id].total()} copies, resent {email.resends} times"
        for email in evidence.emails
        if copies[email.message_id].total() > _allowed(email)
    ]


def _allowed(email: Email) -> int:
    """A second copy only of an email of which nobody knew whether the server had taken it."""
    return email.resends + (email.status == "accepted")


def _foreign(evidence: Evidence) -> list[str]:
    known = {(email.message_id, email.address) for email in evidence.emails}
    copies = _at_server(evidence)
    return [
        f"{message} to {recipient}"
        for message, recipients in copies.items()
        for recipient in recipients
        if (message, recipient) not in known
    ]


def _unpublished(evidence: Evidence) -> list[str]:
    ends = Counter((fact.subject, fact.name) for fact in evidence.facts if fact.service == "notifications")
    return [
        f"{email.id} is {email.status}"
        for email in evidence.emails
        if ends[email.id, f"notifications.email.{email.status}.v1"] != 1
    ]
