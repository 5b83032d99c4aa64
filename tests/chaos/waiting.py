"""Waiting until something is so: asked again until it is, and a failure that says what hangs when it never is."""

import time
from collections.abc import Callable

PAUSE = 0.1


class Hangs(AssertionError):
    """What was waited for did not happen in time."""


def until(what: str, is_so: Callable[[], object], *, patience: float, pause: float = PAUSE) -> None:
    """Come back as soon as `is_so` answers something true. Raises Hangs, with `what`, after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > deadline:
            raise Hangs(f"waited {patience:.0f} s for {what}")
        time.sleep(pause)
