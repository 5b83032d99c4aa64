"""Waiting for something to have happened: asked again until it has, never for a fixed time; and making sure."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 120.0
PAUSE = 0.2


class GaveUp(RuntimeError):
    """What was waited for did not happen in time."""


class Unexpected(RuntimeError):
    """Something happened otherwise than the edition is meant to go."""


def sure(so: bool, said: object) -> None:
    """Go on only if it is so; otherwise stop with what was `said`."""
    if not so:
        raise Unexpected(str(said))


def until(what: str, answer: Callable[[], T | None], *, patience: float = PATIENCE, pause: float = PAUSE) -> T:
    """The first answer that means something; `what` is named when `patience` seconds were not enough.

    Nothing yet is said by None, False, 0, and anything else that is empty.
    """
    deadline = time.monotonic() + patience
    while True:
        answered = answer()
        if answered:
            return answered
        if time.monotonic() > deadline:
            raise GaveUp(f"waited {patience:.0f} s for {what}")
        time.sleep(pause)
