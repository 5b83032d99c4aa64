"""The relay of one service: it carries events from the outbox to RabbitMQ and notes what the broker has confirmed.

A process of its own, in plain Python. It publishes a window of events as `mandatory`, waits for every confirm, and
sets `sent` on those that were confirmed and not returned; while the broker confirms a window, the next one is read and
published. On any error it drops the connection and starts afresh: what is not flagged is sent again under the same id.
"""

import contextlib
import json
import logging
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

import amqp
from pymongo.errors import PyMongoError

from shared.contracts.envelope import properties
from shared.messaging import health, logs, watchdog
from shared.messaging.metrics import CARRIED, LEASE_HELD, RELAYED, UNROUTED
from shared.messaging.settings import SettingsError, amqp_url, mongo_url, read_settings
from shared.messaging.topology import REPLAY, connection, exchange_of
from shared.storage import Database, connect, new_id, now
from shared.storage.crash_points import reach
from shared.storage.lease import Lease, LeaseLost
from shared.storage.outbox import KEPT, Outbox
from shared.storage.wakeup import Wakeup

WINDOW = 200
FEW = 10
GATHER = 0.02
LONGEST_CONFIRM = 20.0
IDLE = 1.0
LEASE_SECONDS = 10.0
LONGEST_SILENCE = 120.0  # longer than all waits of one window together, each of which is bounded
BETWEEN_ARCHIVINGS = 3600.0

_log = logging.getLogger(__name__)


class Window:
    """What became of the messages of one window, by the channel's delivery tags."""

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        self.rows = rows
        self._ids: dict[int, str] = {}
        self._open: set[int] = set()
        self._failed: set[str] = set()

    def published(self, tag: int, event_id: str) -> None:
        """This event is on its way; to several queues it goes once for each."""
        self._ids[tag] = event_id
        self._open.add(tag)

    def confirmed(self, tag: int, multiple: bool) -> None:
        """The broker has these; tags of other windows mean nothing here."""
        self._open -= self._tags(tag, multiple)

    def nacked(self, tag: int, multiple: bool) -> None:
        """The broker could not take these; as above."""
        tags = self._tags(tag, multiple)
        self._failed |= {self._ids[one] for one in tags}
        self._open -= tags
        RELAYED.labels("nacked").inc(len(tags))

    def returned(self, event_id: str) -> None:
        """No queue wanted this one; its confirm follows and changes nothing."""
        self._failed.add(event_id)

    @property
    def open(self) -> int:
        """How many messages have no answer."""
        return len(self._open)

    @property
    def settled(self) -> bool:
        """Whether every message has its answer."""
        return not self._open

    @property
    def sent(self) -> list[dict[str, Any]]:
        """The rows that every queue they are for has got."""
        return [row for row in self.rows if row["_id"] not in self._failed]

    @property
    def failed(self) -> list[dict[str, Any]]:
        """The others."""
        return [row for row in self.rows if row["_id"] in self._failed]

    def _tags(self, tag: int, multiple: bool) -> set[int]:
        return {one for one in self._open if one <= tag} if multiple else {tag} & self._open


class Relay:
    """Carries the events of one outbox under a lease; `url` is the broker's for this service's own user."""

    def __init__(self, outbox: Outbox, lease: Lease, url: str) -> None:
        self._outbox = outbox
        self._lease = lease
        self._url = url
        self._user = unquote(urlsplit(url).username or "")
        self._connection: amqp.Connection | None = None
        self._channel: amqp.Channel | None = None
        self._published = 0
        self._under_way: list[Window] = []
        self.trouble: str | None = "it has just started"
        for result in CARRIED:  # a number that is there from the start can be seen to rise
            RELAYED.labels(result)

    def carry(self) -> bool:
        """Send one window and settle the one before; answers whether there was one to send and all went well.

        While a window is under way its subjects wait, so that no event overtakes an earlier one that fails.
        """
        busy = [row["subject"] for window in self._under_way for row in window.rows]
        rows = self._outbox.pending(WINDOW, busy=busy)
        if not rows:
            done = self.finish()
            self._keep_alive()
            return done
        reach("relay.after_read")
        channel = self._open_channel()
        window = Window(rows)
        self._under_way.append(window)
        with _in_full_packets(channel.connection.sock):
            for row in rows:
                self._publish(channel, window, row)
                reach("relay.mid_batch")
        reach("relay.all_sent")
        if len(rows) < FEW:
            time.sleep(GATHER)  # after the first of a trickle, so that the others share a window and a transaction
        return self._settle(self._under_way[:-1])

    def finish(self) -> bool:
        """Settle what is under way; answers whether there was any and all of it arrived."""
        return bool(self._under_way) and self._settle(list(self._under_way))

    @property
    def unanswered(self) -> int:
        """How many messages of the windows in hand the broker has not answered."""
        return sum(window.open for window in self._under_way)

    def drop(self) -> None:
        """Let go of the connection without a word: a polite close can wait for ever."""
        if self._connection is not None:
            self._connection.collect()
        self._connection = self._channel = None
        self._under_way.clear()

    def _settle(self, windows: Sequence[Window]) -> bool:
        for window in windows:
            self._wait_for(window)
            reach("relay.confirmed")
            self._outbox.settle(self._lease, sent=window.sent, failed=window.failed)
            RELAYED.labels("sent").inc(len(window.sent))
            self._under_way.remove(window)
            if window.failed:
                _log.error("%d events were refused or returned by the broker", len(window.failed))
        return not any(window.failed for window in windows)

    def _publish(self, channel: amqp.Channel, window: Window, row: dict[str, Any]) -> None:
        body = row["body"]
        message = amqp.Message(body, user_id=self._user, **properties(json.loads(body)))  # the broker checks it
        for exchange, key in addresses(row):
            channel.basic_publish(message, exchange=exchange, routing_key=key, mandatory=True)
            self._published += 1
            window.published(self._published, row["_id"])

    def _wait_for(self, window: Window) -> None:
        deadline = time.monotonic() + LONGEST_CONFIRM
        while not window.settled:
            left = deadline - time.monotonic()
            if left <= 0 or self._connection is None:
                raise TimeoutError("the broker did not confirm in time")
            self._connection.drain_events(timeout=left)

    def _open_channel(self) -> amqp.Channel:
        if self._channel is None:
            self._connection = opened = connection(self._url)
            opened.connect()
            channel = opened.channel()
            channel.confirm_select()
            channel.events["basic_ack"].add(self._on_ack)
            channel.events["basic_nack"].add(self._on_nack)
            channel.events["basic_return"].add(self._on_return)
            self._channel, self._published = channel, 0
        return self._channel

    def _on_ack(self, tag: int, multiple: bool) -> None:
        for window in self._under_way:
            window.confirmed(tag, multiple)

    def _on_nack(self, tag: int, multiple: bool) -> None:
        reach("relay.nacked")
        for window in self._under_way:
            window.nacked(tag, multiple)

    def _on_return(self, _error: Exception, _exchange: str, routing_key: str, message: amqp.Message) -> None:
        _log.error("no queue takes %s", routing_key)
        RELAYED.labels("returned").inc()
        UNROUTED.labels(routing_key).inc()
        reach("relay.returned")
        for window in self._under_way:
            window.returned(message.properties["message_id"])

    def _keep_alive(self) -> None:
        if self._connection is not None:
            self._connection.heartbeat_tick()
            try:
                self._connection.drain_events(timeout=0.001)
            except TimeoutError:
                return


@contextlib.contextmanager
def _in_full_packets(connected: socket.socket) -> Iterator[None]:
    """What is written meanwhile travels together; py-amqp would send each message as a packet of its own."""
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
    try:
        yield
    finally:
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 0)


def addresses(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Where a row of the outbox goes: [(exchange, routing key)]; again to some queues, or to whoever is bound."""
    if row["to"]:
        publisher = row["name"].split(".")[0]
        return [(REPLAY, f"{publisher}.{queue}") for queue in row["to"]]
    return [(exchange_of(row["audience"]), row["name"])]


def run(relay: Relay, lease: Lease, wakeup: Wakeup, archive: "Archive", stopping: Callable[[], bool]) -> None:
    """Carry until told to stop; the windows in hand are finished."""
    pulse = watchdog.watch("the relay", LONGEST_SILENCE)
    finished = False
    while not finished:
        pulse.beat()
        try:
            if stopping():
                finished = True
                relay.finish()
                continue
            held = lease.hold()
            LEASE_HELD.labels("relay").set(held)
            if not held:
                relay.drop()  # what is under way now belongs to whoever has the lease
            carried = held and relay.carry()
            relay.trouble = None
            if not carried:
                if held:
                    archive.tidy()
                wakeup.wait(IDLE)
        except (PyMongoError, amqp.AMQPError, OSError, LeaseLost) as error:
            _log.warning("starting afresh after %s", error)
            RELAYED.labels("failed").inc(relay.unanswered)
            relay.trouble = logs.named(error)
            relay.drop()
            time.sleep(IDLE)
    pulse.end()
    relay.drop()
    lease.release()


class Archive:
    """Moves what was sent long ago out of the outbox, while there is nothing to carry."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._next = 0.0

    def tidy(self) -> None:
        """A batch; the next one in an hour, or soon when there is more."""
        if time.monotonic() >= self._next:
            moved = self._outbox.archive(before=now() - KEPT)
            self._next = time.monotonic() + (0 if moved else BETWEEN_ARCHIVINGS)


def main() -> None:
    """Run the relay of the service named on the command line until SIGTERM."""
    (service,) = sys.argv[1:]
    logs.configure(f"{service}-relay")
    settings = read_settings()
    database = Database(
        connect(mongo_url(settings, f"{service}-relay")), f"{settings['DATABASES']}_{service}", publisher=service
    )
    outbox = Outbox(database)
    stopping = False
    wakeup = Wakeup(outbox.rows)

    def end(_signal: int, _frame: object) -> None:
        nonlocal stopping  # a plain flag: waking here could wait for a lock that this very thread holds
        stopping = True

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    lease = Lease(database, "relay", new_id(), LEASE_SECONDS)
    try:
        relay = Relay(outbox, lease, amqp_url(settings, service))
        health.serve(settings.get(f"{service.upper()}_RELAY_HEALTH", ""), not_ready=lambda: relay.trouble)
    except SettingsError as error:
        _log.critical("cannot start: %s", str(error))
        sys.exit(1)
    run(relay, lease, wakeup, Archive(outbox), lambda: stopping)


if __name__ == "__main__":
    main()
