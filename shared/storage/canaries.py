"""Which services were heard lately, and the counting of our own canaries."""

from datetime import datetime
from typing import cast

from pymongo import ReturnDocument

from shared.contracts.event import Event
from shared.storage.database import Database, Document
from shared.storage.outbox import Outbox


class Canaries:
    """Rows `{_id: publisher, heard_at, sung}`; sung: how many of them this service has published itself."""

    def __init__(self, database: Database) -> None:
        self._rows = database.collection("canaries")
        self._outbox = Outbox(database)
        self._database = database

    def create_indexes(self) -> None:
        """None are needed."""

    def sing(self, canary: Event) -> None:
        """Publish the next one, in the open transaction."""
        own = self._rows.find_one_and_update(
            {"_id": canary.subject},
            {"$inc": {"sung": 1}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
            session=self._database.session,
        )
        self._outbox.put(canary.subject, [canary], first=cast(Document, own)["sung"])  # upserted, so never None

    def hear(self, publisher: str, *, at: datetime) -> None:
        """Note in the open transaction that this one sang at that time; an older one changes nothing."""
        self._rows.update_one(
            {"_id": publisher}, {"$max": {"heard_at": at}}, upsert=True, session=self._database.session
        )

    def heard(self) -> dict[str, datetime]:
        """Publisher -> when its last canary that was heard here was sung."""
        return {row["_id"]: row["heard_at"] for row in self._rows.find({"heard_at": {"$exists": True}})}
