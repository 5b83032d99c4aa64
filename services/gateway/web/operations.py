"""How the services are doing with their messages, asked of each of them."""

from typing import Any

from services.gateway.web.door import ask
from shared.contracts.refusal import Refusal

SERVICES = ("registration", "scheduling", "certification", "notifications")


def message_states() -> dict[str, dict[str, Any]]:
    """By service: `{outbox: {pending, oldest_at}, parked_open}`, or `{unavailable: true}`."""
    return {service: _state(service) for service in SERVICES}


def known_service(name: str) -> str:
    """`name` when it is one of ours. Refuses with `not-found`."""
    if name not in SERVICES:
        raise Refusal("not-found", "There is no such service.", status=404)
    return name


def parked_messages(service: str) -> list[dict[str, Any]]:
    """The open parked messages of one service, the oldest first."""
    rows: list[dict[str, Any]] = ask(known_service(service), "parked")["rows"]
    return rows


def _state(service: str) -> dict[str, Any]:
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
