"""Processes that belong to a folder: what was started for it is found again and ended, and nothing else.

Every process gets its folder's name in its environment and hands it on to its children, so that even what a
half-finished or killed start left behind can be told from everybody else's.
"""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

MARK = "CIMI_STARTED_FOR"


def start(
    command: Sequence[str], *, folder: Path, environment: Mapping[str, str], log: Path
) -> "subprocess.Popen[bytes]":
    """Start `command` for `folder`, in a session of its own, writing to `log`."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            env={**environment, MARK: str(folder)},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def of(folder: Path) -> list[int]:
    """The living processes that were started for `folder`."""
    mark = f"{MARK}={folder}".encode()
    return [pid for pid in _all() if pid != os.getpid() and mark in _read(pid, "environ").split(b"\0")]


def command(pid: int) -> list[str]:
    """The words that a process was started with; none when it has ended."""
    return _read(pid, "cmdline").decode(errors="replace").split("\0")[:-1]


def end(folder: Path, *, patience: float) -> None:
    """Ask what was started for `folder` to end, from the top; what still lives after `patience` seconds is killed."""
    started = set(of(folder))
    for pid in started:
        if _parent(pid) not in started:
            _signal(pid, signal.SIGTERM)
    if not _gone(folder, started, patience):
        for pid in of(folder):
            _signal(pid, signal.SIGKILL)
        _gone(folder, started, patience)


def _gone(folder: Path, started: set[int], patience: float) -> bool:
    deadline = time.monotonic() + patience
    while of(folder) or any(_lives(pid) for pid in started):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _all() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]


def _lives(pid: int) -> bool:
    """Whether it may still hold its ports: it forgets its environment, and its first thread ends, before it lets go."""
    fields = _stat(pid)
    return bool(fields) and not (fields[0] in (b"Z", b"X") and int(fields[17]) <= 1)


def _parent(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[1]) if fields else 0


def _stat(pid: int) -> list[bytes]:
    """What the system says of it, from its state (0) and parent (1) to the number of its threads (17); or nothing."""
    return _read(pid, "stat").rpartition(b") ")[2].split()


def _read(pid: int, what: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes()
    except OSError:  # it ended meanwhile, or is another user's and so not ours
        return b""


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:  # it ended meanwhile
        return
