"""Messages that could not be handled, kept byte for byte until somebody replays or discards them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import ASCENDING

from shared.contracts.refusal import Refusal
from shared.storage.database import Database

LARGEST_IN_ROW = 8 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class ParkedMessage:
    """A message at rest. status: open, replayed or discarded; event_id: of its headers, "" when they name none.

    signed_by: the broker's user who published it, empty for one who did not say; None where all share one user.
    """

    id: str
    event: str
    event_id: str
    consumer: str
    reason: str
    trace: str
    body: bytes
    headers: list[list[str]]
    attempts: int
    first_at: datetime
    last_at: datetime
    status: str
    settled_by: str
    settled_reason: str
    proposed_by: str
    proposed_reason: str
    signed_by: str | None = None


class Parked:
    """Rows of the `parked` collection; one message parks once however often it is delivered."""

    def __init__(self, database: Database) -> None:
        self.rows = database.collection("parked")
        self._large = database.files("parked_bodies")
        self._database = database

    def create_indexes(self) -> None:
        """Staff list those of a status, oldest first; an event is looked up by its id."""
        self.rows.create_index([("status", ASCENDING), ("first_at", ASCENDING), ("_id", ASCENDING)])
        self.rows.create_index([("event_id", ASCENDING)])

    def park(
        self,
        key: str,
        *,
        event: str,
        consumer: str,
        reason: str,
        trace: str,
        body: bytes,
        headers: list[list[str]],
        attempts: int,
        signed_by: str | None,
        at: datetime,
    ) -> None:
        """Keep the message under `key` (its digest, sender and consumer), with the last reason why it failed.

        headers: [name, value] pairs. A body too large for a row is kept beside it, byte for byte as well. A message
        that parks again is open again, and nobody has proposed yet to give it up.
        """
        if len(body) > LARGEST_IN_ROW:
            self._keep_large(key, body)
            body = b""
        self.rows.update_one(
            {"_id": key},
            {
                "$set": {
                    "reason": reason,
                    "trace": trace,
                    "attempts": attempts,
                    "last_at": at,
                    "status": "open",
                    "proposed_by": "",
                    "proposed_reason": "",
                },
                "$setOnInsert": {
                    "event": event,
                    "event_id": dict(headers).get("cloudEvents:id", ""),
                    "consumer": consumer,
                    "body": body,
                    "headers": headers,
                    "signed_by": signed_by,
                    "first_at": at,
                    "settled_by": "",
                    "settled_reason": "",
                },
            },
            upsert=True,
        )

    def _keep_large(self, key: str, body: bytes) -> None:
        # Found by its name and not by an id of ours: an attempt that was cut off leaves chunks behind, and under the
        # same id they would be taken for the whole file.
        if not self._large.exists(filename=key):
            self._large.put(body, filename=key)

    def page(self, query: Mapping[str, str], *, after: str = "", limit: int = 100) -> list[ParkedMessage]:
        """The oldest that fit `query` (of status, reason, event), without body and trace; `after`: the id of one seen."""
        wanted: dict[str, Any] = dict(query)
        if seen := self.rows.find_one({"_id": after}, {"first_at": True}):
            same = {"first_at": seen["first_at"], "_id": {"$gt": after}}
            wanted["$or"] = [{"first_at": {"$gt": seen["first_at"]}}, same]
        oldest_first = [("first_at", ASCENDING), ("_id", ASCENDING)]
        rows = self.rows.find(wanted, {"body": False, "trace": False, "headers": False}, sort=oldest_first, limit=limit)
        return [_message(row) for row in rows]

    def groups(self) -> list[dict[str, Any]]:
        """The open ones counted by error class: `[{reason, event, count, first_at}]`, the most first."""
        group = {
            "_id": {"reason": "$reason", "event": "$event"},
            "count": {"$sum": 1},
            "first_at": {"$min": "$first_at"},
        }
        counted = self.rows.aggregate(
            [{"$match": {"status": "open"}}, {"$group": group}, {"$sort": {"count": -1, "_id": 1}}]
        )
        return [row["_id"] | {"count": row["count"], "first_at": row["first_at"]} for row in counted]

    def of_events(self, event_ids: Iterable[str]) -> list[ParkedMessage]:
        """What was parked of these events, settled or not, without bodies."""
        rows = self.rows.find({"event_id": {"$in": list(event_ids)}}, {"body": False, "trace": False, "headers": False})
        return [_message(row) for row in rows]

    def get(self, key: str) -> ParkedMessage:
        """One message. Refuses with `not-found` (404)."""
        row = self.rows.find_one({"_id": key}, session=self._database.session)
        if row is None:
            raise Refusal("not-found", "There is no such parked message.", status=404)
        if not row["body"] and (large := self._large.find_one({"filename": key})):
            row["body"] = large.read()
        return _message(row)

    def settle(self, key: str, *, status: str, by: str, reason: str) -> None:
        """In the open transaction, close an open message as replayed or discarded. Refuses one that is not open."""
        self._change(key, {}, {"status": status, "settled_by": by, "settled_reason": reason})

    def propose_discard(self, key: str, *, by: str, reason: str) -> None:
        """In the open transaction, note who wants to give an open message up, and why; the first one counts."""
        if self.get(key).proposed_by:
            raise Refusal("discard-proposed", "Somebody has proposed already to discard this message.")
        self._change(key, {"proposed_by": ""}, {"proposed_by": by, "proposed_reason": reason})

    def discard(self, key: str, *, by: str) -> None:
        """In the open transaction, discard what somebody else has proposed to discard, for their reason."""
        message = self.get(key)
        if message.status == "open" and not message.proposed_by:
            raise Refusal("discard-not-proposed", "Nobody has proposed to discard this message.")
        if message.proposed_by == by:
            raise Refusal("second-person-needed", "Whoever proposed to discard a message cannot confirm it as well.")
        self.settle(key, status="discarded", by=by, reason=message.proposed_reason)

    def _change(self, key: str, only: Mapping[str, str], values: Mapping[str, str]) -> None:
        changed = self.rows.update_one(
            {"_id": key, "status": "open", **only}, {"$set": dict(values)}, session=self._database.session
        )
        if not changed.matched_count:
            raise Refusal("already-settled", "This message was already replayed or discarded.")

    def count_open(self) -> int:
        """How many wait for a person; at most 10 000 are counted."""
        return self.rows.count_documents({"status": "open"}, limit=10_000)


def _message(row: dict[str, Any]) -> ParkedMessage:
    left_out: dict[str, Any] = {"body": b"", "trace": "", "headers": []}
    return ParkedMessage(**left_out | {("id" if key == "_id" else key): value for key, value in row.items()})
