"""CIMI and what a user would pick instead, each seen the same way: letters in, receipts kept, receipts told of."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import amqp

from shared.messaging.consumer import AT_ONCE
from tests.bench import letters, peers_home
from tests.bench.stage import Corner, until

PEERS = Path(__file__).parent / "peers"
IN_HAND = str(AT_ONCE)

Told = tuple[str, str]


@dataclass(frozen=True)
class System:
    """One of them. settings: what makes it as safe as it can be; after: the queue in which receipts are told of.

    held: the processes that stand still while letters are laid out for them.
    told: from a message of that queue, the letter that it is about and the identity of what is told.
    """

    name: str
    settings: str
    workers: Mapping[str, Sequence[str]]
    held: Sequence[str]
    poster: Sequence[str]
    after: str
    told: Callable[[Any], Told]
    furnish: Callable[[Corner], None]

    def start(self, corner: Corner) -> None:
        """Start its workers and wait until a first letter has gone through."""
        self.furnish(corner)
        for name in self.workers:
            self.start_worker(corner, name)
        self.post(corner, 1, "first")
        until(lambda: self.kept(corner) >= 1 and self.told_of(corner) >= 1)

    def start_worker(self, corner: Corner, name: str) -> None:
        """Start one of its processes."""
        corner.start(name, self.workers[name], _environment(corner))

    def post(self, corner: Corner, count: int, name: str) -> None:
        """Have letters posted, by a process `name`, to the end."""
        self.start_posting(corner, count, name)
        until(lambda: not corner.pids(name))

    def lay_out(self, corner: Corner, count: int, name: str) -> None:
        """Have letters posted that wait in the queue of whoever stands still."""
        self.post(corner, count, name)
        until(lambda: letters.nothing_pending(corner))

    def start_posting(self, corner: Corner, count: int, name: str) -> None:
        """Have letters posted; what was taken is in the log of `name`."""
        corner.start(name, [*self.poster, str(count)], _environment(corner))

    def kept(self, corner: Corner) -> int:
        """How many receipts there are."""
        return corner.database.collection("receipts").estimated_document_count()

    def told_of(self, corner: Corner) -> int:
        """How many events tell of receipts; none before there is a queue for them."""
        try:
            return corner.depth(self.after)
        except amqp.NotFound:
            return 0


def _environment(corner: Corner) -> dict[str, str]:
    return {
        "BENCH_AMQP_URL": corner.amqp_url,
        "BENCH_MONGO_URL": corner.stage.mongo.url,
        "BENCH_DATABASE": f"{corner.name}_desk",
        "BENCH_IN_HAND": IN_HAND,
    }


def _own_envelope(message: Any) -> Told:
    document = json.loads(message.body)
    return document["data"]["letter_id"], document["id"]


def _celery_message(message: Any) -> Told:
    (_, letter_id), _, _ = json.loads(message.body)
    return letter_id, message.headers["id"]


def _dramatiq_message(message: Any) -> Told:
    told = json.loads(message.body)
    return told["args"][1], told["message_id"]


def _nameko_message(message: Any) -> Told:
    """Events of nameko have no identity: each message is one of its own."""
    return json.loads(message.body)["letter_id"], str(message.delivery_tag)


def _program(name: str) -> str:
    return str(peers_home.HOME / "bin" / name)


def _peer(name: str, settings: str, worker: Sequence[str], told: Callable[[Any], Told]) -> System:
    poster = (_program("python"), str(PEERS / "post.py"), name.lower())
    path = ("env", f"PYTHONPATH={PEERS}")
    return System(
        name, settings, {"worker": (*path, *worker)}, ("worker",), (*path, *poster), "after", told, lambda _: None
    )


OURS = System(
    "CIMI",
    "as it is: host and relay",
    {
        "host": (sys.executable, "-m", "tests.bench.run_desk"),
        "relay": (sys.executable, "-m", "shared.messaging.relay", "desk"),
    },
    ("host",),
    (sys.executable, "-m", "tests.bench.post"),
    "archive.inbox",
    _own_envelope,
    letters.furnish,
)

SYSTEMS = (
    OURS,
    _peer(
        "nameko",
        "`event_handler(reliable_delivery, requeue_on_error)`; `EventDispatcher(use_confirms, mandatory)`",
        (_program("python"), str(PEERS / "nameko_desk.py")),
        _nameko_message,
    ),
    _peer(
        "Celery",
        "`acks_late`, `reject_on_worker_lost`, `confirm_publish`, quorum queues, prefetch 1, "
        "`cancel_long_running_tasks_on_connection_loss`, `autoretry_for` without end",
        (_program("celery"), "-A", "celery_desk", "worker", "-Q", "desk", "-c", IN_HAND, "-l", "WARNING"),
        _celery_message,
    ),
    _peer(
        "Dramatiq",
        "`confirm_delivery`, its own retries",
        (_program("dramatiq"), "dramatiq_desk", "--processes", "1", "--threads", IN_HAND, "--queues", "desk"),
        _dramatiq_message,
    ),
)
