"""What to do with one delivered message: handle it once, let it come back later, or park it; never lose it."""

import contextlib
import hashlib
import logging
import time
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from shared.contracts.envelope import CONTENT_TYPE, LARGEST, TYPE_PREFIX, Cause, Envelope, UnreadableMessage, decode
from shared.contracts.event import Event, InvalidEvent
from shared.contracts.refusal import NotYet, Refusal
from shared.messaging import logs, traces
from shared.messaging.metrics import HANDLER_SECONDS, HEARD, INBOX
from shared.storage import Database, now
from shared.storage.crash_points import reach
from shared.storage.database import is_infrastructure
from shared.storage.failures import Failures
from shared.storage.inbox import AlreadyHandled, Inbox
from shared.storage.parked import Parked

MOST_ATTEMPTS = 8
MOST_NOT_YETS = 240
MOST_CRASHES = 10
MOST_RETURNS = 5
A_MOMENT = 0.1  # in which, under the host, the green threads beside it go on
OLDEST = timedelta(days=400)  # as long as the inbox remembers

_log = logging.getLogger(__name__)


class Verdict(StrEnum):
    """How the message is settled at the broker."""

    ACK = "ack"
    REJECT = "reject"


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A message as it came. headers: the AMQP application headers; rejections and crashes: how often before.

    user: who published it, as the broker has checked; empty when they did not say.
    """

    body: bytes
    content_type: str
    headers: Mapping[str, Any]
    user: str = ""

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

    @property
    def is_first(self) -> bool:
        """Whether it was never in anybody's hands before."""
        return self.crashes == 0 and self.rejections == 0


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
            traceparent=traces.here(),
        )


Handler = Callable[[Event, Heard], None]


@dataclass(frozen=True)
class Subscription:
    """One entrypoint that hears one event. consumer: its name, under which the inbox notes what it has handled.

    run: runs the handler, wrapped by the function that it is given, wherever handlers run (a worker of the host).
    method: the handler before it belongs to a service, which is its first argument.
    """

    event: type[Event]
    consumer: str
    run: Callable[[Callable[[Handler], None]], None]
    method: Callable[..., None]


class Receiver:
    """Decides on deliveries for one service.

    wait_for_database: called while the database is away; returns when it may be tried again, or raises to give up
    (the message then stays with the broker, unsettled). vouched: every service has its own user at the broker, so an
    event whose publisher did not sign in as itself is not believed.
    """

    def __init__(
        self,
        database: Database,
        subscriptions: Sequence[Subscription],
        wait_for_database: Callable[[], None],
        *,
        vouched: bool = False,
    ) -> None:
        self._database = database
        self._inbox = Inbox(database)
        self._parked = Parked(database)
        self._failures = Failures(database)
        self._subscriptions = subscriptions
        self._wait_for_database = wait_for_database
        self._vouched = vouched
        for one in subscriptions:  # a number that is there from the start can be seen to rise
            for result in HEARD:
                INBOX.labels(one.consumer, result)

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

    def receive_together(self, deliveries: Sequence[Delivery]) -> bool:
        """Handle several in one transaction; answers whether that is known to have gone well.

        If not, nothing was done, or all of it and the answer was lost, which the inbox knows. It saves commits while
        many wait, and judges nothing: what is wrong shows when each is received by itself.
        """
        try:
            turns = [(envelope, one) for envelope, listeners in map(self._opened, deliveries) for one in listeners]
            _, first = turns[0]
            first.run(lambda handler: self._handle_together(turns, cast(types.MethodType, handler).__self__))
        except Exception as error:  # noqa: BLE001  # each of them is received alone after this, and judged there
            _log.info("not together, so one by one: %s", logs.named(error))
            return False
        for _, listener in turns:
            INBOX.labels(listener.consumer, "ok").inc()
        return True

    def _opened(self, delivery: Delivery) -> tuple[Envelope, list[Subscription]]:
        """What the message says and who hears it. Raises UnreadableMessage for one that nobody can or may handle."""
        reach("consumer.before")
        envelope = _readable(delivery)
        require_genuine(envelope, self._signed_by(delivery))
        if envelope.time < now() - OLDEST:
            raise UnreadableMessage("too-old", f"it happened more than {OLDEST.days} days ago")
        listeners = [one for one in self._subscriptions if isinstance(envelope.event, one.event)]
        if not listeners:
            raise UnreadableMessage("no-listener", f"nobody here listens to {envelope.event.name}")
        return envelope, listeners

    def _receive(self, delivery: Delivery) -> Verdict:
        if delivery.crashes >= MOST_CRASHES:
            return self._park(delivery, "", "crash-loop", f"handed out {delivery.crashes} times")
        try:
            envelope, listeners = self._opened(delivery)
        except UnreadableMessage as error:
            return self._park(delivery, "", error.reason, logs.scrubbed(error))
        # Every listener gets its turn although one of them fails: their inbox rows keep them apart.
        verdicts = [self._hear(delivery, envelope, listener) for listener in listeners]
        return Verdict.REJECT if Verdict.REJECT in verdicts else Verdict.ACK

    def _signed_by(self, delivery: Delivery) -> str | None:
        return delivery.user if self._vouched else None

    def _hear(self, delivery: Delivery, envelope: Envelope, listener: Subscription) -> Verdict:
        with logs.about(correlation_id=envelope.correlation_id, event_id=envelope.id, consumer=listener.consumer):
            return self._heard(delivery, envelope, listener)

    def _heard(self, delivery: Delivery, envelope: Envelope, listener: Subscription) -> Verdict:
        result = INBOX.labels
        try:
            self._run(delivery, envelope, listener)
        except AlreadyHandled:
            _log.info("handled before")
            result(listener.consumer, "duplicate").inc()
        except NotYet as error:
            result(listener.consumer, "not-yet").inc()
            if delivery.rejections < MOST_NOT_YETS:
                return Verdict.REJECT
            return self._park(delivery, listener.consumer, "not-yet", logs.scrubbed(error))
        except (Refusal, InvalidEvent) as error:
            result(listener.consumer, "refused").inc()
            return self._park(
                delivery, listener.consumer, getattr(error, "code", "invalid-event"), logs.scrubbed(error)
            )
        except Exception as error:
            if is_infrastructure(error):
                result(listener.consumer, "infrastructure").inc()
                raise
            _log.exception("failed on %s", envelope.event.name)
            if self._failures.count(f"{listener.consumer}|{envelope.source}|{envelope.id}") < MOST_ATTEMPTS:
                result(listener.consumer, "retry").inc()
                return Verdict.REJECT
            return self._park(delivery, listener.consumer, type(error).__name__, logs.scrubbed(error))
        else:
            result(listener.consumer, "ok").inc()
        return Verdict.ACK

    def _run(self, delivery: Delivery, envelope: Envelope, listener: Subscription) -> None:
        """Have the handler run; what a new message waits for is often in hand beside it, so it gets a moment."""

        def work(handler: Handler) -> None:
            self.handle(envelope, listener.consumer, handler)

        try:
            listener.run(work)
        except NotYet:
            if not delivery.is_first:
                raise
            time.sleep(A_MOMENT)
            listener.run(work)

    def handle(self, envelope: Envelope, consumer: str, handler: Handler) -> None:
        """Run `handler` and note the event in the inbox, in one transaction. Raises AlreadyHandled the second time."""
        with self._turn(envelope, consumer) as heard:
            self._commit(lambda: self._once(envelope, consumer, handler, heard), heard)

    def _handle_together(self, turns: Sequence[tuple[Envelope, Subscription]], service: object) -> None:
        def one_after_the_other() -> None:
            for envelope, listener in turns:
                with self._turn(envelope, listener.consumer) as heard, self._database.caused_by(heard):
                    handler = types.MethodType(listener.method, service)
                    self._once(envelope, listener.consumer, handler, heard)

        first, _ = turns[0]
        self._commit(one_after_the_other, Heard.of(first, at=now()))

    def _commit(self, work: Callable[[], None], heard: Heard) -> None:
        self._database.transact(work, cause=heard)
        reach("consumer.after_commit")

    def _once(self, envelope: Envelope, consumer: str, handler: Handler, heard: Heard) -> None:
        if envelope.event.audience != "canary":  # a sign of life is harmless twice, and they are many
            self._inbox.enter_first(consumer, envelope)
        handler(envelope.event, heard)
        reach("consumer.inside")

    @contextlib.contextmanager
    def _turn(self, envelope: Envelope, consumer: str) -> Iterator[Heard]:
        ids = {"correlation_id": envelope.correlation_id, "event_id": envelope.id, "consumer": consumer}
        parent = envelope.traceparent
        with logs.about(**ids), traces.span(consumer, parent=parent, **ids), HANDLER_SECONDS.labels(consumer).time():
            yield Heard.of(envelope, at=now())

    def _park(self, delivery: Delivery, consumer: str, reason: str, trace: str) -> Verdict:
        _log.error("parked a message for %s: %s", consumer or "nobody", reason)
        INBOX.labels(consumer or "nobody", "parked").inc()
        reach("park.before_insert")
        self._parked.park(
            hashlib.sha256(f"{consumer}|{delivery.user}|".encode() + delivery.body).hexdigest()[:32],
            event=_storable(delivery.headers.get("cloudEvents:type", "")).removeprefix(TYPE_PREFIX),
            consumer=consumer,
            reason=reason,
            trace=trace,
            body=delivery.body,
            headers=[[_storable(key), _storable(value)] for key, value in delivery.headers.items()],
            attempts=delivery.rejections + 1,
            signed_by=self._signed_by(delivery),
            at=now(),
        )
        reach("park.after_insert")
        return Verdict.ACK


def require_genuine(envelope: Envelope, signed_by: str | None) -> None:
    """Raise UnreadableMessage (`forged`) unless the event comes from the service whose it is, whatever its body says.

    signed_by: the broker's user who published it, empty for one who did not say; None where all share one user.
    """
    name, publisher = envelope.event.name, envelope.event.publisher()
    if envelope.source != f"/cimi/{publisher}":
        raise UnreadableMessage("forged", f"{envelope.source[:120]} does not publish {name}")
    if signed_by not in (None, publisher):
        raise UnreadableMessage("forged", f"{name} was published by {signed_by or 'nobody that the broker knows'}")


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
