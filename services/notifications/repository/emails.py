"""The register of emails: what waits to be sent, what was sent, found again by staff."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING

from services.notifications.model.email import Email, Status
from shared.contracts.event import Event
from shared.storage import Database, Documents
from shared.storage.wakeup import Wakeup

NEWEST_FIRST = [("created_at", DESCENDING), ("_id", DESCENDING)]


class Emails:
    """All emails ever written, by id."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._documents = Documents(database, "emails", Email)

    def create_indexes(self) -> None:
        """One email per key; the sender's queue and leases; the lists that staff read, newest first."""
        rows = self._documents.rows
        rows.create_index([("key", ASCENDING)], unique=True)
        rows.create_index([("status", ASCENDING), ("next_at", ASCENDING), ("_id", ASCENDING)])
        rows.create_index([("status", ASCENDING), ("lease_until", ASCENDING)])
        rows.create_index(NEWEST_FIRST)
        for field in ("application_id", "edition_id", "recipient_id", "to_address", "correlation_id"):
            rows.create_index([(field, ASCENDING), *NEWEST_FIRST])

    def get(self, email_id: str) -> Email:
        """One email. Refuses with `not-found` (404)."""
        return self._documents.get(email_id)

    def has(self, email_id: str) -> bool:
        """Whether this email was written before."""
        return self._documents.find_one({"_id": email_id}) is not None

    def add(self, email: Email) -> None:
        """Put a new email in the queue."""
        self._documents.add(email)

    def save(self, email: Email, *events: Event) -> Email:
        """Store what became of it, or refuse a stale one."""
        return self._documents.save(email, *events)

    def arrivals(self) -> Wakeup:
        """To wait at for the next new email."""
        return Wakeup(self._documents.rows)

    def next_due(self, at: datetime) -> Email | None:
        """The email that has waited longest for a sender; an uncertain one waits for one only once."""
        waiting = {"status": {"$in": [Status.QUEUED.value, Status.DEFERRED.value]}, "next_at": {"$lte": at}}
        doubtful = {"status": Status.UNCERTAIN.value, "next_at": {"$lte": at}, "resends": 0}
        longest = [("next_at", 1), ("_id", 1)]
        for query in (waiting, doubtful):
            for email in self._documents.find(query, sort=longest, limit=1):
                return email
        return None

    def unfinished(self) -> dict[str, int]:
        """How many emails are under way, or need a person, by status; at most 10 000 of each are counted."""
        statuses = (Status.QUEUED, Status.SENDING, Status.DEFERRED, Status.UNCERTAIN, Status.FAILED)
        rows = self._documents.rows
        return {one.value: rows.count_documents({"status": one.value}, limit=10_000) for one in statuses}

    def queued_since(self) -> datetime | None:
        """Since when the email that should have been sent first waits for a sender."""
        for email in self._documents.find({"status": Status.QUEUED.value}, sort=[("next_at", 1)], limit=1):
            return email.next_at
        return None

    def left_behind(self, at: datetime) -> list[Email]:
        """Emails in the hands of senders whose lease has ended."""
        return list(self._documents.find({"status": Status.SENDING.value, "lease_until": {"$lte": at}}))

    def search(
        self, filters: dict[str, str], *, recipient: str, after: tuple[datetime, str] | None, limit: int
    ) -> Iterator[Email]:
        """Newest first; `recipient` is an id or an address, `after` the last row of the page before."""
        query: dict[str, Any] = {field: value for field, value in filters.items() if value}
        clauses: list[dict[str, Any]] = [query]
        if recipient:
            clauses.append({"$or": [{"recipient_id": recipient}, {"to_address": recipient}]})
        if after:
            at, email_id = after
            clauses.append({"$or": [{"created_at": {"$lt": at}}, {"created_at": at, "_id": {"$lt": email_id}}]})
        return self._documents.find({"$and": clauses}, sort=NEWEST_FIRST, limit=limit)

    def stuck(self, edition_id: str) -> list[tuple[str, int, datetime]]:
        """For each status that only staff can end, how many of the edition's emails have it, and since when."""
        needs_staff = {
            "edition_id": edition_id,
            "$or": [{"status": Status.FAILED.value}, {"status": Status.UNCERTAIN.value, "resends": {"$gt": 0}}],
        }
        counted = self._documents.rows.aggregate(
            [
                {"$match": needs_staff},
                {"$group": {"_id": "$status", "count": {"$sum": 1}, "since": {"$min": "$created_at"}}},
                {"$sort": {"_id": 1}},
            ]
        )
        return [(row["_id"], row["count"], row["since"]) for row in counted]
