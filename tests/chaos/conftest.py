"""A ledger whose processes fail where a test wants, and all that came of it as one value to compare."""

import json
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from shared.messaging.topology import EXTERNAL_INBOX, connection, declare, inboxes
from shared.testing.servers import Mongo
from tests.chaos.crashes import ENDS, failing
from tests.chaos.template import Template
from tests.shared.messaging.conftest import QUICK, Ledger, eventually, topology

QUEUES = [*inboxes("ledger", QUICK), *(f"ledger.retry.{stage}" for stage in range(1, len(QUICK) + 1))]


@pytest.fixture(scope="session")
def hosts() -> Iterator[Template]:
    """Forks hosts."""
    template = Template(["shared.messaging.host"], green=True)
    yield template
    template.end()


@pytest.fixture(scope="session")
def plain() -> Iterator[Template]:
    """Forks relays and senders."""
    template = Template(["shared.messaging.relay", "services.notifications.sender"], green=False)
    yield template
    template.end()


class FailingLedger(Ledger):
    """The ledger, with processes that fail where they are told to."""

    def __init__(self, folder: Path, mongo_url: str, amqp_url: str, *, hosts: Template, plain: Template) -> None:
        super().__init__(folder, mongo_url, amqp_url)
        self._programs = {
            "host": (hosts, "tests.shared.messaging.run_ledger"),
            "relay": (plain, "tests.chaos.run_relay", "ledger"),
        }

    def start(self, name: str, *, at: str = "", **settings: str) -> None:
        """Start a process that fails `at` a point (see CRASH_AT); the host is waited for."""
        self.launch(name, at=at, **settings)
        if name == "host":
            eventually(lambda: self.ready() == 200)

    def launch(self, name: str, *, at: str = "", **settings: str) -> None:
        """The same, and nobody waits."""
        template, *program = self._programs[name]
        environment = {"CIMI_CONFIG": str(self.folder / "config.yml"), "LEDGER_ATTEMPTS": str(self.folder)}
        environment |= failing(at) | settings
        self.processes[name] = template.start(*program, environment=environment, log=self.log(name))

    def log(self, name: str) -> Path:
        """What the processes of that name wrote."""
        return self.folder / f"{name}.log"

    def fails(self, name: str, point: str, how: str) -> None:
        """Wait until the process is at the point."""
        mark = f"CRASH_AT: {how} at {point}\n"
        eventually(lambda: self.log(name).exists() and mark in self.log(name).read_text())

    def ends(self, name: str) -> int:
        """How the process ends by itself."""
        return self.processes.pop(name).wait(timeout=30)

    def holds_back(self, *amounts: int, **posted: str) -> None:
        """Post these and have them all wait in the inbox's queue, with nobody there to hear them."""
        self.start("host")
        for amount in amounts:
            self.post(f"entry-{amount}", amount, **posted)
        assert self.end("host") == 0
        self.start("relay")
        eventually(lambda: self.pending() == [])

    def goes_on(self, point: str, how: str, *, survives_a_bug: bool) -> None:
        """The host fails at the point, ends as it must, and the next one is started."""
        self.fails("host", point, how)
        if how != "exception" or not survives_a_bug:
            assert self.ends("host") == ENDS[how]
            self.start("host")

    def lead(self, setting: str, url: str) -> None:
        """From now on, processes find a server elsewhere."""
        config = self.folder / "config.yml"
        config.write_text(json.dumps(json.loads(config.read_text()) | {setting: url}))

    def rest(self, effects: int = 1, parked: int = 0) -> None:
        """Come back when so many entries were booked and credited and so many parked, and no more is on its way."""
        eventually(lambda: (len(self.booked()), len(self.credits())) >= (effects, effects), 40)
        eventually(lambda: len(self.rows("parked")) >= parked, 40)
        eventually(lambda: self.pending() == [] and self.waiting() == {}, 40)
        assert self.processes["relay"].poll() is None
        assert self.end("host") == 0

    def credits(self) -> list[int]:
        """The sequence of each event about the account, in order."""
        return sorted(row["sequence"] for row in self.rows("outbox") if row["name"] == "ledger.account.credited.v1")

    def waiting(self) -> dict[str, int]:
        """How many messages are ready in each queue that has any."""
        with connection(self.amqp_url) as connected:
            channel = connected.channel()
            depths = {queue: channel.queue_declare(queue, passive=True).message_count for queue in QUEUES}
        return {queue: depth for queue, depth in depths.items() if depth}

    def outcome(self) -> dict[str, Any]:
        """All that came of what was posted."""
        outbox = [row for row in self.rows("outbox") if row["audience"] == "public"]  # a canary is nobody's effect
        return {
            "entries": sorted(row["amount"] for row in self.rows("entries")),
            "booked": self.booked(),
            "balance": sum(row["balance"] for row in self.rows("accounts")),
            "credits": self.credits(),
            "published": Counter(row["name"] for row in outbox),
            "pending": self.pending(),
            "never told outside": {row["_id"] for row in outbox} - self.told_outside(),
            "waiting": self.waiting(),
            "parked": [(row["reason"], row["status"], row["body"]) for row in self.rows("parked")],
        }

    def told_outside(self) -> set[str]:
        """The ids of the events that an outside system got, at least once each; it hears them here and now."""
        with connection(self.amqp_url) as connected:
            channel = connected.channel()
            return {
                message.message_id for message in iter(lambda: channel.basic_get(EXTERNAL_INBOX, no_ack=True), None)
            }


def once_each(*amounts: int, parked: Sequence[tuple[str, str, bytes]] = ()) -> dict[str, Any]:
    """The outcome when each of these was posted, had its effects once, and nothing is left over but what is parked."""
    return {
        "entries": sorted(amounts),
        "booked": sorted(amounts),
        "balance": sum(amounts),
        "credits": list(range(1, len(amounts) + 1)),
        "published": {
            name: len(amounts)
            for name in ("ledger.entry.posted.v1", "ledger.booking.made.v1", "ledger.account.credited.v1")
        },
        "pending": [],
        "never told outside": set(),
        "waiting": {},
        "parked": list(parked),
    }


@pytest.fixture
def ledger(
    tmp_path: Path, impatient_mongo: Mongo, amqp_url: str, hosts: Template, plain: Template
) -> Iterator[FailingLedger]:
    """A ledger whose processes the test starts; the topology is there, with short delays."""
    declare(amqp_url, topology())
    made = FailingLedger(tmp_path, impatient_mongo.url, amqp_url, hosts=hosts, plain=plain)
    yield made
    for name in list(made.processes):
        made.end(name, signal.SIGKILL)
    for log in sorted(tmp_path.glob("*.log")):
        print(f"--- {log.name}\n{log.read_text()[-3000:]}")
    made.client.drop_database(f"{made.prefix}_ledger")
    made.client.close()
