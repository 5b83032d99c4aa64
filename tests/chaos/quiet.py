"""Waiting until the system has come to rest: nothing in outboxes and queues, no email on its way. It must, in time."""

import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import amqp
from pymongo.collection import Collection

from deploy.supervision import SERVICES
from shared.messaging.topology import EXTERNAL_INBOX, connection
from tests.chaos.client import Client, NotDone, Refused
from tests.chaos.history import Json
from tests.chaos.system import System
from tests.chaos.waiting import Hangs

PATIENCE = 120.0
MANY = 500
STEADY = 6.0  # the broker's numbers can be five seconds old
ON_THEIR_WAY = ("queued", "sending", "deferred")


def settle(system: System, secretariat: Client) -> float:
    """Come back when all is at rest, with the seconds it took. Raises Hangs and names what is not.

    A backlog of thousands may take longer than anything else, as long as it shrinks.
    """
    began = quiet_since = nearer_at = time.monotonic()
    most = 0
    while time.monotonic() - quiet_since < STEADY:
        if waiting := list(_waiting(system, secretariat)):
            quiet_since = time.monotonic()
            most = max(most, many := _many(waiting))
            if many <= most - MANY:
                most, nearer_at = many, quiet_since
            if quiet_since - nearer_at > PATIENCE:
                raise Hangs(f"for {PATIENCE:.0f} s there has been {'; '.join(waiting)}")
        time.sleep(0.3)
    return quiet_since - began


def _many(waiting: list[str]) -> int:
    """How many of whatever it is."""
    return sum(int(number) for one in waiting if (number := one.split()[0]).isdigit())


def _waiting(system: System, secretariat: Client) -> Iterator[str]:
    """What is not at rest; queues, which are dear to ask about in full, only when nothing else is."""
    with system.database() as client:
        for service in SERVICES:
            if pending := client[f"cimi_{service}"]["outbox"].count_documents({"sent": None}):
                yield f"{pending} in the outbox of {service}"
        emails = client["cimi_notifications"]["emails"]
        _let_time_pass(emails)
        for status in ON_THEIR_WAY:
            if count := emails.count_documents({"status": status}):
                yield f"{count} emails {status}"
        for email in emails.find({"status": "uncertain"}, {"resends": 1}):
            yield f"an uncertain email {email['_id']}"
            if email["resends"]:
                _resend(secretariat, str(email["_id"]))
    yield from _queued(system)


def _let_time_pass(emails: Collection[Json]) -> None:
    """What waits for nothing but the clock need not wait for ours: deferred emails, and the leases of dead senders."""
    now = datetime.now(UTC)
    emails.update_many({"status": "deferred"}, {"$set": {"next_at": now}})
    for email in emails.find({"status": "sending"}, {"worker": 1}):
        pid = str(email["worker"]).split(":")[-2]
        if not Path(f"/proc/{pid}").exists():
            emails.update_one({"_id": email["_id"], "worker": email["worker"]}, {"$set": {"lease_until": now}})


def _resend(secretariat: Client, email_id: str) -> None:
    """What staff do about an email that may not have arrived."""
    try:
        secretariat.tell("resend_email", "POST", f"/emails/{email_id}/resend")
    except (NotDone, Refused):
        return


def _queued(system: System) -> Iterator[str]:
    try:
        counted = _ready(system) or _unsettled(system)
    except (amqp.AMQPError, OSError, subprocess.SubprocessError) as error:
        yield f"a broker that does not answer: {type(error).__name__}: {error}"
    else:
        yield from (f"{count} in {name}" for name, count in counted.items())


def _ready(system: System) -> dict[str, int]:
    """The queues in which something waits; quickly told."""
    with connection(system.local._amqp_url("operator")) as connected:
        channel = connected.channel()
        names = [name for name in system.queues() if name.split(".")[0] in SERVICES]
        counted = {name: int(channel.queue_declare(name, passive=True).message_count) for name in names}
    return {name: count for name, count in counted.items() if count}


def _unsettled(system: System) -> dict[str, int]:
    """The queues that are not empty, what is in somebody's hands included."""
    told = system.rabbit.control("list_queues", "-p", "cimi", "name", "messages", "--no-table-headers")
    counted = {name: int(count) for name, count in (line.split() for line in told.splitlines())}
    return {name: count for name, count in counted.items() if count and name.split(".")[0] in SERVICES}


def drain_outside(system: System, seen: Counter[str]) -> None:
    """Take what an outside subscriber was given, and count it by event."""
    with connection(system.local._amqp_url("operator")) as connected:
        channel = connected.channel()
        while message := channel.basic_get(EXTERNAL_INBOX):
            seen[message.properties["message_id"]] += 1
            channel.basic_ack(message.delivery_tag)
