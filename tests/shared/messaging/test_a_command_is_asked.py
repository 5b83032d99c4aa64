"""How a service is asked: signed, once per key, in plain words when it says no."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from shared.contracts.envelope import Actor
from shared.contracts.refusal import Refusal
from shared.messaging.client import Services
from shared.messaging.topology import connection
from tests.shared.messaging.conftest import CLERK, Ledger, eventually
from tests.shared.messaging.ledger import FAILING, REFUSED


@pytest.fixture
def asked(ledger: Ledger) -> Ledger:
    ledger.start("host")
    return ledger


@pytest.mark.feature("E10")
def test_the_same_key_has_one_effect_and_the_same_reply(asked: Ledger) -> None:
    first = asked.post("rent", 7, key="one-click")
    second = asked.post("rent", 7, key="one-click")

    assert first == second
    assert len(asked.rows("outbox")) == 1


def test_those_who_meet_at_one_document_take_turns_and_nobody_begins_again(asked: Ledger) -> None:
    names = [f"deposit-{number}" for number in range(6)]

    def deposit(name: str) -> dict[str, Any]:
        entry = {"entry_id": name, "amount": 1, "account_id": "cash"}
        return asked.services.command("ledger", "deposit", entry, actor=CLERK, idempotency_key=name, correlation_id="c")

    with ThreadPoolExecutor(len(names)) as clerks:
        balances = [reply["balance"] for reply in clerks.map(deposit, names)]

    assert sorted(balances) == [1, 2, 3, 4, 5, 6]
    assert [(asked.folder / name).read_text() for name in names] == ["x"] * len(names)


def test_a_key_is_not_used_for_something_else(asked: Ledger) -> None:
    asked.post("rent", 7, key="one-click")

    with pytest.raises(Refusal) as refusal:
        asked.post("water", 8, key="one-click")

    assert (refusal.value.code, refusal.value.status) == ("idempotency-key-reused", 422)


def test_a_command_without_a_key_is_refused(asked: Ledger) -> None:
    with pytest.raises(Refusal) as refusal:
        asked.services.command(
            "ledger", "post", {"entry_id": "rent", "amount": 7}, actor=CLERK, idempotency_key="", correlation_id="c"
        )

    assert (refusal.value.code, asked.rows("entries")) == ("idempotency-key-missing", [])


@pytest.mark.parametrize("amount", [REFUSED, FAILING])
def test_what_fails_stores_nothing_and_publishes_nothing(asked: Ledger, amount: int) -> None:
    with pytest.raises(Refusal):
        asked.post("rent", amount)

    assert (asked.rows("entries"), asked.rows("outbox"), asked.rows("replies")) == ([], [], [])


def test_a_bug_tells_nobody_its_text(asked: Ledger) -> None:
    with pytest.raises(Refusal) as refusal:
        asked.post("rent", FAILING)

    assert (refusal.value.code, refusal.value.status) == ("internal-error", 500)
    assert "secret" not in refusal.value.message


def test_a_role_that_may_not_is_refused(asked: Ledger) -> None:
    with pytest.raises(Refusal) as refusal:
        asked.post("rent", actor=Actor(kind="applicant", id="a", role="applicant"))

    assert (refusal.value.code, refusal.value.status) == ("not-allowed", 403)


def test_a_forged_pass_is_refused(asked: Ledger) -> None:
    forger = Services({"ledger": f"http://127.0.0.1:{asked.port}"}, b"another key, just as long as ours")

    with pytest.raises(Refusal) as refusal:
        forger.query("ledger", "look", {"entry_id": "rent", "amount": 1}, actor=CLERK, correlation_id="c")

    assert (refusal.value.code, refusal.value.status) == ("pass-invalid", 401)


def test_each_field_that_is_wrong_is_named(asked: Ledger) -> None:
    with pytest.raises(Refusal) as refusal:
        asked.services.command(
            "ledger", "post", {"amount": "seven", "x": 1}, actor=CLERK, idempotency_key="k", correlation_id="c"
        )

    assert (refusal.value.status, set(refusal.value.fields)) == (422, {"entry_id", "amount", "x"})


def test_a_problem_is_an_rfc_9457_document(asked: Ledger) -> None:
    answer = requests.post(f"http://127.0.0.1:{asked.port}/commands/post", json={}, timeout=5)

    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert {"type", "title", "status", "detail", "code"} <= set(answer.json())


def test_two_that_change_the_same_at_once_are_told_apart(asked: Ledger) -> None:
    asked.post("rent", 7)

    with pytest.raises(Refusal) as refusal:
        asked.post("rent", 8)

    assert refusal.value.code == "already-exists"


def test_a_service_that_is_away_is_said_to_be_away(ledger: Ledger) -> None:
    with pytest.raises(Refusal) as refusal:
        ledger.post("rent", 7)

    assert (refusal.value.code, refusal.value.status) == ("unavailable", 503)


def test_a_host_without_its_queues_is_alive_but_not_ready(ledger: Ledger) -> None:
    ledger.start("host")
    with connection(ledger.amqp_url) as connected:
        connected.channel().queue_delete("ledger.inbox")

    eventually(lambda: ledger.ready() == 503)
    alive = requests.get(f"http://127.0.0.1:{ledger.port}/livez", timeout=5)
    assert alive.status_code == 200
