"""A listener whose process fails: the event is heard again, and what it causes has happened once."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.chaos.conftest import FailingLedger, once_each
from tests.chaos.crashes import at
from tests.chaos.listening_proxy import REJECT, Fault, Proxy
from tests.shared.messaging.conftest import eventually
from tests.shared.messaging.ledger import KILLING, TOO_EARLY


@at("consumer.before", "consumer.inside", "consumer.after_commit")
def test_an_event_that_meets_a_failure_has_its_effects_once(ledger: FailingLedger, point: str, how: str) -> None:
    ledger.start("relay")
    ledger.start("host", at=f"{point}:{how}")

    ledger.post("rent", 7, account_id="cash")
    ledger.goes_on(point, how, survives_a_bug=True)

    ledger.rest()
    assert ledger.outcome() == once_each(7)


@at("consumer.inside", "consumer.after_commit", hows=("kill", "exception"))
def test_events_that_share_a_transaction_and_meet_a_failure_have_their_effects_once(
    ledger: FailingLedger, point: str, how: str
) -> None:
    amounts = range(1, 41)
    ledger.holds_back(*amounts, account_id="cash")
    time = {"consumer.inside": 30, "consumer.after_commit": 6}[point]  # by then as many wait as may share one
    ledger.launch("host", at=f"{point}:{how}:{time}")

    ledger.goes_on(point, how, survives_a_bug=True)

    ledger.rest(effects=len(amounts))
    assert ledger.outcome() == once_each(*amounts)


def test_a_message_that_kills_every_process_is_parked_and_takes_no_innocent_one_with_it(ledger: FailingLedger) -> None:
    innocent = range(1, 16)
    ledger.holds_back(KILLING, *innocent)

    for _ in range(3):
        ledger.launch("host", LEDGER_CRASHES="3")
        assert ledger.ends("host") == 9
    ledger.start("host", LEDGER_CRASHES="3")

    eventually(lambda: ledger.booked() == list(innocent))
    (parked,) = eventually(lambda: ledger.rows("parked"))
    assert (parked["reason"], f"entry-{KILLING}" in parked["body"].decode()) == ("crash-loop", True)


@at("consumer.after_ack")
def test_an_event_is_not_heard_again_after_it_was_acknowledged(ledger: FailingLedger, point: str, how: str) -> None:
    ledger.start("relay")
    ledger.start("host", at=f"{point}:{how}")

    ledger.post("rent", 7, account_id="cash")
    ledger.goes_on(point, how, survives_a_bug=False)

    ledger.rest()
    assert ledger.outcome() == once_each(7)


@at("consumer.after_reject")
def test_an_event_that_waits_for_its_time_comes_back_to_the_next_process(
    ledger: FailingLedger, point: str, how: str
) -> None:
    ledger.start("relay")
    ledger.start("host", at=f"{point}:{how}")

    ledger.post("rent", TOO_EARLY, account_id="cash")
    ledger.goes_on(point, how, survives_a_bug=False)

    ledger.rest()
    assert ledger.outcome() == once_each(TOO_EARLY)


@pytest.fixture
def line(ledger: FailingLedger) -> Iterator[Proxy]:
    """The host's line to the broker, ready to be cut at a rejection."""
    parts = urlsplit(ledger.amqp_url)
    with Proxy(str(parts.hostname), parts.port or 5672, REJECT, Fault.CUT_BEFORE) as line:
        line.mend()
        line.armed.set()
        direct = f"{parts.hostname}:{parts.port}"
        ledger.lead("AMQP_URL", ledger.amqp_url.replace(direct, f"127.0.0.1:{line.port}"))
        yield line


@at("consumer.after_reject")
def test_an_event_whose_rejection_never_came_to_the_broker_comes_again(
    ledger: FailingLedger, line: Proxy, point: str, how: str
) -> None:
    ledger.start("relay")
    ledger.start("host", at=f"{point}:{how}")

    ledger.post("rent", TOO_EARLY, account_id="cash")
    assert line.met.wait(20)
    ledger.goes_on(point, how, survives_a_bug=False)

    ledger.rest()
    assert ledger.outcome() == once_each(TOO_EARLY)
