"""What each user may do at RabbitMQ, and that it may do nothing else: on a real broker with the definitions as deployed."""

import contextlib
import time
from collections.abc import Callable, Iterator
from urllib.parse import quote

import amqp
import pytest

from deploy import keys
from shared.messaging.topology import EXTERNAL_LIMITS, connection
from shared.testing.servers import Rabbit, free_ports

Act = Callable[[amqp.Channel], object]
Able = Callable[[str, Act], bool]

SELECTED = "registration.application.selected.v1"
COMPUTED = "certification.completion.computed.v1"
INBOX = "ext.example.inbox"


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rabbit]:
    folder = tmp_path_factory.mktemp("broker")
    keys.make_all(folder / "secrets", folder / "definitions.json")
    operator = (folder / "secrets" / "amqp-operator").read_text()
    rabbit = Rabbit(folder / "rabbit", free_ports(Rabbit.PORTS), operator, definitions=folder / "definitions.json")
    rabbit.start()
    yield rabbit
    rabbit.stop()


def address(broker: Rabbit, user: str) -> str:
    password = (broker.folder.parent / "secrets" / f"amqp-{user}").read_text()
    return f"amqp://{user}:{quote(password)}@127.0.0.1:{broker.port}/cimi"


@pytest.fixture
def able(broker: Rabbit) -> Able:
    """`able("certification", act)`: whether the broker lets that user do it."""

    def able(user: str, act: Act) -> bool:
        with contextlib.closing(connection(address(broker, user))) as opened:
            opened.connect()
            try:
                act(opened.channel())
            except (amqp.AccessRefused, amqp.PreconditionFailed):
                return False
            return True

    return able


def publish(exchange: str, key: str, **properties: str) -> Act:
    def act(channel: amqp.Channel) -> None:
        channel.confirm_select()
        channel.basic_publish_confirm(amqp.Message("x", **properties), exchange=exchange, routing_key=key, timeout=10)

    return act


def read(queue: str, **place: str) -> Act:
    def act(channel: amqp.Channel) -> None:
        channel.basic_qos(0, 1, a_global=False)
        channel.basic_consume(queue, callback=[].append, arguments=place)

    return act


def test_a_service_publishes_its_own_events_signed_by_itself(able: Able) -> None:
    assert able("certification", publish("cimi.events", COMPUTED))
    assert able("certification", publish("cimi.events", COMPUTED, user_id="certification"))


def test_a_service_does_not_publish_the_event_of_another(able: Able) -> None:
    assert able("registration", publish("cimi.events", SELECTED))
    assert not able("certification", publish("cimi.events", SELECTED))


def test_a_service_does_not_sign_with_the_name_of_another(able: Able) -> None:
    assert not able("certification", publish("cimi.events", COMPUTED, user_id="registration"))


def test_a_service_sends_again_in_its_own_name_only(able: Able) -> None:
    assert able("certification", publish("cimi.replay", "certification.registration.inbox"))
    assert not able("certification", publish("cimi.replay", "registration.certification.inbox"))


def test_contacts_are_told_in_confidence_by_those_who_have_them_and_by_nobody_else(able: Able) -> None:
    may = {
        user: able(user, publish("cimi.internal", f"{user}.contact.updated.v1"))
        for user in ("registration", "scheduling", "certification", "notifications")
    }
    assert may == {"registration": True, "scheduling": True, "certification": False, "notifications": False}


def test_nobody_tells_the_contacts_of_another(able: Able) -> None:
    assert not able("scheduling", publish("cimi.internal", "registration.contact.updated.v1"))


@pytest.mark.parametrize(
    ("exchange", "key"),
    [
        ("", "notifications.inbox"),
        ("", "certification.inbox"),
        ("cimi.retry", "certification.retry.1"),
        ("cimi.again", "certification.again.1"),
        ("amq.topic", SELECTED),
    ],
)
def test_a_service_publishes_nothing_past_the_events(able: Able, exchange: str, key: str) -> None:
    assert able("operator", publish(exchange, key))
    assert not able("certification", publish(exchange, key))


@pytest.mark.parametrize("queue", ["certification.inbox", "certification.again.3"])
def test_a_service_reads_its_own_queues(able: Able, queue: str) -> None:
    assert able("certification", read(queue))


@pytest.mark.parametrize("queue", ["notifications.inbox", "notifications.again.1", "notifications.retry.1", INBOX])
def test_a_service_does_not_read_the_inbox_of_another(able: Able, queue: str) -> None:
    assert able("operator", read(queue))
    assert not able("certification", read(queue))
    assert not able("certification", lambda channel: channel.basic_get(queue))


def test_a_service_does_not_empty_the_inbox_of_another(able: Able) -> None:
    assert able("notifications", lambda channel: channel.queue_purge("notifications.inbox"))
    assert not able("certification", lambda channel: channel.queue_purge("notifications.inbox"))


CHANGES: dict[str, Act] = {
    "a queue of its own": lambda channel: channel.queue_declare("spy", durable=True, auto_delete=False),
    "a nameless queue": lambda channel: channel.queue_declare(exclusive=True),
    "an exchange": lambda channel: channel.exchange_declare("spies", "topic"),
    "one more binding": lambda channel: channel.queue_bind("certification.inbox", "cimi.events", SELECTED),
    "a binding to contacts": lambda channel: channel.queue_bind("certification.inbox", "cimi.internal", "#"),
    "a binding less": lambda channel: channel.queue_unbind("certification.inbox", "cimi.events", SELECTED),
    "exchanges bound": lambda channel: channel.exchange_bind("cimi.internal", "cimi.events", "#"),
    "a queue less": lambda channel: channel.queue_delete("certification.again.3"),
    "an exchange less": lambda channel: channel.exchange_delete("cimi.again"),
}


@pytest.mark.parametrize("user", ["certification", "example"])
@pytest.mark.parametrize("change", CHANGES)
def test_nobody_declares_binds_or_deletes_anything(able: Able, user: str, change: str) -> None:
    assert not able(user, CHANGES[change])


def test_the_operator_may_do_what_nobody_else_may(able: Able) -> None:
    assert {change: able("operator", act) for change, act in CHANGES.items()} == dict.fromkeys(CHANGES, True)


def test_an_outsider_reads_its_inbox_and_the_log(able: Able) -> None:
    assert able("example", read(INBOX))
    assert able("example", read("cimi.events.log", **{"x-stream-offset": "first"}))


@pytest.mark.parametrize(
    ("exchange", "key"),
    [("cimi.events", SELECTED), ("cimi.events", "example.thing.done.v1"), ("cimi.internal", SELECTED), ("", INBOX)],
)
def test_an_outsider_publishes_nothing(able: Able, exchange: str, key: str) -> None:
    assert not able("example", publish(exchange, key))


@pytest.mark.parametrize("queue", ["notifications.inbox", "registration.again.1", "certification.retry.2"])
def test_an_outsider_reads_nothing_else(able: Able, queue: str) -> None:
    assert not able("example", read(queue))


def test_an_outsider_opens_only_a_few_connections_and_is_alone_in_that(broker: Rabbit) -> None:
    most = EXTERNAL_LIMITS["max-connections"]
    deadline = time.monotonic() + 20  # the broker forgets a connection a moment after it was closed
    while (opened := opened_until_refused(broker)) < most and time.monotonic() < deadline:
        time.sleep(0.1)
    assert opened == most


def opened_until_refused(broker: Rabbit) -> int:
    with contextlib.ExitStack() as open_ones:
        for opened in range(100):
            try:
                open_ones.enter_context(connection(address(broker, "example")))
            except amqp.NotAllowed:
                open_ones.enter_context(connection(address(broker, "certification")))
                return opened
    return 100


def test_an_outsider_opens_only_a_few_channels(broker: Rabbit) -> None:
    with connection(address(broker, "example")) as opened:
        for _ in range(EXTERNAL_LIMITS["max-channels"]):
            opened.channel()
        with pytest.raises(amqp.NotAllowed):
            opened.channel()


def test_there_are_our_users_and_no_guest(broker: Rabbit) -> None:
    assert {user["name"]: user["tags"] for user in broker.ask("GET", "/api/users")} == {
        "operator": ["administrator"],
        "registration": [],
        "scheduling": [],
        "certification": [],
        "notifications": [],
        "example": [],
    }
    with pytest.raises(amqp.AccessRefused):
        connection(f"amqp://guest:guest@127.0.0.1:{broker.port}/cimi").connect()
