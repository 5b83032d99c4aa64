"""A commit whose answer never comes, although it went through or although it did not: what it was for happens once.

The line to the database is cut or falls silent at the commit, and in some cases the process is killed or told to end
while it does not know.
"""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shared.contracts.refusal import Refusal
from shared.testing.servers import Mongo
from tests.chaos.conftest import FailingLedger, once_each
from tests.chaos.listening_proxy import COMMIT, Fault, Proxy
from tests.shared.messaging.conftest import eventually

EACH_FAULT = pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.replace(" ", "-"))
EACH_END = pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM], ids=["kill", "sigterm"])
EACH_SILENCE = pytest.mark.parametrize("fault", [Fault.SILENT_BEFORE, Fault.SILENT_AFTER], ids=["before", "after"])


@pytest.fixture
def line(ledger: FailingLedger, impatient_mongo: Mongo, fault: Fault) -> Iterator[Proxy]:
    """The host's line to its database, ready to fail at a commit; the relay has its own."""
    ledger.start("relay")
    with Proxy("127.0.0.1", impatient_mongo.port, COMMIT, fault) as line:
        ledger.lead("MONGO_URL", f"mongodb://127.0.0.1:{line.port}/?directConnection=true")
        ledger.start("host", LEDGER_TRANSACTION="2")
        yield line


def post(ledger: FailingLedger) -> dict[str, Any] | None:
    """The answer to a clerk who posts the rent, always with the same click, or None."""
    try:
        return ledger.post("rent", 7, key="one-click", account_id="cash")
    except Refusal as refusal:
        if refusal.code != "unavailable":
            raise
        return None


def repeated(ledger: FailingLedger) -> None:
    """The clerk repeats the click until it is answered; it has happened once."""
    answer = eventually(lambda: post(ledger))
    ledger.rest()
    assert ledger.outcome() == once_each(7)
    assert [row["reply"] for row in ledger.rows("replies")] == [answer]


@EACH_FAULT
def test_a_request_is_repeated_until_it_is_answered(ledger: FailingLedger, line: Proxy) -> None:
    line.armed.set()

    assert post(ledger) is None
    assert line.met.is_set()
    line.mend()

    repeated(ledger)


@EACH_END
@EACH_SILENCE
def test_a_request_whose_process_ends_before_it_knows_is_repeated(
    ledger: FailingLedger, line: Proxy, end: signal.Signals
) -> None:
    line.armed.set()
    with ThreadPoolExecutor() as clerks:
        first = clerks.submit(post, ledger)
        assert line.met.wait(20)
        ended = ledger.end("host", end)
        assert (first.result(), ended) == (None, 0 if end is signal.SIGTERM else -end)
    line.mend()
    ledger.start("host")

    repeated(ledger)


def heard(ledger: FailingLedger, line: Proxy) -> None:
    """The clerk's entry is posted, and its listeners hear it on a line that fails at their commit."""
    relay = ledger.processes["relay"]
    relay.send_signal(signal.SIGSTOP)
    post(ledger)
    line.armed.set()
    relay.send_signal(signal.SIGCONT)
    assert line.met.wait(20)


@EACH_FAULT
def test_a_listener_hears_again_when_the_database_is_back(ledger: FailingLedger, line: Proxy) -> None:
    heard(ledger, line)
    line.mend()

    ledger.rest()

    assert ledger.outcome() == once_each(7)


@EACH_END
@EACH_SILENCE
def test_a_listener_whose_process_ends_before_it_knows_hears_again(
    ledger: FailingLedger, line: Proxy, end: signal.Signals
) -> None:
    heard(ledger, line)
    assert ledger.end("host", end) == (0 if end is signal.SIGTERM else -end)
    line.mend()
    ledger.start("host")

    ledger.rest()

    assert ledger.outcome() == once_each(7)
