"""How the services are doing with their messages, asked of each of them."""

import hashlib
import time
from collections.abc import Iterable
from typing import Any

from services.gateway.web.door import ask, tell
from shared.contracts.refusal import Refusal
from shared.messaging.topology import EXTERNAL_INBOX

SERVICES = ("registration", "scheduling", "certification", "notifications")
QUEUES = (*(f"{service}.inbox" for service in SERVICES), EXTERNAL_INBOX)
KEEPERS_OF_CONTACTS = ("registration", "scheduling")
LONGEST_REPLAY = 10.0

Json = dict[str, Any]


def key_of_part(key: str, *parts: str) -> str:
    """The idempotency key of one command among those that one request asks for: the same request, the same key."""
    return hashlib.sha256("|".join((key, *parts)).encode()).hexdigest()


def message_states() -> dict[str, Json]:
    """By service: `{outbox: {pending, oldest_at}, parked_open}`, or `{unavailable: true}`."""
    return {service: _state(service) for service in SERVICES}


def known_service(name: str) -> str:
    """`name` when it is one of ours. Refuses with `not-found`."""
    if name not in SERVICES:
        raise Refusal("not-found", "There is no such service.", status=404)
    return name


def keeper_of_contacts(name: str) -> str:
    """`name` when that service knows how to write to people. Refuses with `not-found`."""
    if name not in KEEPERS_OF_CONTACTS:
        raise Refusal("not-found", "This service keeps no contacts.", status=404)
    return name


def parked_messages(service: str, **chosen: str) -> Json:
    """A page of the parked messages of one service that fit (status, reason, event), the oldest first."""
    return ask(known_service(service), "parked", **{name: value for name, value in chosen.items() if value})


def parked_reasons() -> tuple[list[Json], list[str]]:
    """The open ones of all services counted by error class and event, and the services that do not answer."""
    rows, silent = [], []
    for service in SERVICES:
        try:
            rows += [row | {"service": service} for row in ask(service, "parked_reasons")["rows"]]
        except Refusal as refusal:
            if refusal.status < 500:
                raise
            silent.append(service)
    return rows, silent


def replay_each(service: str, messages: Iterable[Json], key: str) -> dict[str, int]:
    """Replay each, in a transaction of its own: `{replayed, failed, left}`; left: not tried after ten seconds."""
    counted = {"replayed": 0, "failed": 0, "left": 0}
    deadline = time.monotonic() + LONGEST_REPLAY
    for message in messages:
        if time.monotonic() > deadline:
            counted["left"] += 1
            continue
        try:
            tell(service, "replay_parked", key_of_part(key, message["id"]), message_id=message["id"])
            counted["replayed"] += 1
        except Refusal as refusal:
            if refusal.code == "unavailable":
                raise
            counted["failed"] += 1
    return counted


def sendable(services: Iterable[str], **chosen: Any) -> dict[str, dict[str, int]]:
    """By service, how many of each event would be sent again. Refuses when nothing was chosen at all."""
    return {service: ask(service, "sendable", **_chosen(chosen))["events"] for service in services}


def send_again(services: Iterable[str], key: str, *, to: str, **chosen: Any) -> dict[str, int]:
    """By service, how many are being sent again: to everybody, or to the one queue `to`."""
    if to not in ("", *QUEUES):
        raise Refusal("no-such-queue", "There is no such queue to send to.", status=422)
    asked = _chosen(chosen) | {"to": to}
    return {service: tell(service, "send_again", key_of_part(key, service), **asked)["count"] for service in services}


def _chosen(asked: Json) -> Json:
    chosen = {name: value for name, value in asked.items() if value}
    if not chosen.keys() - {"until"}:
        raise Refusal("nothing-chosen", "Choose events by name, subject, id or date.", status=422)
    return chosen


def _state(service: str) -> Json:
    try:
        state = ask(service, "outbox")
    except Refusal as refusal:
        if refusal.status < 500:
            raise
        return {"unavailable": True}
    return {
        "outbox": {"pending": state["pending"], "oldest_at": state["oldest_at"]},
        "parked_open": state["parked_open"],
    }
