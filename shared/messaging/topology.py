"""Exchanges, queues, bindings and rights, as one RabbitMQ definitions file that an operator loads.

Services declare nothing. For every subscribing service there is `<service>.inbox`; a rejected message waits in
`<service>.retry.<n>` and comes back through `<service>.again.<n>`, whose own rejections wait longer; the last pair
repeats. So delays grow although a consumer can only reject, and nobody needs the right to publish.

What is sent again to one queue alone goes through `cimi.replay` under `<publisher>.<queue>`.
"""

import argparse
import base64
import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import amqp

from shared.contracts.event import Event

VHOST = "cimi"
PUBLIC, INTERNAL, REPLAY, RETRY, AGAIN = "cimi.events", "cimi.internal", "cimi.replay", "cimi.retry", "cimi.again"
LOG = "cimi.events.log"
EXCHANGES = ((PUBLIC, "topic"), (INTERNAL, "topic"), (REPLAY, "topic"), (RETRY, "direct"), (AGAIN, "direct"))
EXTERNAL = "example"
EXTERNAL_INBOX = f"ext.{EXTERNAL}.inbox"
OPERATOR = "operator"
EXTERNAL_LIMITS = {"max-connections": 4, "max-channels": 8}
DELAYS = (1.0, 5.0, 30.0)
LARGEST_EXTERNAL_INBOX = 50 * 1024 * 1024


def exchange_of(audience: str) -> str:
    """The exchange for an event's audience."""
    return INTERNAL if audience == "internal" else PUBLIC


def inboxes(service: str, delays: Sequence[float] = DELAYS) -> list[str]:
    """The queues that a service consumes: first deliveries, then each stage of coming back."""
    return [f"{service}.inbox", *(f"{service}.again.{stage}" for stage in range(1, len(delays) + 1))]


def definitions(
    subscriptions: Mapping[str, Iterable[type[Event]]],
    published: Iterable[type[Event]],
    *,
    delays: Sequence[float] = DELAYS,
) -> dict[str, Any]:
    """The definitions of the whole system: service -> events it hears, and every event that is published."""
    published = list(published)
    publishers = {event.publisher() for event in published}
    outside = sorted({_about_subject(event) for event in published if event.audience == "public"})
    queues: list[dict[str, Any]] = [
        _queue(LOG, {"x-queue-type": "stream", "x-max-age": "90D"}),
        _queue(EXTERNAL_INBOX, {"x-queue-type": "quorum", "x-max-length-bytes": LARGEST_EXTERNAL_INBOX}),
    ]
    bindings = [_binding(PUBLIC, queue, key) for queue in (LOG, EXTERNAL_INBOX) for key in outside]
    bindings.append(_binding(REPLAY, EXTERNAL_INBOX, f"*.{EXTERNAL_INBOX}"))
    for service, events in sorted(subscriptions.items()):
        queues += _queues_of(service, delays)
        for stage in range(1, len(delays) + 1):
            bindings.append(_binding(RETRY, f"{service}.retry.{stage}", f"{service}.retry.{stage}"))
            bindings.append(_binding(AGAIN, f"{service}.again.{stage}", f"{service}.again.{stage}"))
        heard = sorted(set(events), key=lambda event: event.name)
        bindings += [_binding(exchange_of(event.audience), f"{service}.inbox", event.name) for event in heard]
        bindings.append(_binding(REPLAY, f"{service}.inbox", f"*.{service}.inbox"))
    services = sorted({*subscriptions, *publishers})
    writable = {
        service: sorted({exchange_of(event.audience) for event in published if event.publisher() == service} | {REPLAY})
        for service in services
    }
    return {
        "vhosts": [{"name": VHOST}],
        "permissions": [
            _permission(OPERATOR, configure=".*", write=".*", read=".*"),
            *(_service_permission(service, delays, writable[service]) for service in services),
            _permission(EXTERNAL, read=_exactly([EXTERNAL_INBOX, LOG])),
        ],
        "topic_permissions": [
            _topic_permission(service, exchange) for service in services for exchange in writable[service]
        ],
        "exchanges": [
            {"name": name, "vhost": VHOST, "type": kind, "durable": True, "auto_delete": False, "arguments": {}}
            for name, kind in EXCHANGES
        ],
        "queues": queues,
        "bindings": bindings,
    }


def _about_subject(event: type[Event]) -> str:
    """The binding for all events about the same kind of subject, those still to come included."""
    publisher, subject, *_ = event.name.split(".")
    return f"{publisher}.{subject}.#"


def _queues_of(service: str, delays: Sequence[float]) -> list[dict[str, Any]]:
    safe = {
        "x-queue-type": "quorum",
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }
    queues = []
    for stage, queue in enumerate(inboxes(service, delays)):
        following = min(stage + 1, len(delays))
        queues.append(
            _queue(
                queue,
                safe
                | {
                    "x-dead-letter-exchange": RETRY,
                    "x-dead-letter-routing-key": f"{service}.retry.{following}",
                    "x-delivery-limit": 100,
                },
            )
        )
    for stage, delay in enumerate(delays, start=1):
        queues.append(
            _queue(
                f"{service}.retry.{stage}",
                safe
                | {
                    "x-message-ttl": int(delay * 1000),
                    "x-dead-letter-exchange": AGAIN,
                    "x-dead-letter-routing-key": f"{service}.again.{stage}",
                },
            )
        )
    return queues


def _queue(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "vhost": VHOST, "durable": True, "auto_delete": False, "arguments": arguments}


def _binding(source: str, destination: str, routing_key: str) -> dict[str, Any]:
    return {
        "source": source,
        "vhost": VHOST,
        "destination": destination,
        "destination_type": "queue",
        "routing_key": routing_key,
        "arguments": {},
    }


def _permission(user: str, *, configure: str = "^$", write: str = "^$", read: str = "^$") -> dict[str, str]:
    return {"user": user, "vhost": VHOST, "configure": configure, "write": write, "read": read}


def _service_permission(service: str, delays: Sequence[float], writable: Iterable[str]) -> dict[str, str]:
    return _permission(service, write=_exactly(writable), read=_exactly(inboxes(service, delays)))


def _exactly(names: Iterable[str]) -> str:
    return f"^({'|'.join(name.replace('.', chr(92) + '.') for name in names)})$"


def _topic_permission(service: str, exchange: str) -> dict[str, str]:
    return {"user": service, "vhost": VHOST, "exchange": exchange, "write": rf"^{service}\.", "read": "^$"}


def with_users(definitions: dict[str, Any], passwords: Mapping[str, str]) -> dict[str, Any]:
    """The definitions with their users: user -> password. The operator may administrate the broker.

    How much of the broker the outsider may take up is limited, so that a mistake there is felt there.
    """
    users = [
        {
            "name": user,
            "password_hash": _hashed(password),
            "hashing_algorithm": "rabbit_password_hashing_sha256",
            "tags": "administrator" if user == OPERATOR else "",
            "limits": EXTERNAL_LIMITS if user == EXTERNAL else {},
        }
        for user, password in sorted(passwords.items())
    ]
    return {"users": users, **definitions}


def _hashed(password: str) -> str:
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def users_of(definitions: dict[str, Any]) -> list[str]:
    """Everyone who has a right."""
    return sorted(permission["user"] for permission in definitions["permissions"])


def declare(url: str, definitions: dict[str, Any]) -> None:
    """As operator, over AMQP, make the exchanges, queues and bindings in the virtual host of `url`.

    For a broker that is not ours to configure: users and rights stay as they are there. Doing it again is harmless;
    a queue that exists with other arguments raises amqp.PreconditionFailed.
    """
    with connection(url) as connected:
        channel = connected.channel()
        for exchange in definitions["exchanges"]:
            channel.exchange_declare(exchange["name"], exchange["type"], durable=True, auto_delete=False)
        for queue in definitions["queues"]:
            channel.queue_declare(queue["name"], durable=True, auto_delete=False, arguments=queue["arguments"])
        for binding in definitions["bindings"]:
            channel.queue_bind(binding["destination"], binding["source"], binding["routing_key"])


def connection(url: str) -> amqp.Connection:
    """A connection, not yet opened, with every wait bounded; `url` is `amqp://user:password@host:port/vhost`."""
    parts = urlsplit(url)
    return amqp.Connection(
        host=f"{parts.hostname}:{parts.port or 5672}",
        userid=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        login_method="PLAIN",
        virtual_host=unquote(parts.path[1:]) or "/",
        connect_timeout=5,
        read_timeout=20,
        write_timeout=20,
        heartbeat=20,
    )


def main() -> None:
    """The operator's two acts: make the users' secrets and the file to load, or declare over AMQP."""
    parser = argparse.ArgumentParser(prog="python -m shared.messaging.topology", description=main.__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    users = acts.add_parser("users", help="make missing secrets and write the definitions with users")
    users.add_argument("--definitions", type=Path, required=True)
    users.add_argument("--secrets", type=Path, required=True, help="folder of secret files amqp-<user>")
    users.add_argument("--into", type=Path, required=True)
    over_amqp = acts.add_parser("declare", help="declare exchanges, queues and bindings at the broker of CIMI_AMQP_URL")
    over_amqp.add_argument("--definitions", type=Path, required=True)
    asked = parser.parse_args()
    file = json.loads(asked.definitions.read_text("utf-8"))
    if asked.act == "declare":
        if "CIMI_AMQP_URL" not in os.environ:
            parser.error("CIMI_AMQP_URL must name the broker")
        declare(os.environ["CIMI_AMQP_URL"], file)  # never an argument: everybody on the machine can read those
    else:
        passwords = {user: _secret(asked.secrets / f"amqp-{user}") for user in users_of(file)}
        asked.into.write_text(json.dumps(with_users(file, passwords), indent=1), "utf-8")


def _secret(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(secrets.token_urlsafe(32), "ascii")
        path.chmod(0o400)
    return path.read_text("ascii").strip()


if __name__ == "__main__":
    main()
