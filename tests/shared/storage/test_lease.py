"""A lease: one holder at a time, and a token that rises with every change of hands."""

import threading
import time
from collections.abc import Callable

import pytest

from shared.storage import Database
from shared.storage.lease import Lease, LeaseLost
from tests.shared.storage.test_documents import CAUSE


@pytest.fixture
def registration(database: Callable[[str], Database]) -> Database:
    return database("registration")


def token(registration: Database) -> int:
    (row,) = registration.collection("leases").find()
    return int(row["token"])


def test_only_one_holds_it_until_it_is_given_back(registration: Database) -> None:
    first, second = Lease(registration, "relay", "first", 10), Lease(registration, "relay", "second", 10)

    assert (first.hold(), second.hold(), first.hold()) == (True, False, True)
    first.release()

    assert (second.hold(), first.hold(), token(registration)) == (True, False, 2)


def test_the_turn_of_one_that_is_dead_ends_by_itself(registration: Database) -> None:
    dead, next_one = Lease(registration, "relay", "dead", 0.3), Lease(registration, "relay", "next", 10)
    assert (dead.hold(), next_one.hold()) == (True, False)

    deadline = time.monotonic() + 5
    while not next_one.hold():
        assert time.monotonic() < deadline
        time.sleep(0.05)

    with pytest.raises(LeaseLost):
        registration.transact(dead.renew, cause=CAUSE)


def test_the_same_holder_keeps_its_token(registration: Database) -> None:
    relay = Lease(registration, "relay", "first", 10)
    relay.hold()
    registration.transact(relay.renew, cause=CAUSE)

    assert (Lease(registration, "relay", "first", 10).hold(), token(registration)) == (True, 1)


def test_of_many_that_begin_at_once_one_gets_it(registration: Database) -> None:
    got: list[bool] = []
    leases = [Lease(registration, "relay", f"holder {number}", 10) for number in range(8)]
    threads = [threading.Thread(target=lambda lease=lease: got.append(lease.hold())) for lease in leases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(got) == [False] * 7 + [True]
