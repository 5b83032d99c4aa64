"""What operators see and do about a service's messages: by two people, once, and only what is missing."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from shared.contracts.envelope import CONTENT_TYPE, Actor, Cause, encode, properties
from shared.contracts.refusal import Refusal
from shared.messaging.topology import connection, declare, definitions
from shared.storage import Documents, first_id_at, new_id, now
from tests.shared.messaging.conftest import QUICK, Ledger, eventually
from tests.shared.messaging.ledger import FAILING, REFUSED, Entry, EntryPosted
from tests.shared.messaging.test_a_fact_travels import posted

INES, ELENA, RAMON = "ines.quispe", "elena.rojas", "ramon.ibarra"


def parked(ledger: Ledger, body: bytes, **sent_as: object) -> str:
    """Put a message into the inbox that will be parked; answers its id there."""
    before = {row["_id"] for row in ledger.rows("parked")}
    ledger.send(body, **{"content_type": CONTENT_TYPE} | sent_as)
    (message_id,) = eventually(lambda: {row["_id"] for row in ledger.rows("parked")} - before)
    return str(message_id)


def refused(ledger: Ledger, entry_id: str) -> str:
    """Parked because the handler refuses it."""
    message = posted(entry_id, REFUSED)
    return parked(ledger, encode(message), **properties(message))


def code_of(act: Callable[[], object]) -> str:
    try:
        act()
    except Refusal as refusal:
        return refusal.code
    return "done"


@pytest.mark.feature("E6")
def test_a_parked_message_is_discarded_by_two_people_the_second_of_them_a_director(ledger: Ledger) -> None:
    ledger.start("host")
    message_id = parked(ledger, b"{")
    one = {"message_id": message_id}

    assert code_of(lambda: ledger.operate("confirm_discard", one)) == "discard-not-proposed"
    ledger.operate("propose_discard", one | {"reason": "a probe"}, "director", ELENA)
    assert code_of(lambda: ledger.operate("confirm_discard", one, "director", ELENA)) == "second-person-needed"
    assert code_of(lambda: ledger.operate("confirm_discard", one, "secretariat", INES)) == "not-allowed"
    again = one | {"reason": "another reason"}
    assert code_of(lambda: ledger.operate("propose_discard", again, "secretariat", INES)) == "discard-proposed"
    (row,) = ledger.rows("parked")
    assert row["status"] == "open"
    ledger.operate("confirm_discard", one, "director", RAMON)

    (row,) = ledger.rows("parked")
    settled = {name: row[name] for name in ("status", "proposed_by", "settled_by", "settled_reason")}
    assert settled == {
        "status": "discarded",
        "proposed_by": ELENA,
        "settled_by": RAMON,
        "settled_reason": "a probe",
    }


def test_two_directors_who_confirm_and_replay_at_once_have_one_effect(ledger: Ledger) -> None:
    ledger.start("host")
    for number in range(6):
        message = posted(f"rent-{number}", 7)
        one = {"message_id": parked(ledger, encode(message), **properties(message) | {"content_type": "text/plain"})}
        ledger.operate("propose_discard", one | {"reason": "spoilt"}, "secretariat", INES)
        acts = [
            lambda one=one: ledger.operate("confirm_discard", one, "director", RAMON),
            lambda one=one: ledger.operate("replay_parked", one, "director", ELENA),
            lambda one=one: ledger.operate("replay_parked", one, "director", RAMON),
        ]
        with ThreadPoolExecutor(3) as directors:
            outcomes = sorted(directors.map(code_of, acts))
        assert outcomes == ["already-settled", "already-settled", "done"]

    ended = [row["status"] for row in ledger.rows("parked")]
    assert ledger.booked() == [7] * ended.count("replayed")
    assert ended.count("replayed") + ended.count("discarded") == 6


def test_a_click_that_is_sent_twice_replays_once(ledger: Ledger) -> None:
    ledger.start("host")
    message = posted("rent", 7)
    one = {"message_id": parked(ledger, encode(message), **properties(message) | {"content_type": "text/plain"})}
    key, director = str(uuid.uuid4()), Actor(kind="staff", id=ELENA, role="director")

    def click() -> dict[str, object]:
        act = ("ledger", "replay_parked", one)
        return ledger.services.command(*act, actor=director, idempotency_key=key, correlation_id="c")

    assert [click(), click()] == [{"ran": ["ledger.book", "ledger.credit"]}] * 2
    assert ledger.booked() == [7]


def test_parked_messages_are_found_by_state_error_and_event_and_counted_by_error(ledger: Ledger) -> None:
    ledger.start("host")
    rent, tax = refused(ledger, "rent"), refused(ledger, "tax")
    mess = parked(ledger, b"{")
    ledger.operate("propose_discard", {"message_id": mess, "reason": "a probe"}, "secretariat", INES)
    ledger.operate("confirm_discard", {"message_id": mess}, "director", ELENA)

    def found(**chosen: object) -> list[str]:
        return [row["id"] for row in ledger.ask("parked", **chosen)["rows"]]

    assert found() == [rent, tax]
    assert found(status="discarded") == [mess]
    assert found(reason="no-such-amount", event=EntryPosted.name) == [rent, tax]
    assert found(reason="KeyError") == []
    assert (found(limit=1), found(limit=1, after=rent), found(limit=1, after=tax)) == ([rent], [tax], [])
    ((kind,)) = ledger.ask("parked_reasons")["rows"]
    assert (kind["reason"], kind["count"]) == ("no-such-amount", 2)


def test_the_trace_says_where_it_failed_and_nothing_that_was_said(ledger: Ledger) -> None:
    ledger.start("host")
    message = posted("rent", FAILING)
    message_id = parked(ledger, encode(message), **properties(message))

    shown = ledger.ask("parked_message", message_id=message_id)
    assert (shown["reason"], shown["readable"], shown["correlation_id"]) == ("RuntimeError", True, "c")
    assert "tests/shared/messaging/ledger.py" in shown["trace"]
    assert shown["trace"].endswith("in book")
    assert "a bug in rent" not in shown["trace"]


def publish_at_night(ledger: Ledger, count: int) -> list[str]:
    """Entries of a service that is down: as if they were posted just before it ended."""
    actor = Actor(kind="staff", id=INES, role="clerk")
    cause = Cause(correlation_id="night", causation_id="click", actor=actor, at=now())
    entries = Documents(ledger.database, "entries", Entry)
    for amount in range(count):
        entry = Entry(id=new_id(), amount=amount)
        event = EntryPosted(entry_id=entry.id, amount=amount)
        ledger.database.transact(lambda entry=entry, event=event: entries.add(entry, event), cause=cause)
    return [row["_id"] for row in ledger.rows("outbox") if row["name"] == EntryPosted.name]


@pytest.mark.feature("G7")
def test_what_was_in_a_deleted_queue_is_found_and_sent_again_to_that_queue(ledger: Ledger) -> None:
    ledger.start("host")
    ledger.end("host")
    ledger.start("relay")
    ids = publish_at_night(ledger, 5)
    eventually(lambda: ledger.depth("ledger.inbox") == 5)
    with connection(ledger.amqp_url) as operator:
        operator.channel().queue_delete("ledger.inbox")
    declare(ledger.amqp_url, definitions({"ledger": [EntryPosted]}, [EntryPosted], delays=QUICK))
    ledger.start("host")
    events = [{"event_id": event_id, "name": EntryPosted.name, "publisher": "ledger"} for event_id in ids]

    assert ledger.ask("unheard", events=events) == {"ids": sorted(ids)}
    assert ledger.operate("send_again", {"ids": ids, "to": "ledger.inbox"}) == {"count": 5}
    eventually(lambda: ledger.ask("unheard", events=events) == {"ids": []})
    assert ledger.booked() == [0, 1, 2, 3, 4]


def test_what_is_parked_was_heard_and_what_nobody_listens_to_is_not_missed(ledger: Ledger) -> None:
    ledger.start("host")
    message = posted("rent", REFUSED)
    parked(ledger, encode(message), **properties(message))
    events = [
        {"event_id": message["id"], "name": EntryPosted.name, "publisher": "ledger"},
        {"event_id": new_id(), "name": "ledger.entry.remarked.v1", "publisher": "ledger"},
        {"event_id": new_id(), "name": "ledger.entry.forgotten.v9", "publisher": "ledger"},
    ]
    assert ledger.ask("unheard", events=events) == {"ids": []}


def test_what_was_heard_and_its_publisher_does_not_know_is_told(running: Ledger) -> None:
    began = now()
    running.post("rent", 7)
    eventually(lambda: running.booked() == [7])
    (event_id,) = [row["_id"] for row in running.rows("outbox") if row["name"] == EntryPosted.name]
    period = {"since": began.isoformat(), "until": (now() + timedelta(minutes=1)).isoformat()}

    eventually(lambda: len(running.rows("inbox")) == 2)
    rows = running.ask("heard_between", **period)["rows"]
    assert sorted(row.pop("consumer") for row in rows) == ["ledger.book", "ledger.credit"]
    assert all(began.isoformat() <= row.pop("at") < period["until"] for row in rows)
    assert rows == [{"event_id": event_id, "publisher": "ledger", "name": EntryPosted.name}] * 2
    assert running.ask("unknown", ids=[event_id]) == {"ids": []}
    running.database.collection("outbox").delete_one({"_id": event_id})
    assert running.ask("unknown", ids=[event_id]) == {"ids": [event_id]}
    assert running.ask("heard_between", **period | {"since": period["until"]})["rows"] == []


@pytest.mark.feature("G2")
def test_a_chain_is_told_with_the_command_that_began_it_and_who_heard_each_event(running: Ledger) -> None:
    running.post("rent", 7)
    eventually(lambda: running.booked() == [7] and len(running.rows("inbox")) == 2 and running.pending() == [])

    told = running.ask("told", correlation_ids=["chain-1"])["rows"]
    assert [(row["name"], row["command"], row["actor_role"]) for row in told] == [
        ("ledger.entry.posted.v1", "post", "clerk"),
        ("ledger.booking.made.v1", None, "clerk"),
    ]
    assert told[1]["causation_id"] == told[0]["event_id"]
    events = [{"event_id": row["event_id"], "name": row["name"], "publisher": "ledger"} for row in told]
    heard = running.ask("hearings", events=events)["heard"]
    assert {row["event_id"] for row in heard} == {told[0]["event_id"]}
    assert sorted(row["consumer"] for row in heard) == ["ledger.book", "ledger.credit"]
    assert running.ask("told", subjects=["rent"])["rows"] == told[:1]


def test_an_id_lies_between_the_first_ids_of_its_moment_and_of_the_next() -> None:
    at = now()
    made = new_id()
    assert first_id_at(at) <= made < first_id_at(at + timedelta(seconds=5))
    assert len(first_id_at(at)) == len(made)
