"""What a service is made of: its entrypoints and repositories, and what each one answers to its operators."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from marshmallow import Schema, fields

from shared.contracts.canary import CANARIES
from shared.contracts.envelope import Actor, Cause, Envelope, UnreadableMessage, decode
from shared.contracts.event import REGISTRY, Event
from shared.contracts.refusal import Refusal
from shared.messaging.delivery import Heard
from shared.messaging.entrypoints import Listener, Repository, Setting, command, every, health, query, subscribe
from shared.storage import Database
from shared.storage.canaries import Canaries
from shared.storage.inbox import AlreadyHandled, Inbox
from shared.storage.outbox import Outbox
from shared.storage.parked import Parked

__all__ = ["Heard", "Operable", "Repository", "Setting", "command", "every", "query", "subscribe"]

STAFF = ("secretariat", "director", "auditor")


class Nothing(Schema):
    """No parameters."""


class OfPage(Schema):
    """A page of a long list: what comes after `after`."""

    after = fields.String(load_default="")
    limit = fields.Integer(load_default=200, strict=True)


class OfMessage(Schema):
    """One parked message."""

    message_id = fields.String(required=True)


class OfDiscard(OfMessage):
    """Why it is given up."""

    reason = fields.String(required=True)


BETWEEN_CANARIES = 60


class Messages:
    """The messages of a service as its operators see them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.outbox = Outbox(database)
        self.inbox = Inbox(database)
        self.parked = Parked(database)
        self.canaries = Canaries(database)

    def create_indexes(self) -> None:
        """Made with the database."""


class Operable:
    """What every service answers about itself, and what its operators may do with messages that were parked."""

    name: ClassVar[str]
    messages = Repository(Messages)

    def __init_subclass__(cls) -> None:
        """Hear the canaries of every service, one's own included."""
        for canary in {*CANARIES, canary_of(cls.name)}:
            setattr(cls, f"hear_{canary.publisher()}", subscribe(canary)(_hear))

    @every(BETWEEN_CANARIES)
    def sing(self, _cause: Cause) -> None:
        """Publish a canary."""
        self.messages.canaries.sing(canary_of(self.name).from_data({"canary_id": self.name}))

    @health("/livez")
    def livez(self) -> None:
        """Answered by Health."""

    @health("/readyz")
    def readyz(self) -> None:
        """Answered by Health."""

    @query(Nothing, by=STAFF)
    def outbox(self, _asked: Mapping[str, Any], _actor: Actor) -> dict[str, Any]:
        """What waits to be carried, since when, how many messages are parked, and when each service was last heard."""
        return {
            **self.messages.outbox.state(),
            "parked_open": self.messages.parked.count_open(),
            "heard": self.messages.canaries.heard(),
        }

    @query(OfPage, by=STAFF)
    def published(self, asked: Mapping[str, Any], _actor: Actor) -> dict[str, Any]:
        """The public events, oldest first, a page at a time."""
        rows = self.messages.outbox.published(after=asked["after"], limit=asked["limit"])
        return {"rows": rows, "next": rows[-1]["event_id"] if len(rows) == asked["limit"] else None}

    @query(Nothing, by=STAFF)
    def parked(self, _asked: Mapping[str, Any], _actor: Actor) -> dict[str, Any]:
        """The messages that wait for a person."""
        shown = ("id", "event", "consumer", "reason", "trace", "attempts", "first_at", "last_at", "status")
        listed = self.messages.parked.list()
        return {"rows": [{field: getattr(message, field) for field in shown} for message in listed]}

    @command(OfMessage, by=("secretariat", "director"))
    def replay_parked(self, asked: Mapping[str, Any], cause: Cause) -> dict[str, Any]:
        """Handle a parked message now, in this transaction and through the inbox: never lost, never twice."""
        message = self.messages.parked.get(asked["message_id"])
        self.messages.parked.settle(message.id, status="replayed", by=cause.actor.id, reason="")
        envelope = _readable(message.body)
        heard = Heard.of(envelope, at=cause.at)
        ran = []
        with self.messages.database.caused_by(heard):
            for name, method in _hearing(type(self), type(envelope.event), message.consumer):
                try:
                    self.messages.inbox.enter(name, envelope)
                except AlreadyHandled:
                    continue
                method(self, envelope.event, heard)
                ran.append(name)
        return {"ran": ran}

    @command(OfDiscard, by=("director",))
    def discard_parked(self, asked: Mapping[str, Any], cause: Cause) -> dict[str, Any]:
        """Give a parked message up, with a reason."""
        self.messages.parked.settle(asked["message_id"], status="discarded", by=cause.actor.id, reason=asked["reason"])
        return {"message_id": asked["message_id"]}


def canary_of(service: str) -> type[Event]:
    """The canary that the service sings. Raises KeyError for one that was given none."""
    return REGISTRY[f"{service}.canary.sung.v1"]


def _hear(self: Operable, canary: Event, heard: Heard) -> None:
    self.messages.canaries.hear(canary.publisher(), at=heard.occurred_at)


def _readable(body: bytes) -> Envelope:
    """The event in a parked message. Refuses one that still cannot be read."""
    try:
        return decode(body)
    except UnreadableMessage as error:
        raise Refusal("unreadable", "This message cannot be read, so it cannot be replayed.") from error


def _hearing(service: type, event: type[Event], consumer: str) -> list[tuple[str, Callable[..., None]]]:
    """The methods that hear `event`, with their names as consumers; all of them, or only `consumer`."""
    found = []
    for attribute in dir(service):
        method = getattr(service, attribute)
        name = f"{service.name}.{attribute}"  # type: ignore[attr-defined]  # every service class has a name
        listeners = [one for one in getattr(method, "nameko_entrypoints", ()) if isinstance(one, Listener)]
        if any(issubclass(event, one.event) for one in listeners) and consumer in ("", name):
            found.append((name, method.entered))
    return found
