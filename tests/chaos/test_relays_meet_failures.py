"""A relay that fails: what it had in hand is sent by the next one, everybody hears it, and it has its effects once."""

import contextlib
from collections.abc import Iterator

import amqp
import pytest

from shared.contracts.envelope import Cause
from shared.messaging.relay import WINDOW
from shared.messaging.topology import EXTERNAL_INBOX, LOG, PUBLIC, connection, declare
from shared.storage import new_id, now
from shared.storage.outbox import Outbox
from tests.chaos.conftest import FailingLedger, once_each
from tests.chaos.crashes import ENDS, at
from tests.shared.messaging.conftest import CLERK, eventually, topology
from tests.shared.messaging.ledger import EntryRemarked

AMOUNTS = (7, 8, 9)


@pytest.fixture(autouse=True)
def posted(ledger: FailingLedger) -> None:
    """Three entries wait to be carried."""
    ledger.start("host")
    for amount in AMOUNTS:
        ledger.post(f"entry-{amount}", amount, account_id="cash")


def fails(ledger: FailingLedger, at: str) -> None:
    """A relay fails; one that hangs is still there when the next one comes, until its watchdog ends it."""
    point, how, *_ = at.split(":")
    ledger.start("relay", at=at)
    ledger.fails("relay", point, how)
    if how != "hang":
        assert ledger.ends("relay") == ENDS[how]


def succeeds(ledger: FailingLedger) -> None:
    """The next relay carries everything."""
    hangs = ledger.processes.pop("relay", None)
    ledger.start("relay")
    ledger.rest(effects=len(AMOUNTS))
    assert ledger.outcome() == once_each(*AMOUNTS)
    if hangs is not None:
        assert hangs.wait() == ENDS["hang"]


@pytest.mark.feature("E4")
@at("relay.after_read", "relay.all_sent", "relay.confirmed")
def test_what_a_relay_had_in_hand_is_carried_by_the_next(ledger: FailingLedger, point: str, how: str) -> None:
    fails(ledger, f"{point}:{how}")
    succeeds(ledger)


@at("relay.mid_batch")
def test_a_window_that_was_sent_in_part_is_sent_by_the_next(ledger: FailingLedger, point: str, how: str) -> None:
    fails(ledger, f"{point}:{how}:2")
    succeeds(ledger)


@at("relay.all_sent", hows=("kill", "exception"))
def test_two_windows_under_way_are_both_sent_by_the_next(ledger: FailingLedger, point: str, how: str) -> None:
    outbox, many = Outbox(ledger.database), [new_id() for _ in range(WINDOW + 50)]
    cause = Cause(correlation_id="chain-2", causation_id="", actor=CLERK, at=now())
    ledger.database.transact(
        lambda: [outbox.put(entry_id, [EntryRemarked(entry_id=entry_id)], first=1) for entry_id in many], cause=cause
    )
    fails(ledger, f"{point}:{how}:2")
    assert len(ledger.pending()) >= len(many)

    ledger.start("relay")
    eventually(lambda: ledger.pending() == [])

    remarked = {row["_id"] for row in ledger.rows("outbox") if row["name"] == EntryRemarked.name}
    assert len(remarked) == len(many)
    assert remarked <= ledger.told_outside()


@pytest.mark.feature("E4")
@at("relay.returned")
def test_what_no_queue_took_is_carried_when_there_is_one(ledger: FailingLedger, point: str, how: str) -> None:
    with channel(ledger) as operator:
        operator.queue_unbind("ledger.inbox", PUBLIC, "ledger.entry.posted.v1")
        operator.queue_delete(LOG)
        operator.queue_delete(EXTERNAL_INBOX)
    fails(ledger, f"{point}:{how}")
    declare(ledger.amqp_url, topology())
    succeeds(ledger)


@at("relay.nacked")
def test_what_the_broker_refused_is_carried_when_it_has_room(ledger: FailingLedger, point: str, how: str) -> None:
    with channel(ledger) as operator:
        full = {"x-max-length": 0, "x-overflow": "reject-publish"}
        operator.queue_declare("full", durable=True, auto_delete=False, arguments=full)
        operator.queue_bind("full", PUBLIC, "#")
    fails(ledger, f"{point}:{how}")
    with channel(ledger) as operator:
        operator.queue_delete("full")
    succeeds(ledger)


@contextlib.contextmanager
def channel(ledger: FailingLedger) -> Iterator[amqp.Channel]:
    """The operator's way to the broker."""
    with connection(ledger.amqp_url) as connected:
        yield connected.channel()
