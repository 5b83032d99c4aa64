"""What happens when the broker or the database dies under load, falls silent, or refuses: work goes on by itself after."""

import contextlib
import json
import os
import signal
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.contracts.envelope import encode, properties
from shared.contracts.refusal import Refusal
from shared.messaging.topology import connection, declare
from shared.testing import processes
from shared.testing.servers import Mongo, Rabbit, free_ports
from tests.shared.messaging.conftest import Ledger, eventually, topology
from tests.shared.messaging.ledger import HANGING
from tests.shared.messaging.test_a_fact_travels import posted

ASKING_TO_CONSUME = b"\x00\x3c\x00\x14"  # class 60, method 20 of AMQP 0-9-1


class Load:
    """A clerk who posts without a pause and notes what was acknowledged."""

    def __init__(self, ledger: Ledger) -> None:
        self.acknowledged: list[int] = []
        self._ledger = ledger
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._post)
        self._thread.start()

    def _post(self) -> None:
        for number in range(10_000, 20_000):
            if self._stop.is_set():
                return
            key = str(uuid.uuid4())
            with contextlib.suppress(Refusal):
                self._ledger.post(f"entry-{number}", number, key=key)
                self.acknowledged.append(number)

    def goes_on(self) -> None:
        """Wait until more was acknowledged than now."""
        before = len(self.acknowledged)
        eventually(lambda: len(self.acknowledged) > before + 5, 60)

    def end(self) -> list[int]:
        """Stop, and answer what was acknowledged."""
        self._stop.set()
        self._thread.join()
        return self.acknowledged


def test_a_broker_and_a_database_that_are_killed_under_load_lose_and_double_nothing(tmp_path: Path) -> None:
    base = free_ports(Rabbit.PORTS + 1)
    rabbit, mongo = Rabbit(tmp_path / "rabbit", base, "only these tests know"), Mongo(tmp_path / "mongo", base + 5)
    rabbit.start()
    mongo.start()
    url = rabbit.url()
    declare(url, topology())
    (tmp_path / "ledger").mkdir()
    ledger = Ledger(tmp_path / "ledger", mongo.url, url)
    try:
        ledger.start("host")
        ledger.start("relay")
        load = Load(ledger)
        load.goes_on()

        kill(rabbit.folder)
        rabbit.start()
        load.goes_on()
        kill(mongo.folder)
        mongo.start()
        load.goes_on()

        acknowledged = load.end()
        eventually(lambda: set(acknowledged) <= set(ledger.booked()) and ledger.pending() == [], 60)
        stored = sorted(row["amount"] for row in ledger.rows("entries"))
        eventually(lambda: ledger.booked() == stored)
        assert ledger.rows("parked") == []
    finally:
        for name in list(ledger.processes):
            ledger.end(name, signal.SIGKILL)
        rabbit.stop()
        mongo.stop()


def kill(folder: Path) -> None:
    """End a server's processes without a warning."""
    for pid in processes.of(folder):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    eventually(lambda: processes.of(folder) == [])


def test_a_broker_that_falls_silent_is_given_up_and_found_again(ledger: Ledger) -> None:
    with proxy(ledger.amqp_url) as (url, silent):
        settings = json.loads((ledger.folder / "config.yml").read_text())
        (ledger.folder / "config.yml").write_text(json.dumps(settings | {"AMQP_URL": url}))
        silent.set()
        threading.Timer(10, silent.clear).start()

        ledger.start("host", patience=40)

        message = posted("rent", 7)
        ledger.send(encode(message), **properties(message))
        eventually(lambda: ledger.booked() == [7])


@contextlib.contextmanager
def proxy(amqp_url: str) -> Iterator[tuple[str, threading.Event]]:
    """An address that leads to the broker; while `silent` is set, asking to consume is never answered."""
    broker = connection(amqp_url).host.split(":")
    silent = threading.Event()
    door = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                guest, _ = door.accept()
                held = threading.Event()
                server = socket.create_connection((broker[0], int(broker[1])))
                kept.append((guest, server))  # a forgotten socket would be closed, which is not silence
                for source, target in ((guest, server), (server, guest)):
                    threading.Thread(target=pour, args=(source, target, silent, held), daemon=True).start()

    kept: list[tuple[socket.socket, socket.socket]] = []
    threading.Thread(target=accept, daemon=True).start()
    before, _, rest = amqp_url.rpartition("@")
    try:
        yield f"{before}@127.0.0.1:{door.getsockname()[1]}/{rest.partition('/')[2]}", silent
    finally:
        door.close()
        for ends in kept:
            for end in ends:
                end.close()


def pour(source: socket.socket, target: socket.socket, silent: threading.Event, held: threading.Event) -> None:
    """Pass on what comes, in one direction, until the connection is `held`: then not even its end is passed on."""
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            if ASKING_TO_CONSUME in data and silent.is_set():
                held.set()
            if held.is_set():
                break
            target.sendall(data)
    if not held.is_set():
        target.close()


def test_a_process_that_hangs_ends_itself_and_the_message_is_handled_by_the_next(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_SILENCE", "2")
    ledger.start("host")
    message = posted("rent", HANGING)

    ledger.send(encode(message), **properties(message))

    assert ledger.processes.pop("host").wait(timeout=20) == 3
    ledger.start("host")
    eventually(lambda: ledger.booked() == [HANGING])


def test_a_second_signal_ends_a_host_that_still_works(ledger: Ledger) -> None:
    ledger.start("host")
    message = posted("rent", 900)
    ledger.send(encode(message), **properties(message))
    eventually((ledger.folder / "rent").exists)
    process = ledger.processes.pop("host")

    process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=5) == 1
    assert ledger.booked() == []


def test_an_inbox_that_is_deleted_and_declared_again_at_once_is_heard_again(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broker does not say that such a queue has gone; its consumer looks well and is given nothing."""
    monkeypatch.setenv("LEDGER_DEAF", "3")
    ledger.start("host")
    ledger.start("relay")
    for round_ in range(1, 4):
        with connection(ledger.amqp_url) as connected:
            connected.channel().queue_delete("ledger.inbox")
        declare(ledger.amqp_url, topology())

        ledger.post(f"rent-{round_}", round_)

        eventually(lambda so_far=round_: ledger.booked() == list(range(1, so_far + 1)))
