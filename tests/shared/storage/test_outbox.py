"""The outbox: what waits, what was sent, what is sent again, and who may say so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.registration import EditionClosed, EditionCreated
from shared.storage import Database, Documents, now
from shared.storage.lease import Lease, LeaseLost
from shared.storage.outbox import KEPT, Outbox
from tests.shared.storage.test_documents import CAUSE, Edition

SCHEDULING, OUTSIDE = "scheduling.inbox", "ext.example.inbox"


@pytest.fixture
def registration(database: Callable[[str], Database]) -> Database:
    made = database("registration")
    Outbox(made).create_indexes()
    return made


@pytest.fixture
def outbox(registration: Database) -> Outbox:
    return Outbox(registration)


@pytest.fixture
def lease(registration: Database) -> Lease:
    made = Lease(registration, "relay", "first", 10)
    assert made.hold()
    return made


def publish(registration: Database, *keys: str, closed: bool = False) -> None:
    editions = Documents(registration, "editions", Edition)

    def add() -> None:
        for number, key in enumerate(keys, start=40):
            created = EditionCreated(edition_id=key, ordinal=number, year=2027)
            events = (created, EditionClosed(edition_id=key)) if closed else (created,)
            editions.add(Edition(id=key, city="Mar del Plata"), *events)

    registration.transact(add, cause=CAUSE)


def waiting(outbox: Outbox) -> list[tuple[str, int]]:
    return [(row["subject"], row["sequence"]) for row in outbox.pending(10)]


def send_all(outbox: Outbox, lease: Lease) -> list[dict[str, Any]]:
    """As the relay does when the broker confirms everything."""
    sent = []
    while rows := outbox.pending(200):
        outbox.settle(lease, sent=rows, failed=[])
        sent += rows
    return sent


def test_a_subject_waits_for_its_own_failed_event_and_no_other_does(
    registration: Database, outbox: Outbox, lease: Lease
) -> None:
    publish(registration, "e48", "e49", closed=True)
    first, other = outbox.pending(10)
    assert (first["subject"], first["sequence"], other["subject"], other["sequence"]) == ("e48", 1, "e49", 1)

    outbox.settle(lease, sent=[other], failed=[first])

    assert [(row["subject"], row["sequence"]) for row in outbox.pending(10)] == [("e49", 2)]


def test_a_subject_waits_while_an_event_of_its_own_is_under_way(registration: Database, outbox: Outbox) -> None:
    publish(registration, "e48", "e49", closed=True)

    rows = outbox.pending(10, busy=["e48"])

    assert [(row["subject"], row["sequence"]) for row in rows] == [("e49", 1)]


def test_two_hundred_failures_do_not_stand_in_the_way_of_the_next(
    registration: Database, outbox: Outbox, lease: Lease
) -> None:
    publish(registration, *(f"e{number:03}" for number in range(211)))
    for _ in range(2):
        outbox.settle(lease, sent=[], failed=outbox.pending(200))
    publish(registration, "e999")

    assert [row["subject"] for row in outbox.pending(200)] == ["e999"]


@pytest.mark.feature("E5")
def test_what_was_sent_is_sent_again_under_its_old_id(registration: Database, outbox: Outbox, lease: Lease) -> None:
    publish(registration, "e48", "e49")
    first, _ = send_all(outbox, lease)

    assert outbox.send_again(subject="e48") == 1

    (again,) = outbox.pending(10)
    assert (again["_id"], again["body"], again["to"]) == (first["_id"], first["body"], [])


def test_an_event_is_sent_again_to_each_queue_that_it_was_asked_for(
    registration: Database, outbox: Outbox, lease: Lease
) -> None:
    publish(registration, "e48")
    send_all(outbox, lease)

    outbox.send_again(to=SCHEDULING)
    outbox.send_again(to=OUTSIDE)

    assert [row["to"] for row in outbox.pending(10)] == [[OUTSIDE, SCHEDULING]]
    outbox.send_again()
    outbox.send_again(to=SCHEDULING)
    assert [row["to"] for row in outbox.pending(10)] == [[]]


def test_what_is_asked_for_again_while_it_is_being_sent_is_not_taken_for_sent(
    registration: Database, outbox: Outbox, lease: Lease
) -> None:
    publish(registration, "e48")
    read = outbox.pending(10)

    outbox.send_again(subject="e48")
    outbox.settle(lease, sent=read, failed=[])

    assert waiting(outbox) == [("e48", 1)]
    send_all(outbox, lease)
    assert waiting(outbox) == []


def test_a_queue_that_is_not_there_holds_back_what_is_sent_again_to_it_and_nothing_else(
    registration: Database, outbox: Outbox, lease: Lease
) -> None:
    publish(registration, "e48", closed=True)
    send_all(outbox, lease)
    outbox.send_again(names=["registration.edition.created.v1"], to="scheduling.inbocks")
    outbox.settle(lease, sent=[], failed=outbox.pending(10))

    outbox.send_again(names=["registration.edition.closed.v1"])

    assert waiting(outbox) == [("e48", 2)]


def test_a_window_in_time_is_sent_again_and_nothing_around_it(
    registration: Database, outbox: Outbox, lease: Lease
) -> None:
    publish(registration, "e48")
    send_all(outbox, lease)

    counted = [
        outbox.send_again(since=CAUSE.at + timedelta(seconds=1)),
        outbox.send_again(until=CAUSE.at),
        outbox.send_again(since=CAUSE.at, until=CAUSE.at + timedelta(seconds=1)),
    ]

    assert counted == [0, 0, 1]


def test_what_was_sent_long_ago_is_archived_and_can_be_sent_again(
    registration: Database, outbox: Outbox, lease: Lease
) -> None:
    publish(registration, "e48", "e49")
    send_all(outbox, lease)
    publish(registration, "e50")

    assert (outbox.archive(before=now() - KEPT), outbox.archive(before=now() + KEPT)) == (0, 2)
    assert [row["subject"] for row in outbox.rows.find()] == ["e50"]
    assert outbox.send_again(subject="e48") == 1

    assert waiting(outbox) == [("e48", 1), ("e50", 1)]
    assert [row["subject"] for row in outbox.archived.find()] == ["e49"]


def test_an_archiving_that_was_interrupted_is_finished_by_the_next(
    registration: Database, outbox: Outbox, lease: Lease
) -> None:
    publish(registration, "e48")
    (row,) = send_all(outbox, lease)
    outbox.archived.insert_one(dict(outbox.rows.find_one({"_id": row["_id"]}) or {}))

    outbox.archive(before=now() + KEPT)

    assert (outbox.rows.count_documents({}), outbox.archived.count_documents({})) == (0, 1)


def test_a_relay_that_slept_through_its_turn_changes_nothing_any_more(
    registration: Database, outbox: Outbox, lease: Lease
) -> None:
    publish(registration, "e48")
    read = outbox.pending(10)
    lease.release()
    second = Lease(registration, "relay", "second", 10)
    assert second.hold()

    with pytest.raises(LeaseLost):
        outbox.settle(lease, sent=read, failed=[])

    assert waiting(outbox) == [("e48", 1)]
    outbox.settle(second, sent=read, failed=[])
    assert waiting(outbox) == []
