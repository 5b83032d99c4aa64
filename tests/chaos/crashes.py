"""How a test names the points that it shows, and how a process ends that fails at one."""

import itertools
import signal
from collections.abc import Callable
from typing import Any

import pytest

from shared.storage.crash_points import HOWS

BY_A_BUG, BY_ITS_WATCHDOG = 1, 3
ENDS = {"kill": -signal.SIGKILL, "exception": BY_A_BUG, "hang": BY_ITS_WATCHDOG, "sigterm": 0}


def failing(at: str) -> dict[str, str]:
    """The environment of a process that fails `at` a point (see CRASH_AT), seen soon by its watchdog if it hangs."""
    return {"CRASH_AT": at} | ({"LEDGER_SILENCE": "3", "LONGEST_SILENCE": "3"} if ":hang" in at else {})


def at(*points: str, hows: tuple[str, ...] = HOWS) -> Callable[[Any], Any]:
    """The test runs once for each of these points and each way to fail there, and is named after both."""
    cases = list(itertools.product(points, hows))
    return pytest.mark.parametrize(("point", "how"), cases, ids=[f"{point}-{how}" for point, how in cases])


def shown_by(test: object) -> set[tuple[str, str]]:
    """The points and ways to fail that a test is run for."""
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    return {case for mark in marks if mark.args[0] == ("point", "how") for case in mark.args[1]}
