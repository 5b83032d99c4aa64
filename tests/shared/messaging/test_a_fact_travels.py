"""How a fact travels from a command to whoever hears it: stored with its cause, confirmed, heard once."""

import json
import signal
import uuid

import pytest

from shared.contracts.envelope import CONTENT_TYPE, Actor, Cause, encode, properties, wrap
from shared.contracts.event import Event
from shared.messaging.topology import connection
from shared.storage import Documents, now
from shared.storage.outbox import Outbox
from tests.shared.messaging.conftest import Ledger, eventually
from tests.shared.messaging.ledger import DEADLY, SLOW, Entry, EntryPosted, EntryRemarked


@pytest.mark.feature("E1")
@pytest.mark.feature("E4")
def test_what_is_posted_is_booked_by_whoever_hears_it(running: Ledger) -> None:
    running.post("rent", 7)

    eventually(lambda: running.booked() == [7])
    eventually(lambda: running.pending() == [])


@pytest.mark.feature("E2")
@pytest.mark.feature("G2")
def test_a_fact_names_its_chain_and_the_fact_that_caused_it(running: Ledger) -> None:
    running.post("rent", 7, key="key-of-the-rent")

    eventually(lambda: running.booked() == [7])
    posted, booked = (json.loads(row["body"]) for row in sorted(running.rows("outbox"), key=lambda row: row["_id"]))
    assert (posted["correlationid"], posted["causationid"]) == ("chain-1", "key-of-the-rent")
    assert (booked["correlationid"], booked["causationid"]) == ("chain-1", posted["id"])
    assert (posted["actorid"], booked["actorid"]) == ("ines.quispe", "ines.quispe")


def test_a_fact_waits_in_the_outbox_until_a_relay_runs(ledger: Ledger) -> None:
    ledger.start("host")
    ledger.post("rent", 7)
    assert (ledger.booked(), ledger.pending()) == ([], ["ledger.entry.posted.v1"])

    ledger.start("relay")

    eventually(lambda: ledger.booked() == [7])


def test_what_was_confirmed_is_not_sent_again(running: Ledger) -> None:
    running.post("rent", 7)
    eventually(lambda: running.depth("ext.example.inbox") == 2 and running.pending() == [])

    running.end("relay")
    running.start("relay")
    running.post("water", 8)

    eventually(lambda: running.depth("ext.example.inbox") >= 4 and running.pending() == [])
    assert running.depth("ext.example.inbox") == 4


def test_an_event_that_no_queue_takes_stays_pending(ledger: Ledger) -> None:
    with connection(ledger.amqp_url) as connected:
        for queue in ("cimi.events.log", "ext.example.inbox"):
            connected.channel().queue_delete(queue)
    save(ledger, Entry(id="rent", amount=7), EntryRemarked(entry_id="rent"))

    ledger.start("relay")

    eventually(lambda: ledger.rows("outbox")[0]["attempts"] >= 1)
    assert ledger.pending() == ["ledger.entry.remarked.v1"]


def test_an_event_that_the_broker_refuses_stays_pending(ledger: Ledger) -> None:
    with connection(ledger.amqp_url) as connected:
        channel = connected.channel()
        full = {"x-max-length": 0, "x-overflow": "reject-publish"}
        channel.queue_declare("full", durable=True, auto_delete=False, arguments=full)
        channel.queue_bind("full", "cimi.events", "ledger.entry.#")
    save(ledger, Entry(id="rent", amount=7), EntryRemarked(entry_id="rent"))

    ledger.start("relay")

    eventually(lambda: ledger.rows("outbox")[0]["attempts"] >= 1)
    assert ledger.pending() == ["ledger.entry.remarked.v1"]


def test_no_event_overtakes_an_earlier_one_of_its_subject_that_no_queue_takes(ledger: Ledger) -> None:
    with connection(ledger.amqp_url) as connected:
        for queue in ("cimi.events.log", "ext.example.inbox"):
            connected.channel().queue_delete(queue)
    rent, lunch = Entry(id="rent", amount=7), Entry(id="lunch", amount=1)
    save(ledger, rent, EntryRemarked(entry_id="rent"), EntryPosted(entry_id="rent", amount=7))
    save(ledger, lunch, EntryPosted(entry_id="lunch", amount=1))

    ledger.start("relay")

    eventually(lambda: [row["attempts"] for row in ledger.rows("outbox") if row["name"] == EntryRemarked.name] >= [3])
    assert ledger.pending() == ["ledger.entry.remarked.v1", "ledger.entry.posted.v1"]
    assert [row["subject"] for row in ledger.rows("outbox") if row["sent"]] == ["lunch"]


def test_a_relay_that_is_told_to_stop_notes_everything_that_it_has_sent(ledger: Ledger) -> None:
    for number in range(450):
        save(ledger, Entry(id=f"rent-{number}", amount=7), EntryRemarked(entry_id=f"rent-{number}"))

    ledger.start("relay")
    eventually(lambda: ledger.depth("ext.example.inbox") > 0)

    assert ledger.end("relay") == 0
    assert ledger.depth("ext.example.inbox") == 450 - len(ledger.pending())


@pytest.mark.feature("E5")
def test_a_fact_is_sent_again_to_one_queue_alone_and_handled_by_nobody_twice(running: Ledger) -> None:
    running.post("rent", 7)
    eventually(lambda: running.booked() == [7] and running.pending() == [])
    eventually(lambda: running.depth("ext.example.inbox") == 2)
    outbox = Outbox(running.database)

    assert outbox.send_again(names=[EntryPosted.name], to="ext.example.inbox") == 1
    eventually(lambda: running.depth("ext.example.inbox") == 3 and running.pending() == [])
    assert outbox.send_again(names=[EntryPosted.name], to="ledger.inbox") == 1
    eventually(lambda: running.pending() == [] and running.depth("ledger.inbox") == 0)

    assert (running.booked(), running.depth("ext.example.inbox")) == ([7], 3)


def test_the_same_message_twice_is_handled_once(ledger: Ledger) -> None:
    ledger.start("host")
    message = posted("rent", 7)

    ledger.send(encode(message), **properties(message))
    ledger.send(encode(message), **properties(message))
    eventually(lambda: ledger.booked() == [7])
    ledger.send(encode(message), **properties(message))
    other = posted("water", 8)
    ledger.send(encode(other), **properties(other))

    eventually(lambda: 8 in ledger.booked())
    eventually(lambda: ledger.depth("ledger.inbox") == 0)
    assert (ledger.booked(), ledger.rows("failures")) == ([7, 8], [])


def test_a_process_that_dies_inside_a_handler_loses_and_doubles_nothing(ledger: Ledger) -> None:
    ledger.start("host")
    message = posted("rent", DEADLY)

    ledger.send(encode(message), **properties(message))
    ledger.processes["host"].wait(timeout=20)
    assert ledger.booked() == []
    ledger.start("host")

    eventually(lambda: ledger.booked() == [DEADLY])


def test_a_process_that_is_killed_before_it_settles_handles_the_message_once(ledger: Ledger) -> None:
    ledger.start("host")
    message = posted("rent", SLOW)

    ledger.send(encode(message), **properties(message))
    eventually((ledger.folder / "rent").exists)
    ledger.end("host", signal.SIGKILL)
    ledger.start("host")

    eventually(lambda: ledger.booked() == [SLOW])


def test_a_stop_finishes_and_settles_what_is_in_hand(ledger: Ledger) -> None:
    ledger.start("host")
    message = posted("rent", SLOW)
    ledger.send(encode(message), **properties(message))
    eventually((ledger.folder / "rent").exists)

    exit_code = ledger.end("host", signal.SIGTERM)

    assert (exit_code, ledger.booked(), ledger.depth("ledger.inbox")) == (0, [SLOW], 0)


def test_a_relay_that_is_told_to_stop_exits_cleanly_with_nothing_half_sent(ledger: Ledger) -> None:
    ledger.start("relay")
    eventually(lambda: ledger.rows("leases"))
    for amount in range(50):
        save(ledger, Entry(id=f"entry-{amount}", amount=amount), EntryRemarked(entry_id=f"entry-{amount}"))

    exit_code = ledger.end("relay", signal.SIGTERM)

    sent = [row for row in ledger.rows("outbox") if row["sent"]]
    assert exit_code == 0
    assert ledger.depth("ext.example.inbox") == len(sent)


def test_only_one_relay_of_a_service_is_active(ledger: Ledger) -> None:
    ledger.start("relay")
    (first,) = eventually(lambda: [row for row in ledger.rows("leases") if row["holder"]])
    active = ledger.processes.pop("relay")
    ledger.start("relay")

    save(ledger, Entry(id="rent", amount=7), EntryRemarked(entry_id="rent"))
    eventually(lambda: ledger.pending() == [])

    assert [row["holder"] for row in ledger.rows("leases")] == [first["holder"]]
    active.kill()
    active.wait()


def posted(entry_id: str, amount: int) -> dict[str, object]:
    return wrap(
        EntryPosted(entry_id=entry_id, amount=amount), event_id=str(uuid.uuid4()), sequence=1, cause=cause_of_a_test()
    )


def cause_of_a_test() -> Cause:
    return Cause(correlation_id="c", causation_id="", actor=Actor(kind="system", id="test", role="system"), at=now())


def save(ledger: Ledger, entry: Entry, *events: Event) -> None:
    documents = Documents(ledger.database, "entries", Entry)
    ledger.database.transact(lambda: documents.add(entry, *events), cause=cause_of_a_test())


def test_the_properties_mirror_the_envelope() -> None:
    message = posted("rent", 7)

    mirrored = properties(message)

    assert mirrored["content_type"] == CONTENT_TYPE
    assert (mirrored["message_id"], mirrored["type"], mirrored["app_id"]) == (
        message["id"],
        "ledger.entry.posted.v1",
        "ledger",
    )
    assert mirrored["application_headers"]["cloudEvents:subject"] == "rent"
