"""The watchdog: a loop of this process that falls silent ends the process, so that its supervisor starts it again.

It watches from a real thread of the operating system: a green one would hang together with what it watches.
"""

import importlib
import os
import sys
import time
from typing import Any

from shared.messaging import logs

WATCH = 5.0
ENDED_BY_IT = 3


class Pulse:
    """The sign of life of one loop. limit: seconds of silence after which it counts as hanging."""

    def __init__(self, whose: str, limit: float) -> None:
        self._whose = whose
        self._limit = limit
        self._ended = False
        self.beat()

    def beat(self) -> None:
        """The loop has come round."""
        self._at = time.monotonic()

    def end(self) -> None:
        """The loop ended in order; nothing more is expected of it."""
        self._ended = True

    def silent(self) -> str | None:
        """Since when nothing was heard of it, when that is too long."""
        silence = time.monotonic() - self._at
        if self._ended or silence <= self._limit:
            return None
        return f"{self._whose} has not looped for {silence:.0f} s"


_pulses: list[Pulse] = []


def watch(whose: str, limit: float) -> Pulse:
    """Begin to expect that the pulse which this answers beats at least every `limit` seconds."""
    pulse = Pulse(whose, limit)
    _pulses.append(pulse)
    if len(_pulses) == 1:
        _unpatched("threading").Thread(target=_watch, daemon=True, name="watchdog").start()
    return pulse


def not_alive() -> str | None:
    """Which loop of this process hangs, or None."""
    return next(filter(None, (pulse.silent() for pulse in list(_pulses))), None)


def _watch() -> None:
    sleep = _unpatched("time").sleep
    while True:
        sleep(WATCH)
        if not_alive():
            sleep(WATCH)  # a process that was stopped and goes on deserves a moment
            if hanging := not_alive():
                os.write(2, logs.last_words(f"{hanging}: the process ends"))
                os._exit(ENDED_BY_IT)


def _unpatched(module: str) -> Any:
    """The module as it was before eventlet patched it, where eventlet is."""
    patcher = sys.modules.get("eventlet.patcher")
    return patcher.original(module) if patcher else importlib.import_module(module)
