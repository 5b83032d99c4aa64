"""The messages between the services, for operators: what waits, what was parked, what is missing, sending again."""

from datetime import datetime
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema

from services.gateway.api.routes import key, route
from services.gateway.schemas import (
    AfterId,
    Discard,
    OfChain,
    OfPublished,
    ParkedFilter,
    ReconciledPeriod,
    SendAgain,
    SentFilter,
    as_json,
)
from services.gateway.web import operations
from services.gateway.web.chain import chain_of
from services.gateway.web.door import ask, tell
from services.gateway.web.operations import SERVICES, known_service
from services.gateway.web.reconciliation import Period, look, send_missing

routes = Blueprint("Messages", __name__, description="What waits, what was parked, what is missing; sending again")

PARKED = "/messages/parked/<service>/<path:message_id>"


@route(routes, "/messages", "read")
def messages() -> dict[str, Any]:
    """Each service's outbox, and how many of its messages are parked."""
    return {"services": operations.message_states()}


@route(routes, "/messages/published", "read")
@routes.arguments(OfPublished, location="query")
def published(asked: dict[str, Any]) -> dict[str, Any]:
    """What a service has published, in order."""
    return ask(known_service(asked["service"]), "published", after=asked["after"])


@route(routes, "/messages/parked", "read")
@routes.arguments(ParkedFilter, location="query")
def parked(asked: dict[str, Any]) -> dict[str, Any]:
    """The parked messages of a service that fit, a hundred a page."""
    return operations.parked_messages(**asked)


@route(routes, "/messages/parked/reasons", "read")
def parked_reasons() -> dict[str, Any]:
    """The open parked messages of all services, counted by error class and event."""
    rows, silent = operations.parked_reasons()
    return {"rows": rows, "silent": silent}


@route(routes, PARKED, "read")
def parked_message(service: str, message_id: str) -> dict[str, Any]:
    """One parked message with the place where it failed."""
    return ask(known_service(service), "parked_message", message_id=message_id)


@route(routes, f"{PARKED}/replay", "replay_parked", method="POST")
def replay_parked(service: str, message_id: str) -> dict[str, Any]:
    """Try a parked message once more."""
    return tell(known_service(service), "replay_parked", key(), message_id=message_id)


@route(routes, f"{PARKED}/discard-proposal", "propose_discard", method="POST")
@routes.arguments(Discard)
def propose_discard(asked: dict[str, Any], service: str, message_id: str) -> dict[str, Any]:
    """Propose to give a parked message up."""
    return tell(known_service(service), "propose_discard", key(), message_id=message_id, **asked)


@route(routes, f"{PARKED}/discard", "confirm_discard", method="POST")
def confirm_discard(service: str, message_id: str) -> dict[str, Any]:
    """Give up what somebody else has proposed to give up."""
    return tell(known_service(service), "confirm_discard", key(), message_id=message_id)


@route(routes, "/messages/reconciliation", "read")
@routes.arguments(ReconciledPeriod, location="query")
def reconciliation(asked: dict[str, Any]) -> dict[str, Any]:
    """What is missing at whom; `next` says where to go on when it was too much for one answer."""
    return look(_period(asked), asked["after"]).as_json()


@route(routes, "/messages/reconciliation", "send_again", method="POST", name="reconcile")
@routes.arguments(ReconciledPeriod)
def reconcile(asked: dict[str, Any]) -> dict[str, Any]:
    """The same, and what is missing is sent again to those who miss it."""
    found = look(_period(asked), asked["after"])
    return found.as_json() | {"sent": send_missing(found, key())}


@route(routes, "/messages/sendable", "read")
@routes.arguments(SentFilter, location="query")
def sendable(asked: dict[str, Any]) -> dict[str, Any]:
    """What sending again would send, counted by service and event."""
    return {"services": operations.sendable(_publishers(asked), **_chosen(SentFilter(), asked))}


@route(routes, "/messages/sending-again", "send_again", method="POST")
@routes.arguments(SendAgain)
def send_again(asked: dict[str, Any]) -> dict[str, Any]:
    """Send public events again as they were: to everybody, or to one queue."""
    return {"services": operations.send_again(_publishers(asked), key(), to=asked["to"], **_chosen(SendAgain(), asked))}


@route(routes, "/messages/contacts/<service>", "restate_contacts", method="POST")
@routes.arguments(AfterId)
def restate_contacts(asked: dict[str, Any], service: str) -> dict[str, Any]:
    """Have the next hundred people's addresses told to notifications anew."""
    return tell(operations.keeper_of_contacts(service), "restate_contacts", key(), after=asked["after"])


@route(routes, "/messages/chain", "read")
@routes.arguments(OfChain, location="query")
def chain(asked: dict[str, Any]) -> dict[str, Any]:
    """Everything that a request, or all requests about one application, led to."""
    return chain_of(asked["of"])


def _period(asked: dict[str, Any]) -> Period:
    since: datetime = asked["since"]
    return Period.of(since, asked.get("until"))


def _publishers(asked: dict[str, Any]) -> tuple[str, ...]:
    return (known_service(asked["service"]),) if asked["service"] else SERVICES


def _chosen(schema: Schema, asked: dict[str, Any]) -> dict[str, Any]:
    plain = as_json(schema, asked)
    return {name: plain[name] for name in ("event_names", "ids", "subject", "since", "until") if plain.get(name)}
