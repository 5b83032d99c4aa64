"""The outbox: events wait here, in the same transaction as the change that caused them, until the broker has them."""

from collections.abc import Iterable, Sequence
from typing import Any

from pymongo import ASCENDING

from shared.contracts.envelope import LARGEST, encode, wrap
from shared.contracts.event import Event, InvalidEvent
from shared.storage.database import Database
from shared.storage.identity import new_id, now

PENDING: dict[str, Any] = {"sent": None}
LONGEST_WAIT_MS = 60_000


class Outbox:
    """Rows `{_id: event id, name, subject, sequence, audience, body, at, sent, attempts, next_at}`; sent: null or when."""

    def __init__(self, database: Database) -> None:
        self.rows = database.collection("outbox")
        self._database = database

    def create_indexes(self) -> None:
        """The relay reads what is pending, oldest first."""
        self.rows.create_index([("sent", ASCENDING), ("_id", ASCENDING)])
        self.rows.create_index([("subject", ASCENDING), ("sequence", ASCENDING)], unique=True)
        self.rows.create_index([("correlation_id", ASCENDING)])

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
                    "correlation_id": self._database.cause.correlation_id,
                    "body": _body(document),
                    "at": self._database.cause.at,
                    "sent": None,
                    "attempts": 0,
                    "next_at": self._database.cause.at,
                },
                session=self._database.session,
            )

    def pending(self, limit: int) -> list[dict[str, Any]]:
        """The oldest rows that are not known to be with the broker, one of each subject, at most `limit`.

        A subject waits while an earlier event of its own could not be sent; all others go on.
        """
        held = self.rows.distinct("subject", PENDING | {"next_at": {"$gt": now()}})
        rows = self.rows.find(PENDING | {"subject": {"$nin": held}}, sort=[("_id", ASCENDING)], limit=limit)
        first: dict[str, dict[str, Any]] = {}
        for row in rows:
            first.setdefault(row["subject"], row)
        return list(first.values())

    def mark_sent(self, ids: Iterable[str]) -> None:
        """The broker has confirmed these. Internal ones carry personal data and are not kept any longer."""
        confirmed = {"_id": {"$in": list(ids)}}
        self.rows.delete_many(confirmed | {"audience": "internal"})
        self.rows.update_many(confirmed, {"$set": {"sent": now()}})

    def mark_failed(self, ids: Iterable[str]) -> None:
        """An attempt to send these failed; they stay pending, each time for longer, up to a minute."""
        wait = {"$min": [{"$multiply": [1000, {"$pow": [2, "$attempts"]}]}, LONGEST_WAIT_MS]}
        self.rows.update_many(
            {"_id": {"$in": list(ids)}},
            [{"$set": {"attempts": {"$add": ["$attempts", 1]}, "next_at": {"$add": ["$$NOW", wait]}}}],
        )

    def send_again(
        self,
        *,
        names: Sequence[str] | None = None,
        ids: Sequence[str] | None = None,
        subject: str | None = None,
        since: Any = None,
        until: Any = None,
        to: str = "",
    ) -> int:
        """STAND-IN, dropped in the merge."""
        query: dict[str, Any] = {"audience": "public", "sent": {"$ne": None}}
        if names is not None:
            query["name"] = {"$in": list(names)}
        if ids is not None:
            query["_id"] = {"$in": list(ids)}
        if subject is not None:
            query["subject"] = subject
        if since or until:
            query["at"] = ({"$gte": since} if since else {}) | ({"$lt": until} if until else {})
        marked = self.rows.update_many(query, {"$set": {"sent": None, "to": to}}, session=self._database.session)
        return marked.modified_count

    def state(self) -> dict[str, Any]:
        """How many wait and since when: `{pending, oldest_at}`; at most 10 000 are counted."""
        oldest = self.rows.find_one(PENDING, sort=[("_id", ASCENDING)])
        return {
            "pending": self.rows.count_documents(PENDING, limit=10_000),
            "oldest_at": oldest["at"] if oldest else None,
        }

    def published(self, *, after: str, limit: int) -> list[dict[str, Any]]:
        """The public events after an id, oldest first: `[{event_id, name, subject, sequence, at, sent}]`."""
        query = {"audience": "public", "_id": {"$gt": after}}
        rows = self.rows.find(query, sort=[("_id", ASCENDING)], limit=limit)
        return [
            {"event_id": row["_id"], "sent": row["sent"] is not None}
            | {field: row[field] for field in ("name", "subject", "sequence", "at")}
            for row in rows
        ]


def _body(document: dict[str, Any]) -> str:
    body = encode(document)
    if len(body) > LARGEST:
        raise InvalidEvent(f"{document['type']}: {len(body)} bytes are more than {LARGEST}")
    return body.decode()
