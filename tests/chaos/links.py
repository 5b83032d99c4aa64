"""The switchboard as the harness orders it about."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from shared.testing import processes
from tests.chaos.waiting import Hangs

ROOT = Path(__file__).parents[2]


class Links:
    """Every link by its name `<who>><whom>`; ways: its port and where it leads."""

    def __init__(self, folder: Path, ways: Mapping[str, tuple[int, str]]) -> None:
        self.ways = ways
        self._folder = folder
        self._lock = threading.Lock()
        self._board: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Open every link."""
        command = [sys.executable, "-m", "tests.chaos.switchboard", json.dumps(self.ways)]
        with (self._folder / "switchboard.log").open("ab") as log:
            self._board = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, processes.MARK: str(self._folder / "switchboard")},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._hear("ready")

    def stop(self) -> None:
        """Close all of them."""
        if self._board is not None:
            self._board.kill()
            self._board.wait()

    def order(self, link: str, *what: str) -> None:
        """Have something done to a link, and come back when it holds."""
        with self._lock:
            line = " ".join((link, *what))
            assert self._board is not None
            assert self._board.stdin is not None
            self._board.stdin.write(line + "\n")
            self._board.stdin.flush()
            self._hear(line)

    def heal(self) -> None:
        """Let everything through."""
        for link in self.ways:
            self.order(link, "heal")

    def _hear(self, expected: str) -> None:
        assert self._board is not None
        assert self._board.stdout is not None
        heard = self._board.stdout.readline().strip()
        if heard != expected:
            raise Hangs(f"the switchboard answered {heard!r} to {expected!r}")
