"""Messages that could not be handled, kept byte for byte until somebody replays or discards them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import ASCENDING

from shared.contracts.refusal import Refusal
from shared.storage.database import Database

LARGEST_IN_ROW = 8 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class ParkedMessage:
    """A message at rest. status: open, replayed or discarded."""

    id: str
    event: str
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


class Parked:
    """Rows of the `parked` collection; one message parks once however often it is delivered."""

    def __init__(self, database: Database) -> None:
        self.rows = database.collection("parked")
        self._large = database.files("parked_bodies")
        self._database = database

    def create_indexes(self) -> None:
        """Staff list the open ones, oldest first."""
        self.rows.create_index([("status", ASCENDING), ("first_at", ASCENDING)])

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
        at: datetime,
    ) -> None:
        """Keep the message under `key` (its digest and consumer), with the last reason why it failed.

        headers: [name, value] pairs. A body too large for a row is kept beside it, byte for byte as well.
        """
        if len(body) > LARGEST_IN_ROW:
            self._keep_large(key, body)
            body = b""
        self.rows.update_one(
            {"_id": key},
            {
                "$set": {"reason": reason, "trace": trace, "attempts": attempts, "last_at": at, "status": "open"},
                "$setOnInsert": {
                    "event": event,
                    "consumer": consumer,
                    "body": body,
                    "headers": headers,
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

    def list(self, *, status: str = "open", limit: int = 100) -> list[ParkedMessage]:
        """The oldest messages of a status."""
        rows = self.rows.find({"status": status}, sort=[("first_at", ASCENDING)], limit=limit)
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
        settled = self.rows.update_one(
            {"_id": key, "status": "open"},
            {"$set": {"status": status, "settled_by": by, "settled_reason": reason}},
            session=self._database.session,
        )
        if not settled.matched_count:
            raise Refusal("already-settled", "This message was already replayed or discarded.")

    def count_open(self) -> int:
        """How many wait for a person; at most 10 000 are counted."""
        return self.rows.count_documents({"status": "open"}, limit=10_000)


def _message(row: dict[str, Any]) -> ParkedMessage:
    return ParkedMessage(**{("id" if key == "_id" else key): value for key, value in row.items()})
