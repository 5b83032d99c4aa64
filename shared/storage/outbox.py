"""The outbox: events wait here, in the same transaction as the change that caused them, until the broker has them.

A row stays for 90 days after it was sent and then in the archive: they, not the broker, are what is true, and any of
them can be sent again under its old id.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from pymongo import ASCENDING
from pymongo.errors import DuplicateKeyError

from shared.contracts.envelope import LARGEST, Actor, Cause, encode, wrap
from shared.contracts.event import Event, InvalidEvent
from shared.storage.database import Database
from shared.storage.identity import new_id, now
from shared.storage.lease import Lease

PENDING: dict[str, Any] = {"sent": None}
LONGEST_WAIT_MS = 60_000
KEPT = timedelta(days=90)
AT_ONCE = 500
A_TRICKLE = 20  # fewer than that are all there are, so that one look tells whether any of them has to wait
RELAY = Actor(kind="system", id="relay", role="system")


class Outbox:
    """Rows `{_id: event id, name, subject, sequence, audience, correlation_id, body, at, sent, …}`.

    And `to, round, attempts, next_at` for the relay. sent: null or when; to: the queues it is for, none for whoever is bound; round: how often it was asked for again.
    """

    def __init__(self, database: Database) -> None:
        self.rows = database.collection("outbox")
        self.archived = database.collection("outbox_archive")
        self._database = database

    def create_indexes(self) -> None:
        """The relay reads what is pending, oldest first; what failed is few; the archive takes the oldest."""
        self.rows.create_index([("sent", ASCENDING), ("_id", ASCENDING)])
        self.rows.create_index([("subject", ASCENDING), ("sequence", ASCENDING)], unique=True)
        for kept in (self.rows, self.archived):
            kept.create_index([("correlation_id", ASCENDING)])
        self.rows.create_index(
            [("next_at", ASCENDING)], partialFilterExpression={"sent": {"$eq": None}, "attempts": {"$gt": 0}}
        )

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
                    "to": [],
                    "round": 0,
                    "attempts": 0,
                    "next_at": self._database.cause.at,
                },
                session=self._database.session,
            )

    def pending(self, limit: int, *, busy: Sequence[str] = ()) -> list[dict[str, Any]]:
        """The oldest rows that are not known to be with the broker, one of each subject, at most `limit`.

        A subject waits while an earlier event of its own could not be sent or, `busy`, is under way; all others go
        on. What is sent again to one queue holds nothing back.
        """
        waiting = list(self.rows.find(PENDING, sort=[("_id", ASCENDING)], limit=min(limit, A_TRICKLE)))
        if len(waiting) == min(limit, A_TRICKLE) or any(row["attempts"] for row in waiting):
            waiting = self._due(limit, busy)
        first: dict[tuple[str, bool], dict[str, Any]] = {}
        for row in waiting:
            first.setdefault((row["subject"], bool(row["to"])), row)
        return [row for row in first.values() if row["subject"] not in busy]

    def _due(self, limit: int, busy: Sequence[str]) -> list[dict[str, Any]]:
        """What may be tried now, when not everything may."""
        at = now()
        failed = PENDING | {"attempts": {"$gt": 0}, "next_at": {"$gt": at}}
        held = self.rows.distinct("subject", failed | {"to": []})
        due = {"$or": [{"attempts": 0}, {"next_at": {"$lte": at}}], "subject": {"$nin": [*held, *busy]}}
        return list(self.rows.find(PENDING | due, sort=[("_id", ASCENDING)], limit=limit))

    def settle(self, lease: Lease, *, sent: Sequence[dict[str, Any]], failed: Sequence[dict[str, Any]]) -> None:
        """Note what became of rows as they were read: the broker has confirmed `sent`, and not taken `failed`.

        Those that failed stay pending, each time for longer, up to a minute. A row that was asked for again since it
        was read stays pending as well. What is not public is personal or trifling and is not kept once it is sent.
        Raises LeaseLost, with nothing written, when somebody else has the lease.
        """

        def write() -> None:
            lease.renew()
            self._settle(sent, failed)

        cause = Cause(correlation_id="", causation_id="", actor=RELAY, at=now())
        self._database.transact(write, cause=cause)

    def _settle(self, sent: Sequence[dict[str, Any]], failed: Sequence[dict[str, Any]]) -> None:
        session = self._database.session
        for passing in _as_read(row for row in sent if row["audience"] != "public"):
            self.rows.delete_many(passing, session=session)
        for confirmed in _as_read(row for row in sent if row["audience"] == "public"):
            self.rows.update_many(confirmed, {"$set": {"sent": now(), "to": []}}, session=session)
        wait = {"$min": [{"$multiply": [1000, {"$pow": [2, "$attempts"]}]}, LONGEST_WAIT_MS]}
        for refused in _as_read(failed):
            self.rows.update_many(
                refused,
                [{"$set": {"attempts": {"$add": ["$attempts", 1]}, "next_at": {"$add": ["$$NOW", wait]}}}],
                session=session,
            )

    def send_again(
        self,
        *,
        names: Sequence[str] | None = None,
        ids: Sequence[str] | None = None,
        subject: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        to: str = "",
    ) -> int:
        """Have public events sent again under their old ids, archived ones included; answers how many.

        names, ids, subject: only these; since, until: only what happened from and before then. to: the one queue that
        gets them (`scheduling.inbox`, `ext.example.inbox`), or "" for everybody who is bound; who has handled one
        already takes no notice. What waits to be sent to everybody anyway goes to everybody.
        """
        query = chosen(names=names, ids=ids, subject=subject, since=since, until=until)
        self._bring_back(query)
        waits = {"$eq": ["$sent", None]}
        for_all = {"$and": [waits, {"$eq": ["$to", []]}]}
        added = {"$setUnion": [{"$cond": [waits, "$to", []]}, [to]]}
        target: Any = {"$cond": [for_all, [], added]} if to else []
        again = {"to": target, "sent": None, "attempts": 0, "next_at": "$$NOW", "round": {"$add": ["$round", 1]}}
        return self.rows.update_many(query, [{"$set": again}]).modified_count

    def archive(self, *, before: datetime) -> int:
        """Move rows sent before then to the archive, at most 500; answers how many."""
        old = list(self.rows.find({"sent": {"$lt": before}}, sort=[("sent", ASCENDING)], limit=AT_ONCE))
        self._move(old, self.rows, self.archived)
        return len(old)

    def _bring_back(self, query: dict[str, Any]) -> None:
        while old := list(self.archived.find(query, limit=AT_ONCE)):
            self._move(old, self.archived, self.rows)

    def _move(self, rows: Sequence[dict[str, Any]], source: Any, target: Any) -> None:
        """Copy first, then remove: a copy that is there already is the same row."""
        for row in rows:
            try:
                target.insert_one(row)
            except DuplicateKeyError as error:
                if (error.details or {}).get("keyPattern") != {"_id": 1}:
                    raise
        source.delete_many({"_id": {"$in": [row["_id"] for row in rows]}, "sent": {"$ne": None}})

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


def chosen(
    *,
    names: Sequence[str] | None,
    ids: Sequence[str] | None,
    subject: str | None,
    since: datetime | None,
    until: datetime | None,
) -> dict[str, Any]:
    """The query for the public rows that fit everything that is not None."""
    bounds = {key: at for key, at in (("$gte", since), ("$lt", until)) if at is not None}
    return {
        "audience": "public",
        **({} if names is None else {"name": {"$in": list(names)}}),
        **({} if ids is None else {"_id": {"$in": list(ids)}}),
        **({} if subject is None else {"subject": subject}),
        **({"at": bounds} if bounds else {}),
    }


def _as_read(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Queries for the rows that are still as they were read; nearly always one."""
    rounds: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        rounds[row["round"]].append(row["_id"])
    return [{"_id": {"$in": ids}, "round": number} for number, ids in rounds.items()]


def _body(document: dict[str, Any]) -> str:
    body = encode(document)
    if len(body) > LARGEST:
        raise InvalidEvent(f"{document['type']}: {len(body)} bytes are more than {LARGEST}")
    return body.decode()
