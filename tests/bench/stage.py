"""Where the benches play: one RabbitMQ and one MongoDB of their own, and for each figure an empty corner of both."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import amqp

from shared.messaging.topology import connection
from shared.storage import Database, connect
from shared.testing import processes
from shared.testing.run import TestRun
from shared.testing.servers import Mongo, Rabbit, free_ports
from tests.bench.measure import Round, processor_seconds

ROOT = Path(__file__).parents[2]
CORNERS = ROOT / "build" / "bench"
LONGEST_ROUND = 180.0
GLANCE = 0.02


class Stage:
    """The servers of one run of the benches."""

    def __init__(self) -> None:
        self._run = TestRun(ROOT / "build" / "bench-servers", os.getpid())
        self._run.sweep()
        _sweep()
        self.mongo: Mongo = self._run.mongo()
        self.rabbit: Rabbit = self._run.rabbit()
        self.client = connect(self.mongo.url)

    def close(self) -> None:
        """End the servers and remove what they kept."""
        self.client.close()
        self._run.finish()

    def servers_seconds(self) -> float:
        """The processor seconds that both servers have used so far."""
        return processor_seconds([*processes.of(self.mongo.folder), *processes.of(self.rabbit.folder)])

    def kill_the_broker(self) -> None:
        """As a power cut would, and no restart yet."""
        for pid in processes.of(self.rabbit.folder):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    @contextlib.contextmanager
    def corner(self) -> Iterator["Corner"]:
        """An empty virtual host and an empty set of databases, gone at the end with all processes started there."""
        made = Corner(self, f"bench_{secrets.token_hex(4)}")
        try:
            yield made
        finally:
            made.clear()


class Corner:
    """What one figure has to itself; its processes are known by name."""

    def __init__(self, stage: Stage, name: str) -> None:
        self.stage = stage
        self.name = name
        self.folder = CORNERS / str(os.getpid()) / name
        self.folder.mkdir(parents=True)
        stage.rabbit.ask("PUT", f"/api/vhosts/{name}")
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        stage.rabbit.ask("PUT", f"/api/permissions/{name}/{stage.rabbit.user}", everything)
        self.amqp_url = stage.rabbit.url(name)
        self.database = Database(stage.client, f"{name}_desk", publisher="desk")
        settings = {
            "AMQP_URL": self.amqp_url,
            "MONGO_URL": stage.mongo.url,
            "DATABASES": name,
            "SECRETS": str(self.folder),
            "LISTEN": f"127.0.0.1:{free_ports(1)}",
        }
        (self.folder / "config.yml").write_text(json.dumps(settings), "utf-8")

    def clear(self) -> None:
        """End what was started here and remove everything."""
        self.end_all()
        self.stage.client.drop_database(f"{self.name}_desk")
        self.stage.rabbit.ask("DELETE", f"/api/vhosts/{self.name}")
        shutil.rmtree(self.folder)

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        """Start a process; what it writes is in <name>.log of the folder."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        own = {"CIMI_CONFIG": str(self.folder / "config.yml"), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        processes.start(
            command, folder=folder, environment={**os.environ, **own, **(environment or {})}, log=self.log_of(name)
        )

    def python(self, name: str, *arguments: str) -> None:
        """Start one of our own modules."""
        self.start(name, [sys.executable, "-m", *arguments])

    def end(self, name: str) -> None:
        """End a process in order."""
        processes.end(self.folder / name, patience=35)

    def end_all(self) -> None:
        """End everything that was started here."""
        for folder in self.folder.iterdir():
            if folder.is_dir():
                self._signal(signal.SIGCONT, folder.name)
                processes.end(folder, patience=35)

    def halt(self, *names: str) -> None:
        """Have processes stand still; `frozen` or `round` lets them go on."""
        self._signal(signal.SIGSTOP, *names)

    def pids(self, name: str) -> list[int]:
        """A process and its children."""
        return processes.of(self.folder / name)

    def log_of(self, name: str) -> Path:
        """Where a process writes."""
        return self.folder / f"{name}.log"

    def answer(self, name: str, *arguments: str) -> dict[str, Any]:
        """Run one of our own modules to its end; the last line that it writes is its answer, in JSON."""
        self.log_of(name).unlink(missing_ok=True)
        self.python(name, *arguments)
        until(lambda: not self.pids(name))
        answered: dict[str, Any] = json.loads(self.log_of(name).read_text("utf-8").splitlines()[-1])
        return answered

    @contextlib.contextmanager
    def frozen(self, *names: str) -> Iterator[None]:
        """Stop processes while work for them is laid out; they go on, warm, at the end."""
        self._signal(signal.SIGSTOP, *names)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT, *names)

    def round(
        self,
        events: int,
        names: Sequence[str],
        lay_out: Callable[[], None],
        done: Callable[[], bool],
        *,
        beside: Sequence[str] = (),
    ) -> Round:
        """Lay out work for the processes while they stand still, then let them go on and see what it takes.

        beside: processes that have gone on all the time and take part.
        """
        with self.frozen(*names):
            lay_out()
            pids = [pid for name in (*names, *beside) for pid in self.pids(name)]
            cpu, servers = processor_seconds(pids), self.stage.servers_seconds()
            began = time.monotonic()
        until(done)
        seconds = time.monotonic() - began
        return Round(events, seconds, processor_seconds(pids) - cpu, self.stage.servers_seconds() - servers)

    def depth(self, queue: str) -> int:
        """How many messages a queue has ready."""
        with self.channel() as channel:
            return int(channel.queue_declare(queue, passive=True).message_count)

    def purge(self, *queues: str) -> None:
        """Empty queues."""
        with self.channel() as channel:
            for queue in queues:
                channel.queue_purge(queue)

    @contextlib.contextmanager
    def channel(self) -> Iterator[amqp.Channel]:
        """A channel of the operator's."""
        with connection(self.amqp_url) as connected:
            yield connected.channel()

    def _signal(self, number: signal.Signals, *names: str) -> None:
        for name in names:
            for pid in self.pids(name):
                with contextlib.suppress(ProcessLookupError):  # it has just ended
                    os.kill(pid, number)


def _sweep() -> None:
    """End and remove what runs that were killed have left in their corners."""
    for run in CORNERS.glob("*/"):
        if not Path(f"/proc/{run.name}").exists():
            for started in run.glob("*/*/"):
                processes.end(started, patience=10)
            shutil.rmtree(run)


def until(done: Callable[[], bool], *, longest: float = LONGEST_ROUND) -> None:
    """Come back when it is done. Raises TimeoutError when it takes too long: then something hangs."""
    deadline = time.monotonic() + longest
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not done after {longest:.0f} s")
        time.sleep(GLANCE)
