"""Whoever waits for something new is woken by it, and otherwise by the clock."""

import time
from collections.abc import Callable

from shared.storage import Database
from shared.storage.wakeup import Wakeup
from tests.shared.messaging.conftest import eventually

LONG = 20.0


def waited(wakeup: Wakeup, longest: float) -> float:
    began = time.monotonic()
    wakeup.wait(longest)
    return time.monotonic() - began


def test_a_new_document_ends_the_wait_and_a_changed_one_does_not(database: Callable[[str], Database]) -> None:
    rows = database("desk").collection("letters")
    rows.insert_one({"_id": 0})
    wakeup = Wakeup(rows)

    def seen() -> bool:  # the stream is open some time after the thread has begun
        rows.insert_one({})
        return waited(wakeup, 0.5) < 0.5

    eventually(seen)
    rows.insert_one({"_id": 1})
    assert waited(wakeup, LONG) < LONG / 2
    rows.update_one({"_id": 1}, {"$set": {"read": True}})
    assert waited(wakeup, 1.0) >= 1.0
