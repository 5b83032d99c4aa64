"""Where bulk acts are kept: what was done to which applications at once, so that it can be taken back at once."""

from pymongo import ASCENDING, DESCENDING

from services.registration.model.bulk import Bulk
from shared.storage import Database, Documents


class Bulks:
    """Bulk acts by id; internal to registration, each application publishes its own change."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "bulk_acts", Bulk)

    def create_indexes(self) -> None:
        """The latest of an edition."""
        self._documents.rows.create_index([("edition_id", ASCENDING), ("at", DESCENDING)])

    def get(self, bulk_id: str) -> Bulk:
        """The bulk act of that id, or a refusal when there is none."""
        return self._documents.get(bulk_id)

    def add(self, bulk: Bulk) -> Bulk:
        """Keep a new one."""
        return self._documents.add(bulk)

    def save(self, bulk: Bulk) -> Bulk:
        """Keep the next version of one."""
        return self._documents.save(bulk)

    def latest(self, edition_id: str, *, limit: int) -> list[Bulk]:
        """The newest of an edition first."""
        return list(self._documents.find({"edition_id": edition_id}, sort=[("at", DESCENDING)], limit=limit))
