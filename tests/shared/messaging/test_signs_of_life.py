"""Canaries: every service sings, every service hears, and nobody else is bothered."""

import json

from shared.contracts.envelope import encode, properties
from shared.messaging.topology import connection
from shared.storage import now
from shared.storage.canaries import Canaries
from tests.shared.messaging.conftest import Ledger, eventually
from tests.shared.messaging.ledger import LedgerCanarySung
from tests.shared.messaging.test_a_fact_travels import cause_of_a_test, posted


def sing(ledger: Ledger) -> None:
    canaries = Canaries(ledger.database)
    ledger.database.transact(lambda: canaries.sing(LedgerCanarySung(canary_id="ledger")), cause=cause_of_a_test())


def test_a_canary_is_heard_by_its_own_service_and_leaves_nothing_behind(running: Ledger) -> None:
    before = now()
    sing(running)
    sing(running)

    heard = eventually(lambda: running.ask("outbox")["heard"].get("ledger"))
    eventually(lambda: running.pending() == [])

    assert before.isoformat() <= heard
    assert (running.rows("outbox"), running.rows("inbox"), running.depth("ext.example.inbox")) == ([], [], 0)
    assert [row["sung"] for row in running.rows("canaries")] == [2]


def test_a_service_that_hears_nothing_is_noticed_by_its_own_relay(ledger: Ledger) -> None:
    with connection(ledger.amqp_url) as connected:
        connected.channel().queue_delete("ledger.inbox")
    sing(ledger)

    ledger.start("relay")

    eventually(lambda: ledger.rows("outbox")[0]["attempts"] >= 1)
    assert ledger.pending() == ["ledger.canary.sung.v1"]


def test_an_older_canary_that_comes_late_does_not_make_a_service_look_silent(ledger: Ledger) -> None:
    ledger.start("host")
    late = posted("unused", 0) | {
        "type": "int.iom.cimi.ledger.canary.sung.v1",
        "subject": "ledger",
        "data": {"canary_id": "ledger"},
    }
    new = json.loads(json.dumps(late)) | {"id": "01a21364-0000-7000-8000-000000000002", "time": now().isoformat()}
    ledger.send(encode(new), **properties(new))
    eventually(lambda: Canaries(ledger.database).heard())
    ledger.send(encode(late), **properties(late))
    eventually(lambda: ledger.depth("ledger.inbox") == 0)

    assert Canaries(ledger.database).heard()["ledger"].isoformat() == new["time"]
