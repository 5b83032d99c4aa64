"""The system under test: all of CIMI as the local start runs it, every link of it led through a proxy of ours."""

import contextlib
import dataclasses
import json
import os
import shlex
import signal
import subprocess
import sys
import xmlrpc.client
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pymongo

from deploy.local import Local
from deploy.supervision import SERVICES
from shared.messaging.topology import connection, declare
from shared.testing import processes
from shared.testing.servers import LOOPBACK, Mongo, Rabbit, free_ports
from tests.chaos.links import Links
from tests.chaos.mail import Post
from tests.chaos.waiting import Hangs, until

RELAYS = tuple(f"{service}-relay" for service in SERVICES)
SENDER = "notifications-sender"
WORKERS = (*SERVICES, *RELAYS, SENDER, "gateway")
QUICK_RETRY_MS = 1_500  # instead of up to 30 s, so that a seed is not spent on waiting


class System:
    """One running system in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._plain = Local(folder, free_ports(Local.PORTS))
        self.post = Post(free_ports(1))
        self.links = Links(folder, self._ways())
        self.local = dataclasses.replace(self._plain, own=self._own())

    def start(self) -> None:
        """Start everything and wait until it is ready."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.post.start()
        self.links.start()
        self.local.start()
        self.rabbit.ask(
            "PUT",
            "/api/policies/cimi/quick",
            {"pattern": r"\.retry\.", "definition": {"message-ttl": QUICK_RETRY_MS}, "apply-to": "queues"},
        )

    def stop(self) -> None:
        """End everything, without ceremony: nobody needs the data any more. The folder stays, to be looked at."""
        supervisors = Path(self.local._supervision.folder)
        for folder in (supervisors, self.rabbit.folder, self.mongo.folder):
            processes.end(folder, patience=0)
        self.links.stop()
        self.post.stop()

    @property
    def rabbit(self) -> Rabbit:
        """The broker, for its operator."""
        return self.local._rabbit

    @property
    def mongo(self) -> Mongo:
        """The database server."""
        return self.local._mongo

    @contextlib.contextmanager
    def database(self) -> Iterator["pymongo.MongoClient[dict[str, Any]]"]:
        """A client past the proxy, for looking."""
        secret = self.local._secrets / "mongo-operator"
        who = {"username": "operator", "password": secret.read_text("ascii")} if secret.exists() else {}
        with pymongo.MongoClient(self.mongo.url, serverSelectionTimeoutMS=20_000, tz_aware=True, **who) as client:
            yield client

    def queues(self) -> list[str]:
        """The names of all queues, as they were declared."""
        definitions = json.loads((self.folder / "definitions.json").read_text("utf-8"))
        return [queue["name"] for queue in definitions["queues"]]

    def environment(self, name: str) -> dict[str, str]:
        """The settings that the process `name` sees."""
        return {**os.environ, **self.local._environment(), **self.local.own.get(name, {})}

    def pids(self, name: str) -> list[int]:
        """The process and its children, as they are now; none while it is being started."""
        info = self.local._supervision._control().supervisor.getProcessInfo(name)
        pid = int(info["pid"]) if isinstance(info, dict) else 0
        return [one for one in processes.of(self.local._supervision.folder) if pid in (one, processes._parent(one))]

    def tell(self, name: str, number: signal.Signals) -> None:
        """Signal the process and its children."""
        for pid in self.pids(name):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def switch(self, name: str, *, on: bool) -> None:
        """Have the supervisor end or start a process and wait until it has; nothing when it is so already."""
        control = self.local._supervision._control().supervisor
        with contextlib.suppress(xmlrpc.client.Fault):
            (control.startProcess if on else control.stopProcess)(name)

    def tell_server(self, server: Rabbit | Mongo, number: signal.Signals) -> None:
        """Signal every process of the broker or the database."""
        for pid in processes.of(server.folder):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def kill_server(self, server: Rabbit | Mongo) -> None:
        """End it without a warning and wait until it is gone."""
        self.tell_server(server, signal.SIGKILL)
        until("the killed server to be gone", lambda: not processes.of(server.folder), patience=20)

    def delete_queue(self, name: str) -> int:
        """As operator, delete a queue; answers how many messages were ready in it."""
        with connection(self.local._amqp_url("operator")) as connected:
            return int(connected.channel().queue_delete(name))

    def declare_queues(self) -> None:
        """As operator, make whatever is missing at the broker."""
        declare(self.local._amqp_url("operator"), json.loads((self.folder / "definitions.json").read_text("utf-8")))

    def step_down(self, seconds: int) -> None:
        """Have the only member of the replica set be no primary for a while."""
        with self.database() as client:
            client.admin.command({"replSetStepDown": seconds, "force": True})

    def go_on(self) -> None:
        """Let everything continue that was stopped, whoever stopped it."""
        for folder in (self.local._supervision.folder, self.rabbit.folder, self.mongo.folder):
            for pid in processes.of(folder):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def heal(self) -> None:
        """Undo every fault there is, and wait until all processes run and are ready."""
        self.go_on()
        self.links.heal()
        self.post.mood = "takes"
        self.mongo.start()
        self.rabbit.start()
        with contextlib.suppress(subprocess.CalledProcessError):
            self.rabbit.control("set_vm_memory_high_watermark", "0.6")
        for name, state in self.local.state().items():
            if state in ("STOPPED", "FATAL"):
                self.switch(name, on=True)
        until("every process to be ready", self.is_up, patience=90)

    def is_up(self) -> bool:
        """Whether every process runs and whoever answers /readyz is ready."""
        return set(self.local.state().values()) == {"RUNNING"} and not self.local._supervision.not_ready()

    @contextlib.contextmanager
    def second(self, name: str) -> Iterator[None]:
        """One more of a process beside the supervised one, for a while. Raises RuntimeError when it did not live so long."""
        command = shlex.split(self.local._supervision.commands[name])
        process, log = self._by_hand(name, "second", command, {f"CIMI_{name.upper().replace('-', '_')}_HEALTH": ""})
        try:
            yield
            if process.poll() is not None:
                raise RuntimeError(f"the second {name} ended by itself: {log} says why")
        finally:
            process.kill()
            process.wait()

    @contextlib.contextmanager
    def failing(self, service: str, at: str) -> Iterator[None]:
        """A host in the place of the supervised one that fails `at` a point (see CRASH_AT), given 20 s to come to it.

        Raises Hangs when it came to it and did not end, and RuntimeError when it never came to it.
        """
        command = [sys.executable, "-W", "ignore", "-m", "tests.chaos.run_host", service]
        process, log = self._by_hand(service, "failing", command, {"CRASH_AT": at})
        before = log.stat().st_size
        try:
            yield
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)
            if b"CRASH_AT: " not in log.read_bytes()[before:]:
                raise RuntimeError(f"{service} did not come to {at}")
            process.wait(timeout=20)
        except subprocess.TimeoutExpired as expired:
            raise Hangs(f"{service} failed at {at} and did not end: {log} says more") from expired
        finally:
            process.kill()
            process.wait()

    def _by_hand(
        self, name: str, mark: str, command: Sequence[str], settings: dict[str, str]
    ) -> tuple["subprocess.Popen[bytes]", Path]:
        supervision = self.local._supervision
        log = supervision.folder / "log" / f"{name}-{mark}.log"
        log.touch()
        environment = self.environment(name) | {"PYTHONPATH": str(Path(__file__).parents[2])} | settings
        return processes.start(command, folder=supervision.folder, environment=environment, log=log), log

    def _ways(self) -> dict[str, tuple[int, str]]:
        """Link -> its own port and where it leads."""
        local = self._plain
        targets = {f"{name}>broker": local._rabbit.port for name in (*SERVICES, *RELAYS)}
        targets |= {f"{name}>mongo": local._mongo.port for name in WORKERS}
        targets |= {f"gateway>{service}": port for service, port in local._service_ports.items()}
        targets |= {f"{SENDER}>mail": int(self.post.port)}
        first = free_ports(len(targets))
        return {
            name: (first + place, f"{LOOPBACK}:{port}") for place, (name, port) in enumerate(sorted(targets.items()))
        }

    def _own(self) -> dict[str, dict[str, str]]:
        """Process -> the settings that lead it through its links."""
        own: dict[str, dict[str, str]] = {name: {} for name in WORKERS}
        for link, (port, _) in self.links.ways.items():
            name, _, target = link.partition(">")
            if target == "mongo":
                # Without the replica set's name, or the client would go on to the address that the set tells it.
                there = self._plain._mongo.url.replace(f":{self._plain._mongo.port}/", f":{port}/")
                own[name]["CIMI_MONGO_URL"] = there.replace("replicaSet=cimi", "directConnection=true")
            elif target == "broker":
                own[name]["CIMI_AMQP_URL"] = f"amqp://{LOOPBACK}:{port}/cimi"
            elif target == "mail":
                own[name]["CIMI_SMTP"] = f"{LOOPBACK}:{port}"
            else:
                own[name][f"CIMI_{target.upper()}_URL"] = f"http://{LOOPBACK}:{port}"
        return own
