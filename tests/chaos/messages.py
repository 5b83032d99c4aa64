"""Messages that an operator, or an accident, puts into the services' inboxes: copies, another order, poison."""

import gzip
import json
import pickle
import random
import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import amqp

from deploy.supervision import SERVICES
from shared.contracts.envelope import CONTENT_TYPE, TYPE_PREFIX, properties
from shared.messaging.topology import REPLAY, connection
from tests.chaos.gathering import listeners
from tests.chaos.poisoned import Poisoned
from tests.chaos.system import System

MOST = 400  # different facts of each service that come again
LARGE = 10 * 1024 * 1024


def publish(system: System, user: str, messages: Iterable[tuple[str, str, amqp.Message]]) -> None:
    """Publish (exchange, routing key, message) as a user of the broker; each is confirmed."""
    with connection(system.local._amqp_url(user)) as connected:
        channel = connected.channel()
        channel.confirm_select()
        for exchange, key, message in messages:
            channel.basic_publish_confirm(message, exchange=exchange, routing_key=key, mandatory=True, timeout=15)


def publish_again(system: System, copies: Iterable[tuple[str, amqp.Message]]) -> None:
    """Publish copies of facts for (queue, message), each as its own publisher: nobody else is believed."""
    of_publisher: dict[str, list[tuple[str, str, amqp.Message]]] = defaultdict(list)
    for queue, message in copies:
        publisher = message.properties["user_id"] = str(message.properties["app_id"])
        of_publisher[publisher].append((REPLAY, f"{publisher}.{queue}", message))
    for publisher, messages in of_publisher.items():
        publish(system, publisher, messages)


def storm(system: System, chance: random.Random, count: int, *, to: str = "") -> int:
    """Put copies of facts that were sent before into the inboxes of those who listen, in any order."""
    heard_by = listeners()
    with system.database() as client:
        bodies = [
            str(row["body"])
            for service in SERVICES
            for row in client[f"cimi_{service}"]["outbox"].aggregate(
                [{"$match": {"sent": {"$ne": None}}}, {"$sample": {"size": MOST}}, {"$project": {"body": 1}}]
            )
        ]
    wanted = [
        (body, service)
        for body in bodies
        for service in sorted({service for service, _ in heard_by.get(_name(body), [])})
        if to in ("", service)
    ]
    copies = [
        (f"{service}.inbox", amqp.Message(body, **properties(json.loads(body))))
        for body, service in (chance.choices(wanted, k=count) if wanted else [])
    ]
    publish_again(system, copies)
    return len(copies)


def _name(body: str) -> str:
    return str(json.loads(body)["type"]).removeprefix(TYPE_PREFIX)


def shuffle(system: System, service: str, chance: random.Random) -> int:
    """Take what waits in an inbox and put it back in another order; nothing is taken before it is back."""
    with connection(system.local._amqp_url("operator")) as connected:
        channel = connected.channel()
        taken = []
        while message := channel.basic_get(f"{service}.inbox"):
            taken.append(message)
        of_facts = [message for message in taken if message.properties.get("content_type") == CONTENT_TYPE]
        copies = [
            (f"{service}.inbox", amqp.Message(message.body, **properties(json.loads(message.body))))
            for message in chance.sample(of_facts, len(of_facts))
        ]
        publish_again(system, copies)
        for message in of_facts:
            channel.basic_ack(message.delivery_tag)
    return len(of_facts)  # whatever else there was goes back as the connection ends


def poison(system: System, poisoned: Poisoned, chance: random.Random) -> list[str]:
    """One of each kind, into an inbox each; each differs from every other that ever was."""
    done = []
    for name, (body, how) in chance.sample(sorted(_kinds(chance).items()), 4):
        service = chance.choice(SERVICES)
        publish(system, "operator", [("", f"{service}.inbox", amqp.Message(body, delivery_mode=2, **how))])
        poisoned.note(service, body)
        done.append(f"{name} to {service}")
    return done


def _kinds(chance: random.Random) -> dict[str, tuple[bytes, dict[str, Any]]]:
    mark = f"{chance.getrandbits(64):016x}"
    ours = {"content_type": CONTENT_TYPE}
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": mark,
        "type": "int.iom.cimi.registration.edition.opened.v1",
        "source": "/cimi/registration",
        "subject": mark,
        "time": "2027-01-15T12:00:00+00:00",
        "sequence": "1",
        "correlationid": mark,
        "data": {"edition_id": mark},
    }
    someone = {
        name: str(uuid.UUID(int=chance.getrandbits(128))) for name in ("application_id", "person_id", "edition_id")
    }
    forged = event | {
        "type": "int.iom.cimi.registration.application.withdrawn.v1",
        "subject": someone["application_id"],
        "data": {**someone, "reason_code": "duty", "seat_released": False},
    }
    unknown = event | {"type": "int.iom.cimi.registration.edition.abducted.v1"}
    bomb = gzip.compress(mark.encode() + bytes(2 * LARGE))
    return {
        "bad JSON": (f'{{"id": "{mark}"'.encode(), ours),
        "not JSON at all": (mark.encode() + b"\xff\xfe", ours),
        "pickle": (
            pickle.dumps(mark),
            {"content_type": "application/x-python-serialize", "content_encoding": "binary"},
        ),
        "gzip bomb": (bomb, ours | {"application_headers": {"compression": "application/x-gzip"}}),
        "10 MB": (mark.encode() + bytes(LARGE), ours),
        "unknown event": (json.dumps(unknown).encode(), ours),
        "forged by somebody else": (json.dumps(forged).encode(), ours),
        "missing field": (json.dumps(event).encode(), ours),
        "JSON that is no event": (json.dumps([mark]).encode(), ours),
    }
