"""The outbox: events wait here, in the same transaction as the change that caused them, until the broker has them."""

from collections.abc import Iterable, Sequence
from typing import Any

from pymongo import ASCENDING

from shared.contracts.envelope import encode, wrap
from shared.contracts.event import Event
from shared.storage.database import Database
from shared.storage.identity import new_id, now

PENDING = {"sent": None}


class Outbox:
    """Rows `{_id: event id, name, subject, sequence, audience, body, at, sent: null | datetime, attempts}`."""

    def __init__(self, database: Database) -> None:
        self.rows = database.collection("outbox")
        self._database = database

    def create_indexes(self) -> None:
        """The relay reads what is pending, oldest first."""
        self.rows.create_index([("sent", ASCENDING), ("_id", ASCENDING)])
        self.rows.create_index([("subject", ASCENDING), ("sequence", ASCENDING)], unique=True)

    def put(self, subject: str, events: Sequence[Event], *, first: int) -> None:
        """Add `events` of one `subject`, numbered from `first`, to the open transaction.

        Raises InvalidEvent for data that does not fit, and ValueError for an event about somebody else or of another
        publisher: a document speaks only for itself.
        """
        for sequence, event in enumerate(events, start=first):
            if event.subject != subject or event.publisher() != self._database.publisher:
                raise ValueError(f"{event.name} about {event.subject} cannot be published with {subject}")
            document = wrap(event, event_id=new_id(), sequence=sequence, cause=self._database.cause)
            self.rows.insert_one(
                {
                    "_id": document["id"],
                    "name": event.name,
                    "subject": subject,
                    "sequence": sequence,
                    "audience": event.audience,
                    "body": encode(document).decode(),
                    "at": self._database.cause.at,
                    "sent": None,
                    "attempts": 0,
                },
                session=self._database.session,
            )

    def pending(self, limit: int) -> list[dict[str, Any]]:
        """The oldest rows that are not known to be with the broker."""
        return list(self.rows.find(PENDING, sort=[("_id", ASCENDING)], limit=limit))

    def mark_sent(self, ids: Iterable[str]) -> None:
        """The broker has confirmed these. Internal ones carry personal data and are not kept any longer."""
        confirmed = {"_id": {"$in": list(ids)}}
        self.rows.delete_many(confirmed | {"audience": "internal"})
        self.rows.update_many(confirmed, {"$set": {"sent": now()}})

    def mark_failed(self, ids: Iterable[str]) -> None:
        """An attempt to send these failed; they stay pending."""
        self.rows.update_many({"_id": {"$in": list(ids)}}, {"$inc": {"attempts": 1}})

    def state(self) -> dict[str, Any]:
        """How many wait and since when: `{pending, oldest_at}`; at most 10 000 are counted."""
        oldest = self.rows.find_one(PENDING, sort=[("_id", ASCENDING)])
        return {
            "pending": self.rows.count_documents(PENDING, limit=10_000),
            "oldest_at": oldest["at"] if oldest else None,
        }

    def published(self, *, after: str, limit: int) -> list[dict[str, Any]]:
        """The public events after an id, oldest first: `[{event_id, name, subject, sequence, sent}]`."""
        query = {"audience": "public", "_id": {"$gt": after}}
        rows = self.rows.find(query, sort=[("_id", ASCENDING)], limit=limit)
        return [
            {"event_id": row["_id"], "sent": row["sent"] is not None}
            | {field: row[field] for field in ("name", "subject", "sequence")}
            for row in rows
        ]
