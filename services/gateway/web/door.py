"""The request at hand: who asks, under which correlation id, and asking the services on their behalf."""

import re
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app, g, request

from services.gateway.model.account import Account
from services.gateway.use_cases import Desk, Occasion, note_act
from shared.contracts.envelope import Actor
from shared.contracts.refusal import Refusal
from shared.messaging.client import Services
from shared.storage import new_id, now

CORRELATION_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
IDEMPOTENCY_KEY = re.compile(r"[!-~]{1,128}")
PUBLIC = Actor(kind="public", id="", role="public")


@dataclass(frozen=True, kw_only=True)
class Door:
    """What the gateway works with; made once at start.

    operators_port: the port at which, and at which alone, it shows its numbers; "" when there is none.
    """

    public_url: str
    link_key: bytes
    desk: Desk
    services: Services
    operators_port: str = ""

    @property
    def is_https(self) -> bool:
        """Whether people reach the gateway under https."""
        return self.public_url.startswith("https://")


def door() -> Door:
    """The door of the running application."""
    return cast(Door, current_app.extensions["door"])


def correlation_id() -> str:
    """The id that ties this request to everything it causes: the caller's if it gave a usable one, else a new one."""
    if "correlation_id" not in g:
        given = request.headers.get("X-Correlation-Id", "")
        g.correlation_id = given if CORRELATION_ID.fullmatch(given) else new_id()
    return cast(str, g.correlation_id)


def occasion() -> Occasion:
    """This moment of this request, for one line of the audit."""
    return Occasion(line_id=new_id(), request_id=correlation_id(), at=now())


def account() -> Account | None:
    """The signed-in member of staff, as the guard has recognised them."""
    return cast(Account | None, g.get("account"))


def actor() -> Actor:
    """In whose name services are asked: the person of the link, else the member of staff, else the public."""
    if "link_actor" in g:
        return cast(Actor, g.link_actor)
    staff = account()
    return Actor(kind="staff", id=staff.id, role=staff.role.value) if staff else PUBLIC


def ask(service: str, name: str, /, **asked: Any) -> dict[str, Any]:
    """The answer to a query, in the name of who asks."""
    return door().services.query(service, name, asked, actor=actor(), correlation_id=correlation_id())


def tell(service: str, name: str, key: str, /, **asked: Any) -> dict[str, Any]:
    """Have a service do something once for this idempotency `key`; what staff ask for is put in the audit."""
    if not IDEMPOTENCY_KEY.fullmatch(key):
        raise Refusal(
            "invalid", "The Idempotency-Key is not usable.", status=422, fields={"Idempotency-Key": "Invalid."}
        )
    act = f"{service}.{name}"
    _audit(act, asked, "asked")
    try:
        done = door().services.command(
            service, name, asked, actor=actor(), idempotency_key=key, correlation_id=correlation_id()
        )
    except Refusal as refusal:
        _audit(act, asked, refusal.code)
        raise
    _audit(act, asked, "done")
    return done


def note_reading(act: str, /, **about: Any) -> None:
    """Put in the audit that staff take something out of the house, which changes nothing in it."""
    _audit(act, about, "done")


def _audit(act: str, asked: dict[str, Any], outcome: str) -> None:
    staff = account()
    if staff is not None and actor().kind == "staff":
        note_act(door().desk, account=staff, act=act, asked=asked, outcome=outcome, on=occasion())
