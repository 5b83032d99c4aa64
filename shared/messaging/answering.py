"""What a service answers about the events it has published and heard, and sending published ones again.

Services never ask each other. Whoever reconciles asks a publisher for a page of what it has published (`published`),
each listener which of it went unheard (`unheard`), and has the publisher send exactly that again to that listener
(`send_again`). The other way round, a listener tells what it has heard (`heard_between`) and the publisher what it
knows nothing of (`unknown`): that is for a person, since nothing repairs it.
"""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from shared.contracts.envelope import Actor, Cause
from shared.contracts.event import REGISTRY
from shared.contracts.refusal import Refusal
from shared.messaging.entrypoints import command, query
from shared.messaging.hearing import consumers
from shared.messaging.operations import OFFICE, STAFF, OfEvents, Operated
from shared.storage.correspondence import HeardRow, inbox_key

PAGE = validate.Range(1, 500)
MANY = validate.Length(max=500)


class OfPage(Schema):
    """A page of a long list: what comes after `after`."""

    after = fields.String(load_default="")
    limit = fields.Integer(load_default=200, strict=True, validate=PAGE)


class OfPeriod(OfPage):
    """What was handled in a period."""

    since = fields.AwareDateTime(required=True)
    until = fields.AwareDateTime(required=True)


class OfIds(Schema):
    """Events by id."""

    ids = fields.List(fields.String(), required=True, validate=MANY)


class OfChains(Schema):
    """Events by their chain, or by what they are about."""

    correlation_ids = fields.List(fields.String(), load_default=list, validate=MANY)
    subjects = fields.List(fields.String(), load_default=list, validate=MANY)


class OfSent(Schema):
    """Which events to send again, all of it optional, and to which queue; an empty `to` is everybody's."""

    event_names = fields.List(fields.String(), load_default=None, allow_none=True)
    ids = fields.List(fields.String(), load_default=None, allow_none=True, validate=MANY)
    subject = fields.String(load_default=None, allow_none=True)
    since = fields.AwareDateTime(load_default=None, allow_none=True)
    until = fields.AwareDateTime(load_default=None, allow_none=True)
    to = fields.String(load_default="")


class Answering(Operated):
    """The events of one service."""

    @query(OfPage, by=STAFF)
    def published(self, asked: Mapping[str, Any], _actor: Actor) -> dict[str, Any]:
        """The public events, oldest first, a page at a time."""
        rows = self.messages.outbox.published(after=asked["after"], limit=asked["limit"])
        return {"rows": rows, "next": rows[-1]["event_id"] if len(rows) == asked["limit"] else None}

    @query(OfEvents, by=STAFF)
    def unheard(self, asked: Mapping[str, Any], _actor: Actor) -> dict[str, Any]:
        """Which of these events one of the service's consumers has neither handled nor parked."""
        awaited = {
            inbox_key(consumer, event["publisher"], event["event_id"]): event["event_id"]
            for event in asked["events"]
            for consumer in consumers(type(self), event["name"])
        }
        handled = {inbox_key(row.consumer, row.publisher, row.event_id) for row in self._heard(awaited)}
        parked = {(one.event_id, one.consumer) for one in self.messages.parked.of_events(awaited.values())}
        missing = {
            event_id
            for key, event_id in awaited.items()
            if key not in handled and not {(event_id, key.split("|")[0]), (event_id, "")} & parked
        }
        return {"ids": sorted(missing)}

    @query(OfPeriod, by=STAFF)
    def heard_between(self, asked: Mapping[str, Any], _actor: Actor) -> dict[str, Any]:
        """What was handled in a period, a page at a time; what no outbox keeps is left out."""
        try:
            rows = self.messages.correspondence.heard_between(
                asked["since"], asked["until"], after=asked["after"], limit=asked["limit"]
            )
        except ValueError as error:
            wrong = {"after": "not a page"}
            raise Refusal("invalid", "This is not a page of the list.", status=422, fields=wrong) from error
        return {
            "rows": [_plain(row) for row in rows if not _is_unkept(row.name)],
            "next": rows[-1].place if len(rows) == asked["limit"] else None,
        }

    @query(OfIds, by=STAFF)
    def unknown(self, asked: Mapping[str, Any], _actor: Actor) -> dict[str, Any]:
        """Which of these events the service does not know to have published."""
        return {"ids": self.messages.correspondence.unknown(asked["ids"])}

    @query(OfChains, by=STAFF)
    def told(self, asked: Mapping[str, Any], _actor: Actor) -> dict[str, Any]:
        """The events of some chains or about some subjects."""
        return {"rows": self.messages.correspondence.told(**asked)}

    @query(OfEvents, by=STAFF)
    def hearings(self, asked: Mapping[str, Any], _actor: Actor) -> dict[str, Any]:
        """Which consumers have handled these events and when, and what was parked of them."""
        keys = [
            inbox_key(consumer, event["publisher"], event["event_id"])
            for event in asked["events"]
            for consumer in consumers(type(self), event["name"])
        ]
        parked = self.messages.parked.of_events({event["event_id"] for event in asked["events"]})
        shown = ("id", "event_id", "consumer", "reason", "status", "first_at")
        return {
            "heard": [_plain(row) for row in self._heard(keys)],
            "parked": [{name: getattr(one, name) for name in shown} for one in parked],
        }

    @query(OfSent, by=STAFF)
    def sendable(self, asked: Mapping[str, Any], _actor: Actor) -> dict[str, Any]:
        """What `send_again` would send, counted by event."""
        return {"events": self.messages.correspondence.sendable(**_chosen(asked))}

    @command(OfSent, by=OFFICE)
    def send_again(self, asked: Mapping[str, Any], _cause: Cause) -> dict[str, Any]:
        """Have the relay send public events again, as they were, under the same ids: the inboxes know what they had."""
        return {"count": self.messages.outbox.send_again(**_chosen(asked), to=asked["to"])}

    def _heard(self, keys: Any) -> list[HeardRow]:
        return self.messages.correspondence.heard(keys)


def _plain(row: HeardRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("event_id", "publisher", "name", "consumer", "at")}


def _is_unkept(name: str) -> bool:
    return name in REGISTRY and REGISTRY[name].audience != "public"


def _chosen(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {"names": asked["event_names"]} | {name: asked[name] for name in ("ids", "subject", "since", "until")}
