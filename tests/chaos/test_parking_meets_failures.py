"""Parking and replaying in a process that fails, or by many at once: nothing parks twice, is lost, or is done twice."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shared.contracts.envelope import CONTENT_TYPE, Actor
from shared.contracts.refusal import Refusal
from tests.chaos.conftest import FailingLedger, once_each
from tests.chaos.crashes import at
from tests.shared.messaging.conftest import eventually
from tests.shared.messaging.ledger import UNBOOKABLE

POISON = b"{not json"
DIRECTOR = Actor(kind="staff", id="elena.rojas", role="director")


@pytest.mark.feature("E6")
@at("park.before_insert", "park.after_insert")
def test_poison_that_meets_a_failure_is_parked_once(ledger: FailingLedger, point: str, how: str) -> None:
    ledger.start("relay")
    ledger.start("host", at=f"{point}:{how}")

    ledger.send(POISON, content_type=CONTENT_TYPE)
    ledger.goes_on(point, how, survives_a_bug=True)
    ledger.post("rent", 7, account_id="cash")

    ledger.rest(parked=1)
    assert ledger.outcome() == once_each(7, parked=[("not-json", "open", POISON)])


def parked(ledger: FailingLedger) -> str:
    """The id of a message that was parked by a host that has ended, and could be handled by now."""
    ledger.start("relay")
    ledger.start("host")
    ledger.post("rent", UNBOOKABLE, account_id="cash")
    (message,) = eventually(lambda: ledger.rows("parked"))
    assert ledger.end("host") == 0  # else the broker could hand it out again, and the mended listener would take it
    (ledger.folder / "mended").touch()
    return str(message["_id"])


def replay(ledger: FailingLedger, message_id: str, key: str | None = None) -> dict[str, Any] | str:
    """What a director is answered, or the code with which they are turned away."""
    try:
        return ledger.services.command(
            "ledger",
            "replay_parked",
            {"message_id": message_id},
            actor=DIRECTOR,
            idempotency_key=key or str(uuid.uuid4()),
            correlation_id="chain-1",
        )
    except Refusal as refusal:
        return refusal.code


RAN = {"ran": ["ledger.book"]}


def was_replayed(ledger: FailingLedger) -> dict[str, Any]:
    """The outcome when a message was parked and replayed once."""
    (body,) = (row["body"] for row in ledger.rows("parked"))
    return once_each(UNBOOKABLE, parked=[("no-such-amount", "replayed", body)])


@pytest.mark.feature("E6")
@at("replay.inside")
def test_a_replay_that_meets_a_failure_is_done_by_the_next_one(ledger: FailingLedger, point: str, how: str) -> None:
    message_id = parked(ledger)
    ledger.start("host", at=f"{point}:{how}")

    first = replay(ledger, message_id)
    ledger.goes_on(point, how, survives_a_bug=True)
    second = replay(ledger, message_id)

    refused = "internal-error" if how == "exception" else "unavailable"
    assert (first, second) == ((RAN, "already-settled") if how == "sigterm" else (refused, RAN))
    ledger.rest()
    assert ledger.outcome() == was_replayed(ledger)


@pytest.mark.parametrize("key", [None, "one-click"], ids=["many-clicks", "one-click-many-times"])
def test_a_replay_that_is_asked_for_by_many_at_once_is_done_once(ledger: FailingLedger, key: str | None) -> None:
    message_id = parked(ledger)
    ledger.start("host")

    with ThreadPoolExecutor(8) as directors:
        answers = list(directors.map(lambda _: replay(ledger, message_id, key), range(8)))

    assert sorted(answers, key=str) == ([RAN] * 8 if key else ["already-settled"] * 7 + [RAN])
    ledger.rest()
    assert ledger.outcome() == was_replayed(ledger)
