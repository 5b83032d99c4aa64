"""The envelope around an event: CloudEvents 1.0 in structured JSON, and how it maps to AMQP 0-9-1 properties.

The official AMQP binding of CloudEvents is for AMQP 1.0; ours for 0-9-1 is written here and in docs/events.md:
`message_id` = id, `type` = the event's name, `timestamp` = time, `correlation_id` = correlationid, `app_id` = the
publishing service, `content_type` = application/cloudevents+json, and every attribute as a header `cloudEvents:<name>`.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.contracts.event import REGISTRY, Event, InvalidEvent

CONTENT_TYPE = "application/cloudevents+json"
TYPE_PREFIX = "int.iom.cimi."
LARGEST = 256 * 1024

REQUIRED = ("id", "type", "source", "specversion", "time", "subject", "sequence", "correlationid", "data")


class UnreadableMessage(ValueError):
    """Bytes that are no event of ours; `reason` is a short code: not-json, not-cloudevent, unknown-event, invalid."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts. kind: staff, applicant, focal_point, expert, public, system; role: what they act as."""

    kind: str
    id: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Why a change happens: the chain it belongs to (ids), who acts, and the time (UTC) at which they do.

    traceparent: the span (W3C Trace Context) in which it happens, while somebody traces.
    """

    correlation_id: str
    causation_id: str
    actor: Actor
    at: datetime
    traceparent: str = ""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """A received event with what travelled around it."""

    id: str
    source: str
    time: datetime
    sequence: int
    correlation_id: str
    causation_id: str
    actor: Actor
    event: Event
    traceparent: str = ""


def wrap(event: Event, *, event_id: str, sequence: int, cause: Cause) -> dict[str, Any]:
    """The CloudEvents document of `event`. Raises InvalidEvent when its data does not fit its class."""
    traced = {"traceparent": cause.traceparent} if cause.traceparent else {}
    return {
        "specversion": "1.0",
        "id": event_id,
        "type": TYPE_PREFIX + event.name,
        "source": f"/cimi/{event.publisher()}",
        "subject": event.subject,
        "time": cause.at.astimezone(UTC).isoformat(),
        "datacontenttype": "application/json",
        "sequence": str(sequence),
        "correlationid": cause.correlation_id,
        "causationid": cause.causation_id,
        "actorkind": cause.actor.kind,
        "actorid": cause.actor.id,
        "actorrole": cause.actor.role,
        **traced,
        "data": event.to_data(),
    }


def encode(document: dict[str, Any]) -> bytes:
    """The bytes of a CloudEvents document; the same for every attempt to send it."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def properties(document: dict[str, Any]) -> dict[str, Any]:
    """The AMQP properties that mirror a CloudEvents document (see the module's text)."""
    attributes = {key: value for key, value in document.items() if key != "data"}
    return {
        "message_id": document["id"],
        "type": document["type"].removeprefix(TYPE_PREFIX),
        "timestamp": int(datetime.fromisoformat(document["time"]).timestamp()),
        "correlation_id": document["correlationid"],
        "app_id": document["source"].removeprefix("/cimi/"),
        "content_type": CONTENT_TYPE,
        "delivery_mode": 2,
        "application_headers": {f"cloudEvents:{key}": value for key, value in attributes.items()},
    }


def decode(body: bytes) -> Envelope:
    """The event in raw bytes. Raises UnreadableMessage, never anything else, on bytes that are not one of ours."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableMessage("not-json", "the body is not JSON") from error
    if not isinstance(document, dict) or any(key not in document for key in REQUIRED):
        raise UnreadableMessage("not-cloudevent", "the body is not a CloudEvents document of this system")
    name = str(document["type"]).removeprefix(TYPE_PREFIX)
    event_class = REGISTRY.get(name)
    if event_class is None:
        raise UnreadableMessage("unknown-event", f"no event is called {name[:120]}")
    try:
        return Envelope(
            id=str(document["id"]),
            source=str(document["source"]),
            time=datetime.fromisoformat(document["time"]),
            sequence=int(document["sequence"]),
            correlation_id=str(document["correlationid"]),
            causation_id=str(document.get("causationid", "")),
            actor=Actor(
                kind=str(document.get("actorkind", "system")),
                id=str(document.get("actorid", "")),
                role=str(document.get("actorrole", "system")),
            ),
            event=event_class.from_data(document["data"]),
            traceparent=str(document.get("traceparent", "")),
        )
    except (InvalidEvent, TypeError, ValueError) as error:
        raise UnreadableMessage("invalid", f"{name} does not fit its contract: {error}") from error
