"""The list of crash points is closed: each is one line of the product, shown in every way to fail, and no other is taken."""

import ast
import importlib
import itertools
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from shared.storage.crash_points import HOWS, POINTS
from tests.chaos.crashes import shown_by

ROOT = Path(__file__).parents[2]


def test_each_point_is_one_line_of_the_product() -> None:
    sources = [path for room in ("shared", "services", "deploy") for path in (ROOT / room).rglob("*.py")]
    reached = Counter(point for path in sources for point in points_in(path.read_text("utf-8")))

    assert reached == dict.fromkeys(POINTS, 1)


def points_in(source: str) -> list[str]:
    """The points that are reached in a module; only a name that is written there can be found again."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [ast.literal_eval(*call.args) for call in calls if getattr(call.func, "id", "") == "reach"]


def test_each_point_is_shown_in_every_way_to_fail() -> None:
    modules = [importlib.import_module(f"tests.chaos.{path.stem}") for path in Path(__file__).parent.glob("test_*.py")]
    shown = {case for module in modules for test in vars(module).values() for case in shown_by(test)}

    assert shown == set(itertools.product(POINTS, HOWS))


@pytest.mark.parametrize("asked", ["relay.nowhere", "relay.nacked:politely", "relay.nacked:kill:0"])
def test_a_process_that_shall_fail_nowhere_does_not_start(asked: str) -> None:
    relay = [sys.executable, "-m", "shared.messaging.relay", "ledger"]

    started = subprocess.run(relay, cwd=ROOT, env=os.environ | {"CRASH_AT": asked}, capture_output=True, text=True)

    assert started.returncode == 1
    assert f"CRASH_AT={asked} names no crash point or no way to fail there" in started.stderr
