"""What everybody can see after the edition, gathered through the doors: the evidence that `check` judges."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import requests

from deploy.demo.door import Door, Json
from deploy.demo.stage import Place, Stage
from deploy.demo.waiting import until

SERVICES = ("registration", "scheduling", "certification", "notifications")
AGE_OF_COUNTS = 6.0  # seconds; RabbitMQ's management counts what is in the queues every five
ON_THEIR_WAY = ("queued", "sending", "deferred", "uncertain")


@dataclass(frozen=True, kw_only=True)
class Published:
    """An event as it lies in its service's outbox."""

    event_id: str
    service: str
    name: str
    subject: str
    sequence: int


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What was found.

    earlier:  the events that were published before the demo began.
    emails:   the register's rows of this edition.
    caught:   Message-ID -> how often the mail catcher has it; None when its folder is not known.
    seen:     what the outside subscriber printed, in order; None when nobody listened.
    """

    edition: Json
    calls: list[Json]
    applications: list[Json]
    certificates: list[Json]
    completions: list[Json]
    emails: list[Json]
    caught: Counter[str] | None
    published: list[Published]
    earlier: set[str]
    seen: list[Json] | None


def gather(stage: Stage, *, earlier: set[str], caught: Counter[str] | None, seen: list[Json] | None) -> Evidence:
    """Look through the staff's doors."""
    staff = stage.director
    return Evidence(
        edition=staff.get(stage.edition),
        calls=[call for country in staff.get(f"{stage.edition}/calls")["rows"] for call in country["calls"]],
        applications=list(staff.pages(f"{stage.edition}/applications")),
        certificates=staff.get(f"{stage.edition}/certificates")["certificates"],
        completions=staff.get(f"{stage.edition}/completions")["rows"],
        emails=list(staff.pages("/emails", edition_id=stage.edition_id)),
        caught=caught,
        published=[event for event in published(staff) if event.event_id not in earlier],
        earlier=earlier,
        seen=seen,
    )


def published(staff: Door) -> list[Published]:
    """Every public event in the outboxes of all services."""
    return [
        Published(
            event_id=str(row["event_id"]),
            service=service,
            name=str(row["name"]),
            subject=str(row["subject"]),
            sequence=int(row["sequence"]),
        )
        for service in SERVICES
        for row in staff.pages("/messages/published", service=service)
    ]


def quiet(staff: Door, place: Place) -> None:
    """Wait until the broker counts nothing, and nothing else has waited for longer than its counts may be old."""
    empty_since: float | None = None

    def nothing_left() -> bool:
        nonlocal empty_since
        if not (outboxes_empty(staff) and emails_sent(staff)):
            empty_since = None
            return False
        empty_since = empty_since or time.monotonic()
        counted = not place.broker or time.monotonic() - empty_since > AGE_OF_COUNTS
        return counted and not waiting_in_queues(place)

    until("outboxes, queues and emails to be done with", nothing_left)


def outboxes_empty(staff: Door) -> bool:
    """Whether every service is there and its events are with the broker."""
    services = staff.get("/messages")["services"]
    return all(services[service].get("outbox", {}).get("pending") == 0 for service in SERVICES)


def emails_sent(staff: Door) -> bool:
    """Whether no email waits."""
    return not any(staff.get("/emails", status=status)["rows"] for status in ON_THEIR_WAY)


def parked(staff: Door) -> int:
    """How many messages wait for a person."""

    def counted() -> list[int] | None:
        services = staff.get("/messages")["services"].values()
        return [int(told["parked_open"]) for told in services] if all("parked_open" in t for t in services) else None

    return sum(until("every service to count what it has parked", counted))


def waiting_in_queues(place: Place) -> dict[str, int]:
    """Queue -> messages in it, for those that are not empty; nothing when the broker cannot be asked."""
    return left_in(queues(place.broker), anybody_outside=bool(place.subscriber)) if place.broker else {}


def queues(broker: str) -> list[Json]:
    """The queues of a virtual host, from RabbitMQ's management API."""
    parts = urlsplit(broker)
    address = f"{parts.scheme}://{parts.hostname}:{parts.port}/api/queues/{parts.path.strip('/')}"
    known = (unquote(parts.username or ""), unquote(parts.password or ""))
    answer = requests.get(address, auth=known, timeout=10)
    answer.raise_for_status()
    told: list[Json] = answer.json()
    return told


def left_in(queues: Iterable[dict[str, Any]], *, anybody_outside: bool) -> dict[str, int]:
    """The queues that should be empty and are not: streams keep their messages, and so does an outsider who is away."""
    return {
        str(queue["name"]): int(queue.get("messages", 0))
        for queue in queues
        if queue.get("messages", 0)
        and queue.get("type") != "stream"
        and (anybody_outside or not str(queue["name"]).startswith("ext."))
    }
