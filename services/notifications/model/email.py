"""An email to one person about one fact: exactly what it says, and what became of it."""

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shared.contracts.notifications import EmailAccepted, EmailFailed, EmailSuperseded
from shared.contracts.refusal import Refusal

LEASE = timedelta(seconds=30)
DOUBT = timedelta(seconds=5)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60, 120, 240, 480, 720, 1440, 1440))


class Status(StrEnum):
    """Where an email is on its way."""

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, kw_only=True)
class Email:
    """One row of the register. `key` says it once: event, template, recipient, channel; `id` is a digest of it.

    handed_over_at: when this attempt began to give the server the text; only from then on may it have been taken.
    resends:        how often it was sent again although the server may have taken it already; never by itself twice.
    traceparent:    the span in which it was written, while somebody traces.
    asked_id:       the call, nomination or journey that it asks to answer.
    review_ids:     the reviews that it asks for; once all are done, it is out of date.
    """

    id: str
    version: int = 0
    key: str
    template: str
    language: str
    recipient_id: str
    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    application_id: str
    edition_id: str
    cause_event_id: str
    correlation_id: str
    created_at: datetime
    next_at: datetime
    status: Status = Status.QUEUED
    attempts: int = 0
    resends: int = 0
    worker: str = ""
    lease_until: datetime | None = None
    handed_over_at: datetime | None = None
    accepted_at: datetime | None = None
    smtp_code: int = 0
    smtp_reply: str = ""
    traceparent: str = ""
    asked_id: str = ""
    review_ids: tuple[str, ...] = ()

    def claim(self, *, worker: str, at: datetime) -> "Email":
        """Take it in hand, for the length of a lease."""
        if not self.may_be_claimed(at):
            raise Refusal("not-due", "This email is not waiting to be sent now.")
        return replace(
            self,
            status=Status.SENDING,
            attempts=self.attempts + 1,
            resends=self.resends + (self.status is Status.UNCERTAIN),
            worker=worker,
            lease_until=at + LEASE,
            handed_over_at=None,
        )

    def may_be_claimed(self, at: datetime) -> bool:
        """Whether it waits for a sender; an uncertain one does so once."""
        waits = self.status in (Status.QUEUED, Status.DEFERRED)
        return self.next_at <= at and (waits or (self.status is Status.UNCERTAIN and not self.resends))

    def hand_over(self, *, worker: str, at: datetime) -> "Email":
        """Note that the server is about to get the text; refused to a sender whose lease has ended."""
        if self.status is not Status.SENDING or self.worker != worker or self.lease_until is None:
            raise Refusal("not-yours", "Another sender has this email in hand.")
        if self.lease_until <= at:
            raise Refusal("lease-ended", "This email was held for too long.")
        return replace(self, handed_over_at=at, lease_until=at + LEASE)

    def put_back(self, *, at: datetime) -> "Email":
        """The server could not be reached, which is no fault of this email: it waits as it did before."""
        return replace(self._released(), status=Status.QUEUED, attempts=self.attempts - 1, next_at=at)

    def accept(self, *, at: datetime, code: int, reply: str) -> tuple["Email", EmailAccepted]:
        """The server took it. True whatever was believed before, so it has no guard."""
        taken = replace(self._answered(code, reply), status=Status.ACCEPTED, accepted_at=at)
        return taken, EmailAccepted(
            email_id=self.id,
            template=self.template,
            language=self.language,
            recipient_id=self.recipient_id,
            cause_event_id=self.cause_event_id,
        )

    def defer(self, *, at: datetime, code: int, reply: str) -> "Email":
        """The server asks to try later; every time a longer wait."""
        return replace(self._answered(code, reply), status=Status.DEFERRED, next_at=at + WAITS[self.attempts - 1])

    @property
    def is_tried_out(self) -> bool:
        """Whether it has waited as often as it may."""
        return self.attempts > len(WAITS)

    def fail(self, *, code: int, reply: str) -> tuple["Email", EmailFailed]:
        """The server will never take it."""
        failed = replace(self._answered(code, reply), status=Status.FAILED)
        return failed, EmailFailed(
            email_id=self.id,
            template=self.template,
            recipient_id=self.recipient_id,
            cause_event_id=self.cause_event_id,
            smtp_code=code,
        )

    def is_left_behind(self, at: datetime) -> bool:
        """Whether a sender has it in hand and its lease has ended."""
        return self.status is Status.SENDING and self.lease_until is not None and self.lease_until <= at

    def lose(self, *, at: datetime) -> "Email":
        """Its sender is gone: nobody knows whether the server took it, unless it never got the text."""
        if self.handed_over_at is None:
            return self.put_back(at=at)
        return replace(self._released(), status=Status.UNCERTAIN, next_at=at + DOUBT)

    def supersede(self) -> tuple["Email", EmailSuperseded]:
        """Something newer happened; sending it would mislead."""
        return replace(self._released(), status=Status.SUPERSEDED), EmailSuperseded(
            email_id=self.id,
            template=self.template,
            recipient_id=self.recipient_id,
            cause_event_id=self.cause_event_id,
        )

    def queue_again(self, *, at: datetime) -> "Email":
        """Staff want it sent once more; from now on only staff do."""
        if self.status not in (Status.FAILED, Status.UNCERTAIN):
            raise Refusal("not-resendable", f"This email is {self.status}; only a failed or uncertain one is resent.")
        resends = max(self.resends + (self.status is Status.UNCERTAIN), 1)
        return replace(self, status=Status.QUEUED, attempts=0, resends=resends, next_at=at)

    def _answered(self, code: int, reply: str) -> "Email":
        return replace(self._released(), smtp_code=code, smtp_reply=reply)

    def _released(self) -> "Email":
        return replace(self, worker="", lease_until=None)


def key_of(event_id: str, template: str, recipient_id: str) -> str:
    """What there is at most one email of."""
    return f"{event_id}|{template}|{recipient_id}|email"


def id_of(key: str) -> str:
    """A short id, safe in an address, always the same for the same key."""
    return base64.b32encode(hashlib.sha256(key.encode()).digest()[:15]).decode().lower()
