"""The AsyncAPI 3.0 document of a system that listens to CIMI: which queues it may read, and what comes out of them.

Exchanges, queues, bindings and rights are read off the topology; what a message is, is said by its JSON Schema.
"""

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from referencing import Registry, Resource
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from deploy.schemas import READING
from shared.contracts.envelope import CONTENT_TYPE
from shared.contracts.event import Event
from shared.messaging.topology import EXTERNAL, VHOST, exchange_of

Json = dict[str, Any]

BINDING = "0.3.0"
IN_HAND = 100
ABOUT = f"""\
Facts about editions, applications, the programme, certificates and emails, as CloudEvents 1.0 documents in structured
JSON. Seen from a system that listens: its user may read the queues for which there is an operation, and nothing else.
It cannot declare, bind or publish.

- **At least once.** The same event, with the same `id`, may come again. Keep the ids that you have dealt with, together
  with your own change, in one transaction.
- **Order within one subject.** `sequence` counts 1, 2, 3… for each pair of `source` and `subject`.
- **Acknowledge after your work is done.** What is not acknowledged comes back.
- {READING}

docs/amqp.md says how an event is mapped onto AMQP 0-9-1; docs/events.md lists them all.
"""
LEADS_TO = {
    "channel": "#/channels/",
    "messages": "#/components/messages/",
    "payload": "schemas/",
    "security": "#/components/securitySchemes/",
}
OWN_QUEUE = (
    "Keeps the events that its bindings let in from the moment an operator made it until they are acknowledged. What "
    "comes while it is full displaces the oldest, which are in the stream for longer."
)
STREAM = (
    "A stream, for everybody: reading takes nothing away. Say with the consumer argument `x-stream-offset` where to "
    "begin: `first`, `next`, an offset (a number) or a time (an AMQP timestamp). It needs a prefetch and "
    "acknowledgements, which are what lets more come."
)


def document(events: Iterable[type[Event]], topology: Mapping[str, Any], *, version: str) -> Json:
    """The document. topology: the definitions of the whole system; version: of the release."""
    public = {event.name: event for event in events if event.audience == "public"}
    queues = [queue for queue in topology["queues"] if queue["name"] in readable(topology)]
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "CIMI, for systems that listen", "version": version, "description": ABOUT},
        "defaultContentType": CONTENT_TYPE,
        "servers": {"broker": _server()},
        "channels": {_key(queue["name"]): _queue(queue, topology, public) for queue in queues}
        | {_key(name): _routing_key(event, topology) for name, event in public.items()},
        "operations": {f"read-{_key(queue['name'])}": _reading(queue) for queue in queues},
        "components": {
            "messages": {_key(name): _message(event) for name, event in public.items()},
            "securitySchemes": {
                "reader": {
                    "type": "userPassword",
                    "description": f"SASL PLAIN. An operator gives every system a user of its own, like `{EXTERNAL}`.",
                }
            },
        },
    }


def _server() -> Json:
    return {
        "host": "{host}:{port}",
        "pathname": f"/{VHOST}",
        "protocol": "amqp",
        "protocolVersion": "0-9-1",
        "description": "RabbitMQ 3.10 or later.",
        "variables": {
            "host": {"default": "localhost", "description": "Where the operator says."},
            "port": {"default": "5672", "description": "5671 with TLS, and the protocol amqps."},
        },
        "security": [{"$ref": "#/components/securitySchemes/reader"}],
    }


def _queue(queue: Mapping[str, Any], topology: Mapping[str, Any], public: Mapping[str, type[Event]]) -> Json:
    name = queue["name"]
    fitting = [event for event in public if event in reaching(name, topology, public)]
    return {
        "address": name,
        "description": STREAM if _is_stream(queue) else OWN_QUEUE,
        "messages": {_key(event): {"$ref": f"#/components/messages/{_key(event)}"} for event in fitting},
        "bindings": {
            "amqp": {
                "is": "queue",
                "queue": {
                    "name": name,
                    "durable": queue["durable"],
                    "exclusive": False,
                    "autoDelete": queue["auto_delete"],
                    "vhost": f"/{VHOST}",
                },
                "bindingVersion": BINDING,
            }
        },
        "x-queue-arguments": queue["arguments"],
        "x-bindings": [{"exchange": one["source"], "key": one["routing_key"]} for one in _bindings(name, topology)],
    }


def _routing_key(event: type[Event], topology: Mapping[str, Any]) -> Json:
    exchange = next(one for one in topology["exchanges"] if one["name"] == exchange_of(event.audience))
    return {
        "address": event.name,
        "description": f"Where {event.publisher()} publishes it. A queue is bound here by an operator.",
        "messages": {_key(event.name): {"$ref": f"#/components/messages/{_key(event.name)}"}},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {
                    "name": exchange["name"],
                    "type": exchange["type"],
                    "durable": exchange["durable"],
                    "autoDelete": exchange["auto_delete"],
                    "vhost": f"/{VHOST}",
                },
                "bindingVersion": BINDING,
            }
        },
    }


def _reading(queue: Mapping[str, Any]) -> Json:
    stream = _is_stream(queue)
    return {
        "action": "receive",
        "channel": {"$ref": f"#/channels/{_key(queue['name'])}"},
        "summary": "Read what was published, from any point on." if stream else "Take what has come for you.",
        "bindings": {"amqp": {"ack": True, "bindingVersion": BINDING}},
        "x-prefetch": IN_HAND,
        "x-consumer-arguments": {"x-stream-offset": "first"} if stream else {},
    }


def _message(event: type[Event]) -> Json:
    return {
        "name": event.name,
        "title": event.__name__,
        "summary": event.__doc__,
        "contentType": CONTENT_TYPE,
        "payload": {"$ref": f"schemas/{event.name}.json"},
        "correlationId": {"location": "$message.payload#/correlationid"},
        "tags": [{"name": event.publisher()}],
        "bindings": {"amqp": {"messageType": event.name, "bindingVersion": BINDING}},
    }


def reaching(queue: str, topology: Mapping[str, Any], events: Mapping[str, type[Event]]) -> set[str]:
    """The names of the events that the queue's bindings let in."""
    return {
        name
        for binding in _bindings(queue, topology)
        for name, event in events.items()
        if binding["source"] == exchange_of(event.audience) and fits(binding["routing_key"], name)
    }


def _bindings(queue: str, topology: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in topology["bindings"] if one["destination"] == queue]


def fits(binding_key: str, routing_key: str) -> bool:
    """Whether a topic exchange lets the key through: `*` is one word, `#` any number of them."""
    words = "".join(
        {"*": r"\.[^.]+", "#": r"(\.[^.]+)*"}.get(word, rf"\.{re.escape(word)}") for word in binding_key.split(".")
    )
    return re.fullmatch(words, f".{routing_key}") is not None


def readable(topology: Mapping[str, Any]) -> list[str]:
    """The queues that a system outside may read."""
    (rights,) = (one for one in topology["permissions"] if one["user"] == EXTERNAL)
    return [queue["name"] for queue in topology["queues"] if re.search(rights["read"], queue["name"])]


def _is_stream(queue: Mapping[str, Any]) -> bool:
    return bool(queue["arguments"].get("x-queue-type") == "stream")


def _key(name: str) -> str:
    """A name in the letters that every reader of AsyncAPI takes."""
    return name.replace(".", "-")


def problems(document: Json, schemas: Mapping[str, Json]) -> Iterator[str]:
    """What is wrong with the document: its shape (by asyncapi3), and what it refers to. schemas: by relative address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # two of its fields are called like methods of its base class
        from asyncapi3 import AsyncAPI3  # noqa: PLC0415  # late, so that only this import is quiet
    from pydantic import ValidationError  # noqa: PLC0415

    try:
        AsyncAPI3.model_validate(document)
    except ValidationError as error:
        yield from (f"asyncapi.json: {'/'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
    resources = {"asyncapi.json": document, **schemas}
    registry: Registry[Json] = Registry().with_resources(
        (address, Resource.from_contents(contents, default_specification=DRAFT202012))
        for address, contents in resources.items()
    )
    resolver = registry.resolver("asyncapi.json")
    for place, reference in _references(document):
        try:
            resolver.lookup(reference)
        except Unresolvable:
            yield f"asyncapi.json: {reference} leads nowhere"
        if not reference.startswith(LEADS_TO[place]):
            yield f"asyncapi.json: {place} cannot be {reference}"


def _references(part: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every reference, with which of LEADS_TO it stands in."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield place, part["$ref"]
        for key, one in part.items():
            yield from _references(one, key if key in LEADS_TO else place)
    elif isinstance(part, list):
        for one in part:
            yield from _references(one, place)
