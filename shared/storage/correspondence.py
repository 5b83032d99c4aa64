"""What a service has published and heard, looked up so that it can be compared with what the others say."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import ASCENDING

from shared.storage.database import Database, Document
from shared.storage.outbox import Outbox, chosen

MOST_OF_A_CHAIN = 2000


@dataclass(frozen=True, kw_only=True)
class HeardRow:
    """One consumer has handled one event. publisher: the service's name; at: when."""

    consumer: str
    publisher: str
    event_id: str
    name: str
    at: datetime

    @property
    def place(self) -> str:
        """Where a page of rows ends: the next one goes on after it."""
        return f"{self.at.isoformat()}~{inbox_key(self.consumer, self.publisher, self.event_id)}"


def inbox_key(consumer: str, publisher: str, event_id: str) -> str:
    """The id of an inbox row."""
    return f"{consumer}|/cimi/{publisher}|{event_id}"


class Correspondence:
    """Reads the outbox, the inbox and the replies of one service; changes nothing."""

    def __init__(self, database: Database) -> None:
        outbox = Outbox(database)
        self._published = [outbox.rows, outbox.archived]
        self._inbox = database.collection("inbox")
        self._replies = database.collection("replies")

    def told(self, *, correlation_ids: Sequence[str], subjects: Sequence[str]) -> list[Document]:
        """The events of some chains or about some subjects, oldest first, at most 2000.

        `{event_id, name, subject, sequence, at, sent, correlation_id, causation_id, actor_kind, actor_role, about,
        command}`; sent: when, or None; about: the ids in its data, by field; command: what a request asked for, if one caused it.
        """
        fits = {"$or": [{"correlation_id": {"$in": list(correlation_ids)}}, {"subject": {"$in": list(subjects)}}]}
        rows = [
            row for kept in self._published for row in kept.find(fits, sort=[("_id", ASCENDING)], limit=MOST_OF_A_CHAIN)
        ]
        documents = [(row, json.loads(row["body"])) for row in sorted(rows, key=lambda row: row["_id"])]
        commands = self._commands({_request_of(document) for _, document in documents})
        return [_told(row, document) | {"command": commands.get(_request_of(document))} for row, document in documents]

    def unknown(self, event_ids: Iterable[str]) -> list[str]:
        """Those of these events that are in no outbox row."""
        asked = set(event_ids)
        for kept in self._published:
            asked -= {row["_id"] for row in kept.find({"_id": {"$in": list(asked)}}, {"_id": True})}
        return sorted(asked)

    def sendable(
        self,
        *,
        names: Sequence[str] | None = None,
        ids: Sequence[str] | None = None,
        subject: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> dict[str, int]:
        """How many of each event `Outbox.send_again` would send for the same arguments."""
        wanted = chosen(names=names, ids=ids, subject=subject, since=since, until=until)
        counts: Counter[str] = Counter()
        for kept in self._published:
            counted = kept.aggregate([{"$match": wanted}, {"$group": {"_id": "$name", "count": {"$sum": 1}}}])
            counts.update({row["_id"]: row["count"] for row in counted})
        return dict(sorted(counts.items()))

    def heard(self, keys: Iterable[str]) -> list[HeardRow]:
        """The inbox rows of these ids."""
        return [_heard(row) for row in self._inbox.find({"_id": {"$in": list(keys)}})]

    def heard_between(self, since: datetime, until: datetime, *, after: str = "", limit: int) -> list[HeardRow]:
        """What was handled from `since` until before `until`, oldest first; `after`: the place where a page ended."""
        clauses: list[Document] = [{"at": {"$gte": since, "$lt": until}}]
        if after:
            moment, _, key = after.partition("~")
            at = datetime.fromisoformat(moment)
            clauses.append({"$or": [{"at": {"$gt": at}}, {"at": at, "_id": {"$gt": key}}]})
        oldest_first = [("at", ASCENDING), ("_id", ASCENDING)]
        return [_heard(row) for row in self._inbox.find({"$and": clauses}, sort=oldest_first, limit=limit)]

    def _commands(self, requests: set[str]) -> dict[str, str]:
        rows = self._replies.find({"_id": {"$in": list(requests)}}, {"command": True})
        return {row["_id"]: row["command"] for row in rows}


def _request_of(document: dict[str, Any]) -> str:
    """The id of the reply that was stored with the event, if a request caused it."""
    return f"{document.get('actorkind')}:{document.get('actorid')}|{document.get('causationid')}"


def _told(row: Document, document: dict[str, Any]) -> Document:
    return {
        "event_id": row["_id"],
        **{field: row[field] for field in ("name", "subject", "sequence", "at", "sent")},
        "correlation_id": document["correlationid"],
        "causation_id": document.get("causationid", ""),
        "actor_kind": document.get("actorkind", ""),
        "actor_role": document.get("actorrole", ""),
        "about": {key: value for key, value in document["data"].items() if key.endswith("_id") and value},
    }


def _heard(row: Document) -> HeardRow:
    consumer, source, event_id = row["_id"].split("|", 2)
    return HeardRow(
        consumer=consumer, publisher=source.removeprefix("/cimi/"), event_id=event_id, name=row["name"], at=row["at"]
    )
