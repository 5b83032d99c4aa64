"""A change and the events it caused are stored together or not at all; a stale change is refused."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from shared.contracts.envelope import Actor, Cause, decode
from shared.contracts.event import InvalidEvent
from shared.contracts.refusal import Refusal
from shared.contracts.registration import EditionClosed, EditionCreated
from shared.contracts.scheduling import ProgrammeDrafted
from shared.storage import Database, Documents, now
from shared.storage.outbox import Outbox

CAUSE = Cause(
    correlation_id="chain", causation_id="click", actor=Actor(kind="staff", id="elena", role="director"), at=now()
)


@dataclass(frozen=True, kw_only=True)
class Edition:
    id: str
    version: int = 0
    city: str


CREATED = EditionCreated(edition_id="e48", ordinal=48, year=2027)


@pytest.fixture
def registration(database: Callable[[str], Database]) -> Database:
    made = database("registration")
    Outbox(made).create_indexes()
    return made


@pytest.fixture
def editions(registration: Database) -> Documents[Edition]:
    return Documents(registration, "editions", Edition)


def test_what_was_added_is_there_with_its_event_and_its_cause(
    registration: Database, editions: Documents[Edition]
) -> None:
    stored = registration.transact(lambda: editions.add(Edition(id="e48", city="Mar del Plata"), CREATED), cause=CAUSE)

    assert editions.get("e48") == stored == Edition(id="e48", version=1, city="Mar del Plata")
    (row,) = Outbox(registration).pending(10)
    envelope = decode(row["body"].encode())
    assert (envelope.event, envelope.sequence, envelope.id) == (CREATED, 1, row["_id"])
    assert (envelope.correlation_id, envelope.causation_id, envelope.actor) == ("chain", "click", CAUSE.actor)


def test_the_events_of_a_subject_are_numbered_without_gaps(
    registration: Database, editions: Documents[Edition]
) -> None:
    def several() -> None:
        edition = editions.add(Edition(id="e48", city="Mar del Plata"), CREATED)
        edition = editions.save(replace(edition, city="Buenos Aires"))
        editions.save(edition, EditionClosed(edition_id="e48"), EditionClosed(edition_id="e48"))

    registration.transact(several, cause=CAUSE)

    assert [(row["name"], row["sequence"]) for row in rows_of(registration)] == [
        ("registration.edition.created.v1", 1),
        ("registration.edition.closed.v1", 2),
        ("registration.edition.closed.v1", 3),
    ]
    assert editions.get("e48").version == 3


def test_a_change_that_fails_later_leaves_neither_document_nor_event(
    registration: Database, editions: Documents[Edition]
) -> None:
    def fails() -> None:
        editions.add(Edition(id="e48", city="Mar del Plata"), CREATED)
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        registration.transact(fails, cause=CAUSE)

    assert (editions.find_one({"_id": "e48"}), Outbox(registration).pending(10)) == (None, [])


def test_an_event_that_does_not_fit_its_contract_aborts_the_change(
    registration: Database, editions: Documents[Edition]
) -> None:
    wrong = EditionCreated(edition_id="e48", ordinal="forty-eight", year=2027)  # type: ignore[arg-type]  # on purpose

    with pytest.raises(InvalidEvent):
        registration.transact(lambda: editions.add(Edition(id="e48", city="Mar del Plata"), wrong), cause=CAUSE)

    assert editions.find_one({"_id": "e48"}) is None


@pytest.mark.parametrize(
    "foreign", [ProgrammeDrafted(edition_id="e48", days=[]), EditionClosed(edition_id="another edition")]
)
def test_a_document_speaks_only_for_itself_and_its_own_service(
    registration: Database, editions: Documents[Edition], foreign: EditionClosed | ProgrammeDrafted
) -> None:
    with pytest.raises(ValueError, match="cannot be published"):
        registration.transact(lambda: editions.add(Edition(id="e48", city="Mar del Plata"), foreign), cause=CAUSE)


def test_nothing_changes_outside_of_a_transaction(editions: Documents[Edition]) -> None:
    with pytest.raises(RuntimeError, match="outside of a transaction"):
        editions.add(Edition(id="e48", city="Mar del Plata"), CREATED)


def test_a_stale_change_is_refused_and_the_first_one_stays(
    registration: Database, editions: Documents[Edition]
) -> None:
    seen = registration.transact(lambda: editions.add(Edition(id="e48", city="Mar del Plata")), cause=CAUSE)
    registration.transact(lambda: editions.save(replace(seen, city="Buenos Aires")), cause=CAUSE)

    with pytest.raises(Refusal) as refusal:
        registration.transact(lambda: editions.save(replace(seen, city="Madrid")), cause=CAUSE)

    assert (refusal.value.code, editions.get("e48").city) == ("stale", "Buenos Aires")
    with pytest.raises(Refusal, match="version 2"):
        editions.get("e48", version=1)


def test_two_changes_at_once_are_done_one_after_the_other(registration: Database, editions: Documents[Edition]) -> None:
    registration.transact(lambda: editions.add(Edition(id="e48", city="")), cause=CAUSE)

    def append(letter: str) -> None:
        def change() -> None:
            edition = editions.get("e48")
            editions.save(replace(edition, city=edition.city + letter), EditionClosed(edition_id="e48"))

        registration.transact(change, cause=CAUSE)

    threads = [threading.Thread(target=append, args=(letter,)) for letter in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(editions.get("e48").city) == ["a", "b", "c", "d"]
    assert [row["sequence"] for row in rows_of(registration)] == [1, 2, 3, 4]


def rows_of(registration: Database) -> list[dict[str, Any]]:
    return list(Outbox(registration).rows.find(sort=[("_id", 1)]))
