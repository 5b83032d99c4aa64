"""The servers of one test run: started when a test first asks, shared by parallel workers, ended with the run."""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.testing import processes
from shared.testing.servers import Mongo, Rabbit, free_ports


class TestRun:
    """Servers in `<root>/<id of the main process>/`, so that what a killed run left behind is known as such."""

    __test__ = False

    def __init__(self, root: Path, main: int) -> None:
        self._root = root
        self._folder = root / str(main)

    def mongo(self, *, transaction_seconds: int = 10) -> Mongo:
        """A running MongoDB; there is one for each limit on transactions."""
        name = f"mongo-{transaction_seconds}"
        with self._locked(name) as notes:
            port = notes.get("port") or notes.setdefault("port", free_ports(Mongo.PORTS))
            mongo = Mongo(self._folder / name, int(port), transaction_seconds)
            mongo.start()
            return mongo

    def rabbit(self) -> Rabbit:
        """A running RabbitMQ without any topology."""
        with self._locked("rabbit") as notes:
            port = notes.get("port") or notes.setdefault("port", free_ports(Rabbit.PORTS))
            password = notes.setdefault("password", secrets.token_urlsafe(16))
            rabbit = Rabbit(self._folder / "rabbit", int(port), str(password))
            rabbit.start()
            return rabbit

    def sweep(self) -> None:
        """End and remove what runs that are no more have left behind."""
        for folder in self._root.glob("*/"):
            if not Path(f"/proc/{folder.name}").exists():
                _remove(folder)

    def finish(self) -> None:
        """End the servers of this run and remove their data."""
        _remove(self._folder)

    @contextmanager
    def _locked(self, name: str) -> Iterator[dict[str, int | str]]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / f"{name}.json").open("a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            notes: dict[str, int | str] = json.loads(file.read() or "{}")
            yield notes
            file.seek(0)
            file.truncate()
            json.dump(notes, file)


def main_process() -> int:
    """The process that leads the run: this one, or the one that started this parallel worker."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def _remove(folder: Path) -> None:
    for server in folder.glob("*/"):
        processes.end(server, patience=10)
    shutil.rmtree(folder, ignore_errors=True)
