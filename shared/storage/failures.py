"""How often a message has failed because of a bug: the only failures that are counted, each consumer for itself."""

from typing import cast

from pymongo import ASCENDING, ReturnDocument

from shared.storage.database import Database, Document
from shared.storage.identity import now


class Failures:
    """Rows `{_id: consumer|message, count, at}`, kept for 30 days.

    Written outside of the handler's transaction, which was rolled back. Waiting for an earlier fact, for the database
    or for the broker is no failure, so the broker's own count of rejections does not tell.
    """

    def __init__(self, database: Database) -> None:
        self._rows = database.collection("failures")

    def create_indexes(self) -> None:
        """Rows are removed by age."""
        self._rows.create_index([("at", ASCENDING)], expireAfterSeconds=30 * 24 * 3600)

    def count(self, key: str) -> int:
        """One more; answers how many by now."""
        row = self._rows.find_one_and_update(
            {"_id": key},
            {"$inc": {"count": 1}, "$set": {"at": now()}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return int(cast(Document, row)["count"])  # upserted, so never None
