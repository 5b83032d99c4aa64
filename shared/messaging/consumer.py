"""The consumer of one service: it takes messages from the service's queues, hands each to the receiver and settles it.

It runs in a green thread of the host, and has a few more for the work. While messages wait, those that are new share a
transaction. What is in hand is counted, so that a stop finishes and settles it before the connection is closed; settling
on a connection that is gone is ignored, since the message comes again and the inbox knows it.
"""

import functools
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import eventlet
from amqp.basic_message import Message
from eventlet.semaphore import Semaphore
from kombu import Connection
from pymongo.errors import PyMongoError

from shared.messaging import watchdog
from shared.messaging.delivery import Delivery, Receiver, Subscription, Verdict
from shared.messaging.topology import inboxes
from shared.storage import Database
from shared.storage.crash_points import reach

AT_ONCE = 6  # fewer than the host has workers, so that commands get theirs
TOGETHER = 6  # at most, of those that wait, in one transaction
GATHER = 0.005  # what was published together arrives together, and shares a transaction if it is waited for
PREFETCH = 12  # of each of the four queues
TICK = 0.2
LONGEST_DEAF = 75.0  # a service that is well hears its own canary twice in that time
LONGEST_SILENCE = 30.0
RECONNECT_PAUSES = (0.2, 0.5, 1, 2, 5)
LONGEST_SETUP = 15.0
LONGEST_DRAIN = 25.0

_log = logging.getLogger(__name__)


class Draining(Exception):
    """The process ends while a message waits for the database; the broker keeps it."""


class Consumer:
    """Consumes `<service>.inbox` and what comes back from the retry queues.

    spawn: starts a green thread that the host knows of. vouched: as the receiver has it.
    """

    def __init__(
        self,
        service: str,
        url: str,
        database: Database,
        subscriptions: Sequence[Subscription],
        *,
        spawn: Callable[[Callable[[], None]], Any],
        vouched: bool = False,
    ) -> None:
        self._queues = inboxes(service)
        self._url = url
        self._database = database
        self._receiver = Receiver(database, subscriptions, self._wait_for_database, vouched=vouched)
        self._spawn = spawn
        self._writing = Semaphore()
        self._waiting: deque[tuple[Message, Delivery]] = deque()
        self._at_work = 0
        self._stopping = False
        self._listening = False
        self._channel: Any = None
        self._broken = False
        self._in_hand = 0
        self._heard_at = 0.0
        self._pulse = watchdog.watch("the consumer", LONGEST_SILENCE)
        self._loop: Any = None

    def start(self) -> None:
        """Begin to consume; the broker may come later."""
        self._loop = self._spawn(self._consume)

    def drain(self) -> None:
        """Take nothing new; come back when all work in hand is settled, or after 25 s."""
        self._stopping = True
        deadline = time.monotonic() + LONGEST_DRAIN
        while not self._loop.dead and time.monotonic() < deadline:
            eventlet.sleep(TICK / 10)

    def not_ready(self) -> str | None:
        """What keeps the consumer from consuming, or None."""
        return None if self._listening else "not consuming: no broker, or a queue is missing"

    def _consume(self) -> None:
        failures = 0
        while not self._stopping:
            self._pulse.beat()
            connection = Connection(
                self._url, connect_timeout=5, heartbeat=10, transport_options={"read_timeout": 20, "write_timeout": 20}
            )
            try:
                self._listen(connection)
                failures = 0
            except (*connection.connection_errors, *connection.channel_errors) as error:
                pause = RECONNECT_PAUSES[min(failures, len(RECONNECT_PAUSES) - 1)]
                failures = 0 if self._listening else failures + 1
                _log.warning("not consuming (%s); again in %s s", error, pause)
                eventlet.sleep(pause)
            finally:
                self._listening = False
                connection.collect()
        self._pulse.end()

    def _listen(self, connection: Connection) -> None:
        with self._answered():
            tags = self._subscribe(connection)
        self._listening = True
        cancelled = False
        while not (cancelled and self._in_hand == 0):
            self._pulse.beat()
            if self._broken:
                raise ConnectionResetError("a message could not be settled")
            if self._in_hand == 0 and time.monotonic() - self._heard_at > LONGEST_DEAF:
                raise ConnectionResetError("the inbox was silent for so long that it may not be the one of then")
            if self._stopping and not cancelled:
                with self._writing, self._answered():
                    for tag in tags:
                        self._channel.basic_cancel(tag)
                cancelled = True
            try:
                connection.drain_events(timeout=TICK)
            except TimeoutError:
                with self._writing:
                    connection.heartbeat_check()

    def _subscribe(self, connection: Connection) -> list[str]:
        connection.connect()
        channel = connection.channel()
        for queue in self._queues:  # a missing queue is an error of the operator's that readiness shows
            channel.queue_declare(queue, passive=True)
        self._channel, self._broken, self._heard_at = channel, False, time.monotonic()
        # Consumed below kombu's own consumer, which would decompress a body before anyone has looked at it.
        with self._writing:
            channel.basic_qos(0, PREFETCH, False)
            taking = {queue: functools.partial(self._take, queue) for queue in self._queues}
            return [channel.basic_consume(queue, callback=take) for queue, take in taking.items()]

    def _answered(self) -> eventlet.Timeout:
        # The socket's own limits do nothing under eventlet, so a broker that falls silent is given up by the clock.
        return eventlet.Timeout(LONGEST_SETUP, TimeoutError("the broker does not answer"))

    def _take(self, queue: str, message: Message) -> None:
        if queue == self._queues[0]:
            # A quorum queue that is deleted and declared again at once goes on without a word to its consumers, who
            # get nothing of it until they ask anew (RabbitMQ 3.10): so silence is measured, and canaries break it.
            self._heard_at = time.monotonic()
        self._in_hand += 1
        self._waiting.append((message, _delivery(message)))
        if self._at_work < AT_ONCE:
            self._at_work += 1
            self._spawn(self._work)

    def _work(self) -> None:
        try:
            eventlet.sleep(GATHER)
            while self._waiting:
                self._handle(self._next())
        finally:
            self._at_work -= 1

    def _next(self) -> list[tuple[Message, Delivery]]:
        """The oldest that waits, with those after it that may share its transaction: all are new to everybody."""
        taken = [self._waiting.popleft()]
        while len(taken) < TOGETHER and self._waiting and taken[-1][1].is_first and self._waiting[0][1].is_first:
            taken.append(self._waiting.popleft())
        return taken

    def _handle(self, taken: Sequence[tuple[Message, Delivery]]) -> None:
        together = len(taken) > 1 and self._receiver.receive_together([delivery for _, delivery in taken])
        for message, delivery in taken:
            self._settle(message, delivery, Verdict.ACK if together else None)

    def _settle(self, message: Message, delivery: Delivery, verdict: Verdict | None) -> None:
        try:
            verdict = verdict or self._verdict(delivery)
            with self._writing:
                if verdict is Verdict.ACK:
                    message.channel.basic_ack(message.delivery_tag)
                    reach("consumer.after_ack")
                else:
                    message.channel.basic_reject(message.delivery_tag, requeue=False)
                    reach("consumer.after_reject")
        except Draining:
            _log.warning("left a message with the broker: the database is away and the process ends")
        except _GONE as error:
            _log.warning("could not settle a message (%s); it will come again", error)
            self._broken = message.channel is self._channel
        finally:
            self._in_hand -= 1

    def _verdict(self, delivery: Delivery) -> Verdict:
        try:
            return self._receiver.receive(delivery)
        except Draining:
            raise
        except Exception:  # noqa: BLE001  # whatever a message does to us, the process and the next message go on
            _log.exception("a message could not even be parked; it comes back later")
            return Verdict.REJECT

    def _wait_for_database(self) -> None:
        pause = 0.5
        while True:
            if self._stopping:
                raise Draining
            eventlet.sleep(pause)
            pause = min(pause * 2, 5.0)
            try:
                self._database.ping()
            except PyMongoError:
                continue
            return


def _delivery(message: Message) -> Delivery:
    body = message.body
    return Delivery(
        body=body.encode() if isinstance(body, str) else bytes(body),
        content_type=message.properties.get("content_type", ""),
        headers=message.properties.get("application_headers", {}),
        user=message.properties.get("user_id", ""),
    )


_GONE = (*Connection("amqp://").connection_errors, *Connection("amqp://").channel_errors)
