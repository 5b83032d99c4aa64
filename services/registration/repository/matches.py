"""Where it is kept which people may be one, and what was decided about them."""

from collections.abc import Collection

from pymongo import ASCENDING

from services.registration.model.match import Match, MatchStatus
from shared.contracts.event import Event
from shared.storage import Database, Documents


class Matches:
    """Matches by id, and by the people they are about."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "matches", Match)

    def create_indexes(self) -> None:
        """Two people are asked about once."""
        rows = self._documents.rows
        rows.create_index([("person_ids.0", ASCENDING), ("person_ids.1", ASCENDING)], name="one_pair", unique=True)
        rows.create_index([("person_ids", ASCENDING)])
        rows.create_index([("status", ASCENDING), ("_id", ASCENDING)])

    def get(self, match_id: str, *, version: int | None = None) -> Match:
        """The match, or a refusal when there is none or the page was stale."""
        return self._documents.get(match_id, version=version)

    def add(self, match: Match) -> Match:
        """Keep a new one."""
        return self._documents.add(match)

    def save(self, match: Match, *events: Event) -> Match:
        """Keep the next version."""
        return self._documents.save(match, *events)

    def of_people(self, person_ids: Collection[str]) -> list[Match]:
        """Those about any of these."""
        return list(self._documents.find({"person_ids": {"$in": sorted(person_ids)}}))

    def page(self, status: MatchStatus, *, after: str = "", limit: int = 0) -> list[Match]:
        """The next of one status."""
        return list(self._documents.find({"status": status, "_id": {"$gt": after}}, limit=limit))
