"""Whom a service believes: the broker, which knows who has published, and never the message about itself.

Here the ledger and its teller have users of their own, as deployed services have; the ledger hears both.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import amqp
import pytest

from shared.contracts.envelope import encode, properties
from shared.contracts.event import Event
from shared.contracts.refusal import Refusal
from shared.messaging.entrypoints import subscriptions
from shared.messaging.settings import amqp_url, has_own_users
from shared.messaging.topology import REPLAY, connection, definitions, users_of, with_users
from shared.testing.servers import Rabbit, free_ports
from tests.shared.messaging.conftest import QUICK, Ledger, eventually
from tests.shared.messaging.ledger import TOO_EARLY, EntryBooked, EntryPosted, LedgerCanarySung, LedgerService
from tests.shared.messaging.test_a_fact_travels import posted


class DrawerCounted(Event, name="teller.drawer.counted.v1"):
    """The teller counted what is in a drawer."""

    drawer_id: str


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rabbit, dict[str, str]]]:
    """A broker where everybody has a user, and the users' passwords."""
    folder = tmp_path_factory.mktemp("guarded")
    published = [EntryPosted, EntryBooked, LedgerCanarySung, DrawerCounted]
    heard = [*subscriptions(LedgerService), DrawerCounted]
    topology = definitions({"ledger": heard}, published, delays=QUICK)
    passwords = {user: f"the-password-of-{user}" for user in users_of(topology)}
    (folder / "definitions.json").write_text(json.dumps(with_users(topology, passwords)))
    port = free_ports(Rabbit.PORTS)
    rabbit = Rabbit(folder / "rabbit", port, passwords["operator"], definitions=folder / "definitions.json")
    rabbit.start()
    yield rabbit, passwords
    rabbit.stop()


@pytest.fixture
def ledger(tmp_path: Path, mongo_url: str, guarded: tuple[Rabbit, dict[str, str]]) -> Iterator[Ledger]:
    """A ledger that signs in at the broker as itself."""
    rabbit, passwords = guarded
    made = Ledger(tmp_path, mongo_url, f"amqp://127.0.0.1:{rabbit.port}/cimi")
    (tmp_path / "amqp-ledger").write_text(passwords["ledger"])
    made.start("host")
    yield made
    for name in list(made.processes):
        made.end(name)
    for log in sorted(tmp_path.glob("*.log")):
        print(f"--- {log.name}\n{log.read_text()[-3000:]}")
    made.client.drop_database(f"{made.prefix}_ledger")


class Sender:
    """Publishes as one of the broker's users."""

    def __init__(self, guarded: tuple[Rabbit, dict[str, str]], user: str) -> None:
        rabbit, passwords = guarded
        self._url = f"amqp://{user}:{passwords[user]}@127.0.0.1:{rabbit.port}/cimi"

    def publish(self, body: bytes, *, key: str, exchange: str = "cimi.events", **properties: Any) -> None:
        """Publish, confirmed."""
        with connection(self._url) as connected:
            channel = connected.channel()
            channel.confirm_select()
            message = amqp.Message(body, **properties)
            channel.basic_publish_confirm(message, exchange=exchange, routing_key=key, timeout=10)

    def depth(self, queue: str) -> int:
        """How many messages a queue has ready."""
        with connection(self._url) as connected:
            return int(connected.channel().queue_declare(queue, passive=True).message_count)


@pytest.fixture
def teller(guarded: tuple[Rabbit, dict[str, str]]) -> Sender:
    """Another service, whose own events the ledger hears."""
    return Sender(guarded, "teller")


def test_a_fact_that_its_service_has_published_is_believed(ledger: Ledger) -> None:
    ledger.start("relay")

    ledger.post("rent", 7)

    eventually(lambda: ledger.booked() == [7])
    assert ledger.rows("parked") == []


def test_a_fact_is_still_believed_when_it_comes_back_from_waiting(ledger: Ledger) -> None:
    ledger.start("relay")

    ledger.post("rent", TOO_EARLY)

    eventually(lambda: ledger.booked() == [TOO_EARLY])
    assert ((ledger.folder / "rent").read_text(), ledger.rows("parked")) == ("xxx", [])


@pytest.mark.parametrize("signed", [{"user_id": "teller"}, {}])
def test_what_the_teller_says_in_the_name_of_the_ledger_is_parked_as_forged_and_never_replayed(
    ledger: Ledger, teller: Sender, signed: dict[str, str]
) -> None:
    message = posted("rent", 1_000_000)

    teller.publish(encode(message), key=DrawerCounted.name, **properties(message), **signed)

    (parked,) = eventually(lambda: ledger.rows("parked"))
    assert (parked["reason"], parked["signed_by"], parked["body"]) == (
        "forged",
        signed.get("user_id", ""),
        encode(message),
    )
    with pytest.raises(Refusal) as refused:
        ledger.operate("replay_parked", {"message_id": parked["_id"]})
    assert (refused.value.code, ledger.booked()) == ("forged", [])


def test_what_the_teller_sends_again_is_believed_no_more_than_what_it_sends(ledger: Ledger, teller: Sender) -> None:
    message = posted("rent", 1_000_000)

    teller.publish(encode(message), exchange=REPLAY, key="teller.ledger.inbox", **properties(message), user_id="teller")

    (parked,) = eventually(lambda: ledger.rows("parked"))
    assert (parked["reason"], ledger.booked()) == ("forged", [])


def test_the_broker_takes_nothing_that_the_teller_signs_as_the_ledger(ledger: Ledger, teller: Sender) -> None:
    message = posted("rent", 1_000_000)

    with pytest.raises(amqp.PreconditionFailed):
        teller.publish(encode(message), key=DrawerCounted.name, **properties(message), user_id="ledger")

    assert (teller.depth("ledger.inbox"), ledger.rows("parked"), ledger.booked()) == (0, [], [])


def test_an_event_in_the_name_of_another_service_is_forged_wherever_it_comes_from(
    ledger: Ledger, guarded: tuple[Rabbit, dict[str, str]]
) -> None:
    message = posted("rent", 1_000_000) | {"source": "/cimi/teller"}

    Sender(guarded, "ledger").publish(encode(message), key=EntryPosted.name, **properties(message), user_id="ledger")

    (parked,) = eventually(lambda: ledger.rows("parked"))
    assert (parked["reason"], ledger.booked()) == ("forged", [])


def test_a_forged_event_gets_in_by_no_other_reason_to_park_it(ledger: Ledger, teller: Sender) -> None:
    message = posted("rent", 1_000_000)
    as_text = properties(message) | {"content_type": "text/plain"}

    teller.publish(encode(message), key=DrawerCounted.name, **as_text, user_id="teller")

    (parked,) = eventually(lambda: ledger.rows("parked"))
    with pytest.raises(Refusal) as refused:
        ledger.operate("replay_parked", {"message_id": parked["_id"]})
    assert (parked["reason"], refused.value.code, ledger.booked()) == ("content-type", "forged", [])


def test_a_copy_of_a_parked_fact_does_not_take_its_place(ledger: Ledger, teller: Sender, guarded: Any) -> None:
    message = posted("rent", 7)
    as_text = properties(message) | {"content_type": "text/plain"}
    Sender(guarded, "ledger").publish(encode(message), key=EntryPosted.name, **as_text, user_id="ledger")
    (genuine,) = eventually(lambda: ledger.rows("parked"))

    teller.publish(encode(message), key=DrawerCounted.name, **as_text, user_id="teller")

    eventually(lambda: len(ledger.rows("parked")) == 2)
    assert ledger.operate("replay_parked", {"message_id": genuine["_id"]})["ran"] == ["ledger.book", "ledger.credit"]
    assert ledger.booked() == [7]


def test_what_the_operator_puts_into_an_inbox_is_not_believed(
    ledger: Ledger, guarded: tuple[Rabbit, dict[str, str]]
) -> None:
    message = posted("rent", 1_000_000)

    Sender(guarded, "operator").publish(encode(message), key="ledger.inbox", exchange="", **properties(message))

    (parked,) = eventually(lambda: ledger.rows("parked"))
    assert (parked["reason"], ledger.booked()) == ("forged", [])


def test_whether_the_broker_vouches_is_a_matter_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / "amqp-ledger").write_text("a secret of the ledger/1")
    own = {"AMQP_URL": "amqp://broker:5672/cimi", "SECRETS": str(tmp_path)}
    shared = own | {"AMQP_URL": "amqp://everybody:secret@broker/theirs"}
    assert (has_own_users(own), has_own_users(shared)) == (True, False)
    assert amqp_url(own, "ledger") == "amqp://ledger:a%20secret%20of%20the%20ledger%2F1@broker:5672/cimi"
    assert amqp_url(shared, "ledger") == shared["AMQP_URL"]
