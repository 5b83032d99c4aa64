"""What operators do at the doors when something has to be brought back; they do not rest until it is done."""

import contextlib
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import amqp

from tests.chaos.client import Client, NotDone, Refused
from tests.chaos.system import System
from tests.chaos.waiting import until

Done = TypeVar("Done")


def insist(act: Callable[[], Done]) -> Done:
    """An operator does not rest until it is done. Raises Hangs."""
    done: list[Done] = []

    def is_done() -> bool:
        with contextlib.suppress(NotDone, Refused, amqp.AMQPError, OSError):
            done.append(act())
        return bool(done)

    until("an operator to be answered", is_done, patience=90)
    return done[0]


def bring_back(system: System, office: Client, service: str, *, since: datetime) -> None:
    """Make the inbox of a service anew and have all that was in it sent again, as docs/operators.md says."""
    insist(system.declare_queues)
    body = {"to": f"{service}.inbox", "since": since.isoformat()}
    insist(lambda: office.tell("send_again", "POST", "/messages/sending-again", body))
    if service == "notifications":  # what is personal is not kept to be sent again; it is told anew
        for keeper in ("registration", "scheduling"):
            _restate_contacts(office, keeper)


def _restate_contacts(office: Client, keeper: str) -> None:
    after = ""
    while True:
        body = {"after": after}
        told = insist(lambda body=body: office.tell("restate_contacts", "POST", f"/messages/contacts/{keeper}", body))  # type: ignore[misc]
        after = str(told.get("next") or "")
        if not after:
            return
