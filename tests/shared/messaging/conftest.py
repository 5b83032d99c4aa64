"""A running ledger: its host and its relay as real processes, on a real broker and a real database."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import amqp
import pytest
import requests

from shared.contracts.envelope import Actor
from shared.messaging.client import Services
from shared.messaging.entrypoints import subscriptions
from shared.messaging.topology import connection, declare, definitions
from shared.storage import Database, connect
from tests.shared.messaging.ledger import (
    AccountCredited,
    EntryBooked,
    EntryPosted,
    EntryRemarked,
    LedgerCanarySung,
    LedgerService,
)

QUICK = (0.2, 0.3, 0.4)
KEY = b"a key that only these tests know, 32"
CLERK = Actor(kind="staff", id="ines.quispe", role="clerk")
AUDITOR = Actor(kind="staff", id="noemi.duarte", role="auditor")
PROCESSES = {
    "host": ["-m", "tests.shared.messaging.run_ledger"],
    "relay": ["-m", "shared.messaging.relay", "ledger"],
}


def eventually(condition: Callable[[], Any], seconds: float = 20) -> Any:
    """The first true answer of `condition`, waited for."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


class Ledger:
    """The processes of the ledger, what they keep and how they are asked."""

    def __init__(self, folder: Path, mongo_url: str, amqp_url: str) -> None:
        self.folder = folder
        self.amqp_url = amqp_url
        self.prefix = f"test_{uuid.uuid4().hex[:8]}"
        self.client = connect(mongo_url)
        self.database = Database(self.client, f"{self.prefix}_ledger", publisher="ledger")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.services = Services({"ledger": f"http://127.0.0.1:{self.port}"}, KEY)
        (folder / "command-key").write_bytes(KEY)
        settings = {"AMQP_URL": amqp_url, "MONGO_URL": mongo_url, "DATABASES": self.prefix, "SECRETS": str(folder)}
        (folder / "config.yml").write_text(json.dumps(settings | {"LISTEN": f"127.0.0.1:{self.port}"}))

    def start(self, name: str, *, patience: float = 20) -> None:
        """Start one process; the host is waited for until it is ready."""
        environment = os.environ | {
            "CIMI_CONFIG": str(self.folder / "config.yml"),
            "LEDGER_ATTEMPTS": str(self.folder),
        }
        log = (self.folder / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen([sys.executable, *PROCESSES[name]], env=environment, stderr=log)
        if name == "host":
            eventually(lambda: self.ready() == 200, patience)

    def ready(self) -> int:
        """The status of /readyz, 0 while nobody answers."""
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/readyz", timeout=3).status_code
        except requests.ConnectionError:
            return 0

    def end(self, name: str, how: int = signal.SIGTERM) -> int:
        """Signal a process and answer its exit code."""
        process = self.processes.pop(name)
        process.send_signal(how)
        return process.wait(timeout=40)

    def post(
        self, entry_id: str, amount: int = 1, *, key: str | None = None, actor: Actor = CLERK, account_id: str = ""
    ) -> dict[str, Any]:
        """Post an entry, perhaps to an account, as a clerk would through the gateway."""
        return self.services.command(
            "ledger",
            "post",
            {"entry_id": entry_id, "amount": amount, "account_id": account_id},
            actor=actor,
            idempotency_key=key or str(uuid.uuid4()),
            correlation_id="chain-1",
        )

    def operate(
        self, act: str, body: dict[str, Any], role: str = "director", person: str = "elena.rojas"
    ) -> dict[str, Any]:
        """Do what operators do."""
        actor = Actor(kind="staff", id=person, role=role)
        return self.services.command(
            "ledger", act, body, actor=actor, idempotency_key=str(uuid.uuid4()), correlation_id="c"
        )

    def ask(self, question: str, **body: Any) -> dict[str, Any]:
        """Ask what operators ask."""
        return self.services.query("ledger", question, body, actor=AUDITOR, correlation_id="c")

    def rows(self, collection: str) -> list[dict[str, Any]]:
        """All rows of a collection."""
        return list(self.database.collection(collection).find())

    def booked(self) -> list[int]:
        """The amounts that were booked."""
        return sorted(row["amount"] for row in self.rows("bookings"))

    def pending(self) -> list[str]:
        """The names of the events that are not known to be with the broker."""
        return [row["name"] for row in self.rows("outbox") if row["sent"] is None]

    def send(self, body: bytes | str, **properties: Any) -> None:
        """Put raw bytes into the ledger's inbox, past all contracts."""
        with connection(self.amqp_url) as connected:
            channel = connected.channel()
            channel.basic_publish(amqp.Message(body, **properties), routing_key="ledger.inbox")

    def depth(self, queue: str) -> int:
        """How many messages a queue has ready."""
        with connection(self.amqp_url) as connected:
            return int(connected.channel().queue_declare(queue, passive=True).message_count)


def topology() -> dict[str, Any]:
    """The ledger's exchanges and queues, with short delays."""
    published = [EntryPosted, EntryBooked, EntryRemarked, AccountCredited, LedgerCanarySung]
    return definitions({"ledger": subscriptions(LedgerService)}, published, delays=QUICK)


@pytest.fixture
def ledger(tmp_path: Path, mongo_url: str, amqp_url: str) -> Iterator[Ledger]:
    """A ledger whose processes the test starts; the topology is there, with short delays."""
    declare(amqp_url, topology())
    made = Ledger(tmp_path, mongo_url, amqp_url)
    yield made
    for name in list(made.processes):
        made.end(name, signal.SIGKILL)
    for log in sorted(tmp_path.glob("*.log")):
        print(f"--- {log.name}\n{log.read_text()[-3000:]}")
    made.client.drop_database(f"{made.prefix}_ledger")


@pytest.fixture
def running(ledger: Ledger) -> Ledger:
    """The same with both processes up."""
    ledger.start("host")
    ledger.start("relay")
    return ledger
