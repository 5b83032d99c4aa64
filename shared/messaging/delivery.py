"""What to do with one delivered message: handle it once, let it come back later, or park it; never lose it."""

import hashlib
import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from shared.contracts.envelope import CONTENT_TYPE, LARGEST, Cause, Envelope, UnreadableMessage, decode
from shared.contracts.event import Event, InvalidEvent
from shared.contracts.refusal import NotYet, Refusal
from shared.storage import Database, now
from shared.storage.database import is_infrastructure
from shared.storage.failures import Failures
from shared.storage.inbox import AlreadyHandled, Inbox
from shared.storage.parked import Parked

MOST_ATTEMPTS = 8
MOST_NOT_YETS = 240
MOST_CRASHES = 10
MOST_RETURNS = 5
OLDEST = timedelta(days=400)  # as long as the inbox remembers

_log = logging.getLogger(__name__)


class Verdict(StrEnum):
    """How the message is settled at the broker."""

    ACK = "ack"
    REJECT = "reject"


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A message as it came. headers: the AMQP application headers; rejections and crashes: how often before."""

    body: bytes
    content_type: str
    headers: Mapping[str, Any]

    @property
    def rejections(self) -> int:
        """How often a consumer has rejected it, from `x-death`."""
        deaths = self.headers.get("x-death")
        rejected = (death for death in _tables(deaths) if death.get("reason") == "rejected")
        return sum(_count(death.get("count")) for death in rejected)

    @property
    def crashes(self) -> int:
        """How often it was handed out and not settled, from `x-delivery-count`."""
        return _count(self.headers.get("x-delivery-count"))


@dataclass(frozen=True, kw_only=True)
class Heard(Cause):
    """Why a handler runs: the event it hears. sequence: of the event's subject, at its publisher, from 1 on."""

    event_id: str
    sequence: int
    occurred_at: datetime

    @classmethod
    def of(cls, envelope: Envelope, *, at: datetime) -> "Heard":
        """What a handler that runs at `at` is told of the event in the envelope."""
        return cls(
            correlation_id=envelope.correlation_id,
            causation_id=envelope.id,
            actor=envelope.actor,
            at=at,
            event_id=envelope.id,
            sequence=envelope.sequence,
            occurred_at=envelope.time,
        )


Handler = Callable[[Event, Heard], None]


@dataclass(frozen=True)
class Subscription:
    """One entrypoint that hears one event. consumer: its name, under which the inbox notes what it has handled.

    run: runs the handler, wrapped by the function that it is given, wherever handlers run (a worker of the host).
    """

    event: type[Event]
    consumer: str
    run: Callable[[Callable[[Handler], None]], None]


class Receiver:
    """Decides on deliveries for one service.

    wait_for_database: called while the database is away; returns when it may be tried again, or raises to give up
    (the message then stays with the broker, unsettled).
    """

    def __init__(
        self, database: Database, subscriptions: Sequence[Subscription], wait_for_database: Callable[[], None]
    ) -> None:
        self._database = database
        self._inbox = Inbox(database)
        self._parked = Parked(database)
        self._failures = Failures(database)
        self._subscriptions = subscriptions
        self._wait_for_database = wait_for_database

    def receive(self, delivery: Delivery) -> Verdict:
        """Say how to settle the message; while the database is away it waits, which is not counted as an attempt.

        A database that answers again and again, but never for this message, is no longer the reason: then it is.
        """
        for _ in range(MOST_RETURNS):
            try:
                return self._receive(delivery)
            except Exception as error:
                if not is_infrastructure(error):
                    raise
                _log.warning("the database is away (%s); the message waits", type(error).__name__)
                self._wait_for_database()
        failures = self._failures.count(f"|{hashlib.sha256(delivery.body).hexdigest()}")
        if failures < MOST_ATTEMPTS:
            return Verdict.REJECT
        return self._park(delivery, "", "never-finished", f"the database was back {MOST_RETURNS} times")

    def _receive(self, delivery: Delivery) -> Verdict:
        if delivery.crashes >= MOST_CRASHES:
            return self._park(delivery, "", "crash-loop", f"handed out {delivery.crashes} times")
        try:
            envelope = _readable(delivery)
            if envelope.time < now() - OLDEST:
                raise UnreadableMessage("too-old", f"it happened more than {OLDEST.days} days ago")
            listeners = [one for one in self._subscriptions if isinstance(envelope.event, one.event)]
            if not listeners:
                raise UnreadableMessage("no-listener", f"nobody here listens to {envelope.event.name}")
        except UnreadableMessage as error:
            return self._park(delivery, "", error.reason, str(error))
        # Every listener gets its turn although one of them fails: their inbox rows keep them apart.
        verdicts = [self._hear(delivery, envelope, listener) for listener in listeners]
        return Verdict.REJECT if Verdict.REJECT in verdicts else Verdict.ACK

    def _hear(self, delivery: Delivery, envelope: Envelope, listener: Subscription) -> Verdict:
        try:
            listener.run(lambda handler: self.handle(envelope, listener.consumer, handler))
        except AlreadyHandled:
            _log.info("%s has handled %s before", listener.consumer, envelope.id)
        except NotYet as error:
            if delivery.rejections < MOST_NOT_YETS:
                return Verdict.REJECT
            return self._park(delivery, listener.consumer, "not-yet", str(error))
        except (Refusal, InvalidEvent) as error:
            return self._park(delivery, listener.consumer, getattr(error, "code", "invalid-event"), str(error))
        except Exception as error:
            if is_infrastructure(error):
                raise
            _log.exception("%s failed on %s", listener.consumer, envelope.event.name)
            if self._failures.count(f"{listener.consumer}|{envelope.source}|{envelope.id}") < MOST_ATTEMPTS:
                return Verdict.REJECT
            return self._park(delivery, listener.consumer, type(error).__name__, traceback.format_exc())
        return Verdict.ACK

    def handle(self, envelope: Envelope, consumer: str, handler: Handler) -> None:
        """Run `handler` and note the event in the inbox, in one transaction. Raises AlreadyHandled the second time."""
        heard = Heard.of(envelope, at=now())

        def once() -> None:
            if envelope.event.audience != "canary":  # a sign of life is harmless twice, and they are many
                self._inbox.enter_first(consumer, envelope)
            handler(envelope.event, heard)

        self._database.transact(once, cause=heard)

    def _park(self, delivery: Delivery, consumer: str, reason: str, trace: str) -> Verdict:
        _log.error("parked a message for %s: %s", consumer or "nobody", reason)
        self._parked.park(
            hashlib.sha256(consumer.encode() + b"|" + delivery.body).hexdigest()[:32],
            event=_storable(delivery.headers.get("cloudEvents:type", "")),
            consumer=consumer,
            reason=reason,
            trace=trace,
            body=delivery.body,
            headers=[[_storable(key), _storable(value)] for key, value in delivery.headers.items()],
            attempts=delivery.rejections + 1,
            at=now(),
        )
        return Verdict.ACK


def _count(value: Any) -> int:
    """A number that only the broker should have written, or 0 when somebody else wrote something else."""
    return value if isinstance(value, int) else 0


def _tables(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _storable(text: object) -> str:
    """The text as MongoDB takes it, however it was meant."""
    return str(text).encode("utf-8", "replace").decode()


def _readable(delivery: Delivery) -> Envelope:
    if delivery.headers.get("compression"):
        raise UnreadableMessage("compressed", "compressed messages are not taken")
    if len(delivery.body) > LARGEST:
        raise UnreadableMessage("too-large", f"{len(delivery.body)} bytes are more than {LARGEST}")
    if delivery.content_type != CONTENT_TYPE:
        raise UnreadableMessage("content-type", f"{delivery.content_type[:80]!r} is not {CONTENT_TYPE}")
    return decode(delivery.body)
