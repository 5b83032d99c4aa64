"""The register: what was written to whom and what became of it, as staff see it, and sending it once more."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from prometheus_client.metrics_core import Metric

from services.notifications.message import message_id
from services.notifications.model.email import Email, Status
from services.notifications.repository import Emails
from shared.contracts.refusal import Refusal
from shared.messaging.metrics import gauge

FILTERS = ("application_id", "edition_id", "template", "status", "correlation_id")


def listed(asked: dict[str, Any], *, emails: Emails, sender: str) -> dict[str, Any]:
    """A page of the register, newest first, without the texts."""
    found = list(
        emails.search(
            {name: asked[name] for name in FILTERS},
            recipient=asked["recipient"],
            after=_place(asked["after"]),
            limit=asked["limit"],
        )
    )
    is_full = len(found) == asked["limit"]
    return {
        "rows": [_row(email, sender) for email in found],
        "next": _cursor(found[-1]) if is_full else None,
    }


def shown(email_id: str, *, emails: Emails, sender: str) -> dict[str, Any]:
    """One email exactly as it was sent."""
    email = emails.get(email_id)
    return _row(email, sender) | {
        "text": email.text,
        "html": email.html,
        "smtp_code": email.smtp_code,
        "smtp_reply": email.smtp_reply,
        "next_at": email.next_at,
    }


def resend(email_id: str, at: datetime, *, emails: Emails, sender: str) -> dict[str, Any]:
    """Queue a failed or uncertain email once more."""
    return _row(emails.save(emails.get(email_id).queue_again(at=at)), sender)


def next_actions(edition_id: str, *, emails: Emails) -> dict[str, Any]:
    """The emails that only staff can get on their way."""
    return {
        "actions": [
            {
                "who": "secretariat",
                "what": f"emails-{Status(status)}",
                "count": count,
                "since": since,
                "link": f"/emails?edition_id={edition_id}&status={status}",
            }
            for status, count, since in emails.stuck(edition_id)
        ]
    }


def _row(email: Email, sender: str) -> dict[str, Any]:
    return {
        "email_id": email.id,
        "template": email.template,
        "language": email.language,
        "to": email.to_address,
        "recipient_id": email.recipient_id,
        "subject": email.subject,
        "status": email.status.value,
        "created_at": email.created_at,
        "accepted_at": email.accepted_at,
        "application_id": email.application_id,
        "edition_id": email.edition_id,
        "attempts": email.attempts,
        "message_id": message_id(email, sender=sender),
        "cause_event_id": email.cause_event_id,
        "correlation_id": email.correlation_id,
    }


def _cursor(last: Email) -> str:
    """Where a page ends, in letters that need no quoting in a URL."""
    return f"{last.created_at:%Y-%m-%dT%H:%M:%S.%f}Z~{last.id}"


def _place(after: str) -> tuple[datetime, str] | None:
    if not after:
        return None
    moment, _, email_id = after.partition("~")
    try:
        return datetime.fromisoformat(moment), email_id
    except ValueError as error:
        raise Refusal(
            "invalid", "This is not a page of the list.", status=422, fields={"after": "not a page"}
        ) from error


def numbers(at: datetime, *, emails: Emails) -> Iterator[Metric]:
    """What waits for a sender or for a person, as metrics."""
    since = emails.queued_since()
    yield gauge("cimi_emails_unfinished", "Emails under way or in need of a person", emails.unfinished(), "status")
    waiting = max(0.0, (at - since).total_seconds()) if since else 0
    yield gauge("cimi_emails_oldest_queued_seconds", "How long the email that is next waits for a sender", waiting)
