"""Messages that an operator, or an accident, puts into the services' inboxes: copies, another order, poison."""

import gzip
import hashlib
import json
import pickle
import random
import threading
from collections import Counter
from collections.abc import Iterable
from typing import Any

import amqp

from deploy.supervision import SERVICES
from shared.contracts.envelope import CONTENT_TYPE, TYPE_PREFIX, properties
from shared.messaging.topology import connection
from tests.chaos.evidence import Bytes
from tests.chaos.gathering import listeners
from tests.chaos.system import System

LARGE = 10 * 1024 * 1024


class Poisoned:
    """What was injected."""

    def __init__(self) -> None:
        self.bytes: Counter[Bytes] = Counter()
        self._lock = threading.Lock()

    def note(self, service: str, body: bytes) -> None:
        """These bytes are in the inbox of `service`."""
        with self._lock:
            self.bytes[service, hashlib.sha256(body).hexdigest()] += 1


def put(system: System, items: Iterable[tuple[str, bytes, dict[str, Any]]]) -> None:
    """Put (queue, body, properties) into queues, past all exchanges; each is confirmed."""
    with connection(system.local._amqp_url("operator")) as connected:
        channel = connected.channel()
        channel.confirm_select()
        for queue, body, how in items:
            channel.basic_publish_confirm(amqp.Message(body, **how), routing_key=queue, timeout=15)


def storm(system: System, chance: random.Random, count: int, *, to: str = "") -> int:
    """Put copies of facts that were sent before into the inboxes of those who listen, in any order."""
    heard_by = listeners()
    with system.database() as client:
        bodies = [
            str(row["body"])
            for service in SERVICES
            for row in client[f"cimi_{service}"]["outbox"].aggregate(
                [{"$match": {"sent": {"$ne": None}}}, {"$sample": {"size": count}}, {"$project": {"body": 1}}]
            )
        ]
    copies = []
    for body in chance.choices(bodies, k=count) if bodies else []:
        document = json.loads(body)
        hearing = {service for service, _ in heard_by.get(document["type"].removeprefix(TYPE_PREFIX), [])}
        copies += [
            (f"{service}.inbox", body.encode(), properties(document)) for service in hearing if to in ("", service)
        ]
    put(system, copies)
    return len(copies)


def shuffle(system: System, service: str, chance: random.Random) -> int:
    """Take what waits in an inbox and put it back in another order; nothing is taken before it is back."""
    with connection(system.local._amqp_url("operator")) as connected:
        channel = connected.channel()
        channel.confirm_select()
        taken = []
        while message := channel.basic_get(f"{service}.inbox"):
            taken.append(message)
        for message in chance.sample(taken, len(taken)):
            copy = amqp.Message(message.body, **message.properties)
            channel.basic_publish_confirm(copy, routing_key=f"{service}.inbox", timeout=15)
        for message in taken:
            channel.basic_ack(message.delivery_tag)
    return len(taken)


def poison(system: System, poisoned: Poisoned, chance: random.Random) -> list[str]:
    """One of each kind, into an inbox each; each differs from every other that ever was."""
    done = []
    for name, (body, how) in chance.sample(sorted(_kinds(chance).items()), 4):
        service = chance.choice(SERVICES)
        put(system, [(f"{service}.inbox", body, {"delivery_mode": 2, **how})])
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
        "missing field": (json.dumps(event).encode(), ours),
        "JSON that is no event": (json.dumps([mark]).encode(), ours),
    }
