"""Delivering: the sender takes an email in hand, gives it to the mail server and writes down what it said.

Only one thing can happen twice: a sender that ends after the server took the text and before that is written down.
The email is then `uncertain`, everybody can see it, and it is sent once more with the same Message-ID, never by itself
a third time.
"""

from collections.abc import Callable
from datetime import datetime

from prometheus_client import Counter

from services.notifications.message import Unsendable, compose
from services.notifications.model.email import Email, Status
from services.notifications.model.status_emails import is_still_true
from services.notifications.repository import Emails, Known
from services.notifications.smtp import Line, LineDown, Reply, Unanswered
from shared.contracts.envelope import Actor, Cause
from shared.messaging import logs, traces
from shared.storage.crash_points import reach

NO_SUCH_MAILBOX = 553

SENT = Counter("cimi_emails_total", "Emails taken in hand, by what came of it", ["result"])
for _result in ("accepted", "deferred", "failed", "superseded", "put-back", "uncertain"):
    SENT.labels(_result)  # a number that is there from the start can be seen to rise

Clock = Callable[[], datetime]


class Delivery:
    """One sender at work: `worker` is its own name in what it holds."""

    def __init__(self, emails: Emails, known: Known, line: Line, *, sender: str, worker: str, now: Clock) -> None:
        self._emails, self._known, self._line = emails, known, line
        self._sender, self._worker, self._now = sender, worker, now

    def deliver_next(self) -> bool:
        """Bring the email that has waited longest to an end; False when none waits. Raises LineDown."""
        email = self._claim()
        if email is None:
            return False
        ids = {"correlation_id": email.correlation_id, "event_id": email.cause_event_id}
        with logs.about(**ids, email_id=email.id), traces.span("send an email", parent=email.traceparent, **ids):
            reach("email.claimed")
            self._deliver(email)
        return True

    def _deliver(self, email: Email) -> None:
        application = self._known.applications.find(email.application_id) if email.application_id else None
        asked = self._known.asked.find(email.asked_id) if email.asked_id else None
        reviews = [known for review_id in email.review_ids if (known := self._known.reviews.find(review_id))]
        if not is_still_true(email, application, asked, reviews):
            self._write_down(email, self._supersede)
            SENT.labels("superseded").inc()
            return
        try:
            reply = self._line.send(compose(email, sender=self._sender), before_text=lambda: self._hand_over(email))
        except Unsendable as error:
            reply = Reply(NO_SUCH_MAILBOX, str(error))
        except LineDown:
            self._write_down(email, self._put_back)
            SENT.labels("put-back").inc()
            raise
        except Unanswered:
            self._write_down(email, self._lose)
            SENT.labels("uncertain").inc()
            return
        reach("email.answered")
        self._write_down(email, lambda current: self._note(current, reply))
        reach("email.written_down")
        SENT.labels("accepted" if reply.is_accepted else "failed" if reply.is_final else "deferred").inc()

    def recover(self) -> None:
        """Let go of emails whose sender has not been heard of for the length of a lease."""
        for email in self._emails.left_behind(self._now()):
            self._write_down(email, self._let_go)

    def _claim(self) -> Email | None:
        if self._emails.next_due(self._now()) is None:  # a look costs half of what a transaction does
            return None

        def first() -> Email | None:
            at = self._now()
            due = self._emails.next_due(at)
            return self._emails.save(due.claim(worker=self._worker, at=at)) if due else None

        nothing_yet = Cause(correlation_id="", causation_id="", actor=self._actor, at=self._now())
        return self._emails.database.transact(first, cause=nothing_yet)

    def _hand_over(self, email: Email) -> None:
        def hand_over(current: Email) -> None:
            self._emails.save(current.hand_over(worker=self._worker, at=self._now()))

        self._write_down(email, hand_over)
        reach("email.before_data")

    def _note(self, current: Email, reply: Reply) -> None:
        if reply.is_accepted:
            if current.status is not Status.ACCEPTED:
                self._emails.save(*current.accept(at=self._now(), code=reply.code, reply=reply.text))
        elif current.worker == self._worker:
            if reply.is_final or current.is_tried_out:
                self._emails.save(*current.fail(code=reply.code, reply=reply.text))
            else:
                self._emails.save(current.defer(at=self._now(), code=reply.code, reply=reply.text))

    def _supersede(self, current: Email) -> None:
        if current.worker == self._worker:
            self._emails.save(*current.supersede())

    def _put_back(self, current: Email) -> None:
        if current.worker == self._worker:
            self._emails.save(current.put_back(at=self._now()))

    def _lose(self, current: Email) -> None:
        if current.worker == self._worker:
            self._emails.save(current.lose(at=self._now()))

    def _let_go(self, current: Email) -> None:
        if current.is_left_behind(self._now()):
            self._emails.save(current.lose(at=self._now()))

    def _write_down(self, email: Email, change: Callable[[Email], None]) -> None:
        cause = Cause(
            correlation_id=email.correlation_id,
            causation_id=email.cause_event_id,
            actor=self._actor,
            at=self._now(),
            traceparent=traces.here(),
        )
        self._emails.database.transact(lambda: change(self._emails.get(email.id)), cause=cause)

    @property
    def _actor(self) -> Actor:
        return Actor(kind="system", id=self._worker, role="system")
