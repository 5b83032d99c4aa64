"""The operator's look at the broker sees what no service may see: a binding or a queue that is gone or different."""

from urllib.parse import quote, urlsplit

import pytest

from shared.messaging.inspection import differences, present
from shared.messaging.topology import connection, declare
from shared.testing.servers import Rabbit
from tests.shared.messaging.conftest import topology


@pytest.fixture
def management_url(rabbit: Rabbit, amqp_url: str) -> str:
    return f"http://{rabbit.user}:{quote(rabbit.password)}@127.0.0.1:{rabbit.management_port}{urlsplit(amqp_url).path}"


def test_a_broker_that_has_everything_is_found_in_order(amqp_url: str, management_url: str) -> None:
    declare(amqp_url, topology())

    assert differences(topology(), present(management_url)) == []


def test_what_an_operator_took_away_is_named_and_comes_back_by_declaring(amqp_url: str, management_url: str) -> None:
    declare(amqp_url, topology())
    with connection(amqp_url) as connected:
        channel = connected.channel()
        channel.queue_unbind("ledger.inbox", "cimi.events", "ledger.entry.posted.v1")
        channel.queue_delete("ledger.retry.2")

    assert differences(topology(), present(management_url)) == [
        "queues: ledger.retry.2 is missing",
        "bindings: cimi.retry -> ledger.retry.2 by ledger.retry.2 is missing",
        "bindings: cimi.events -> ledger.inbox by ledger.entry.posted.v1 is missing",
    ]
    declare(amqp_url, topology())
    assert differences(topology(), present(management_url)) == []


def test_a_queue_of_another_shape_is_named(amqp_url: str, management_url: str) -> None:
    declare(amqp_url, topology())
    with connection(amqp_url) as connected:
        channel = connected.channel()
        channel.queue_delete("ledger.inbox")
        channel.queue_declare("ledger.inbox", durable=True, auto_delete=False, arguments={"x-queue-type": "classic"})

    first, *_ = differences(topology(), present(management_url))

    assert first.startswith("queues: ledger.inbox has arguments {'x-queue-type': 'classic'}, not ")
