"""PyMongo no longer tests itself under eventlet, so we do: what the services rely on holds on the locked versions."""

import json
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = Path(__file__).with_name("patched_pymongo.py")


@pytest.fixture(scope="module")
def measured(mongo_url: str) -> Any:
    command = [sys.executable, str(SCRIPT), mongo_url, f"test_{secrets.token_hex(4)}"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "EVENTLET_NO_GREENDNS": "yes"},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_transactions_in_conflict_lose_and_double_nothing(measured: Any) -> None:
    assert measured["counted"] == 40


def test_each_green_thread_has_a_transaction_of_its_own(measured: Any) -> None:
    assert measured["sessions_apart"] is True


def test_the_hub_goes_on_while_the_database_works(measured: Any) -> None:
    assert measured["longest_stall_ms"] < 1000


def test_a_change_stream_tells_one_green_thread_what_another_inserts(measured: Any) -> None:
    assert measured["changes_seen"] == 10


def test_a_call_without_an_answer_is_given_up_in_time(measured: Any) -> None:
    assert 0.9 < measured["bounded_seconds"] < 5
