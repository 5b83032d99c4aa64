"""What staff do with parked messages: find them, replay them, and give one up by two people."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from marshmallow import Schema, fields, validate

from shared.contracts.envelope import Actor, Cause, Envelope, UnreadableMessage, decode
from shared.contracts.refusal import Refusal
from shared.messaging.delivery import Heard, require_genuine
from shared.messaging.entrypoints import command, query
from shared.messaging.hearing import hearing
from shared.messaging.operations import DIRECTOR, OFFICE, STAFF, Nothing, Operated
from shared.storage.crash_points import reach
from shared.storage.inbox import AlreadyHandled
from shared.storage.parked import ParkedMessage

PAGE = validate.Range(1, 200)


class OfParked(Schema):
    """Which ones, the oldest first; after: the id of the last one of the page before."""

    status = fields.String(load_default="open", validate=validate.OneOf(("open", "replayed", "discarded")))
    reason = fields.String(load_default="")
    event = fields.String(load_default="")
    after = fields.String(load_default="")
    limit = fields.Integer(load_default=100, strict=True, validate=PAGE)


class OfMessage(Schema):
    """One parked message."""

    message_id = fields.String(required=True)


class OfDiscard(OfMessage):
    """Why it is to be given up."""

    reason = fields.String(required=True, validate=validate.Length(1, 200))


class Parking(Operated):
    """The parked messages of one service."""

    @query(OfParked, by=STAFF)
    def parked(self, asked: Mapping[str, Any], _actor: Actor) -> dict[str, Any]:
        """The parked messages that fit, without what they say."""
        wanted = {name: asked[name] for name in ("status", "reason", "event") if asked[name]}
        found = self.messages.parked.page(wanted, after=asked["after"], limit=asked["limit"])
        return {"rows": [_shown(one) for one in found], "next": found[-1].id if len(found) == asked["limit"] else None}

    @query(OfMessage, by=STAFF)
    def parked_message(self, asked: Mapping[str, Any], _actor: Actor) -> dict[str, Any]:
        """One message with the place where it failed; readable: whether it can be replayed at all."""
        message = self.messages.parked.get(asked["message_id"])
        return _shown(message) | {"trace": message.trace, "size": len(message.body), **_chain_of(message.body)}

    @query(Nothing, by=STAFF)
    def parked_reasons(self, _asked: Mapping[str, Any], _actor: Actor) -> dict[str, Any]:
        """The open ones counted by error class and event."""
        return {"rows": self.messages.parked.groups()}

    @command(OfMessage, by=OFFICE)
    def replay_parked(self, asked: Mapping[str, Any], cause: Cause) -> dict[str, Any]:
        """Handle a parked message now, in this transaction and through the inbox: never lost, never twice."""
        message = self.messages.parked.get(asked["message_id"])
        self.messages.parked.settle(message.id, status="replayed", by=cause.actor.id, reason="")
        envelope = _believed(message)
        heard = Heard.of(envelope, at=cause.at)
        ran = []
        with self.messages.database.caused_by(heard):
            for name, method in hearing(type(self), type(envelope.event), message.consumer):
                try:
                    self.messages.inbox.enter(name, envelope)
                except AlreadyHandled:
                    continue
                method(self, envelope.event, heard)
                reach("replay.inside")
                ran.append(name)
        return {"ran": ran}

    @command(OfDiscard, by=OFFICE)
    def propose_discard(self, asked: Mapping[str, Any], cause: Cause) -> dict[str, Any]:
        """Say why a parked message is to be given up; it stays open until somebody else agrees."""
        self.messages.parked.propose_discard(asked["message_id"], by=cause.actor.id, reason=asked["reason"])
        return {"message_id": asked["message_id"]}

    @command(OfMessage, by=DIRECTOR)
    def confirm_discard(self, asked: Mapping[str, Any], cause: Cause) -> dict[str, Any]:
        """Give up what somebody else has proposed to give up."""
        self.messages.parked.discard(asked["message_id"], by=cause.actor.id)
        return {"message_id": asked["message_id"]}


def _shown(message: ParkedMessage) -> dict[str, Any]:
    return {name: value for name, value in asdict(message).items() if name not in ("body", "headers", "trace")}


def _chain_of(body: bytes) -> dict[str, Any]:
    try:
        return {"readable": True, "correlation_id": decode(body).correlation_id}
    except UnreadableMessage:
        return {"readable": False, "correlation_id": ""}


def _believed(message: ParkedMessage) -> Envelope:
    """The event in a parked message. Refuses one that still cannot be read, or is not of the service it names."""
    try:
        envelope = decode(message.body)
        require_genuine(envelope, message.signed_by)
    except UnreadableMessage as error:
        if error.reason == "forged":
            raise Refusal(
                "forged", "This message does not come from the service whose event it claims to be."
            ) from error
        raise Refusal("unreadable", "This message cannot be read, so it cannot be replayed.") from error
    return envelope
