"""A mail server that answers as a test wants, and senders that work with it."""

import asyncio
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from services.notifications.model.email import Email
from services.notifications.repository import Emails, Known
from services.notifications.smtp import Line
from services.notifications.use_cases.deliver import Delivery
from shared.contracts.envelope import Actor, Cause
from shared.storage import Database, now
from shared.testing.servers import free_ports
from tests.services.notifications.people import AT

SENDER = "Curso Interamericano <curso@cimi.example>"
CAUSE = Cause(correlation_id="chain-1", causation_id="", actor=Actor(kind="system", id="test", role="system"), at=AT)


class PostOffice:
    """Takes mail, unless `answers` says otherwise: one answer for each text, "hang up" to close the line instead."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.answers: list[str] = []
        self.delay = 0.0
        self.port = free_ports(1)
        self._controller: Controller | None = None

    def open(self) -> None:
        """Answer the line."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        """Answer no more."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    @property
    def address(self) -> str:
        """Where it is."""
        return f"127.0.0.1:{self.port}"

    @property
    def ids(self) -> list[str]:
        """The Message-IDs of what it took, in order."""
        return [str(message["Message-ID"]) for message in self.taken]

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's
        """One text came."""
        await asyncio.sleep(self.delay)
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250") or answer == "hang up":
            read = message_from_bytes(cast(bytes, envelope.content), policy=policy.default)
            self.taken.append(cast(EmailMessage, read))
            self.recipients.append(list(envelope.rcpt_tos))
        if answer == "hang up":
            server.transport.abort()
        return answer


def sender(own: Database, address: str, *, later: timedelta = timedelta(), worker: str = "sender-1") -> Delivery:
    """A sender whose clock is ahead by `later`."""
    return Delivery(Emails(own), Known(own), Line(address), sender=SENDER, worker=worker, now=lambda: now() + later)


def put(own: Database, *emails: Email) -> None:
    """Queue these emails."""
    own.transact(lambda: [Emails(own).add(email) for email in emails], cause=CAUSE)


def published(own: Database) -> list[dict[str, Any]]:
    """The events in the outbox, in order."""
    return list(own.collection("outbox").find({}, sort=[("_id", 1)]))
