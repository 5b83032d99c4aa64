"""The inbox: what has been handled, noted in the same transaction as what the handling did."""

from pymongo import ASCENDING
from pymongo.errors import DuplicateKeyError

from shared.contracts.envelope import Envelope
from shared.storage.database import Database


class AlreadyHandled(Exception):
    """This consumer has handled this event before: nothing more to do."""


class Inbox:
    """Rows `{_id: consumer|source|event id, name, at}`; a consumer is one entrypoint, never a whole service."""

    def __init__(self, database: Database) -> None:
        self.rows = database.collection("inbox")
        self._database = database

    def create_indexes(self) -> None:
        """Rows are removed by age."""
        self.rows.create_index([("at", ASCENDING)], expireAfterSeconds=400 * 24 * 3600)

    def enter(self, consumer: str, envelope: Envelope) -> None:
        """Note in the open transaction that `consumer` handles this event. Raises AlreadyHandled if it has before."""
        key = f"{consumer}|{envelope.source}|{envelope.id}"
        # A duplicate key inside a transaction aborts it, so the ordinary redelivery is looked up first.
        if self.rows.find_one({"_id": key}, session=self._database.session):
            raise AlreadyHandled(key)
        try:
            self.rows.insert_one(
                {"_id": key, "name": envelope.event.name, "at": self._database.cause.at},
                session=self._database.session,
            )
        except DuplicateKeyError as error:
            raise AlreadyHandled(key) from error
