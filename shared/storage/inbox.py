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
        if self.rows.find_one({"_id": _key(consumer, envelope)}, session=self._database.session):
            raise AlreadyHandled(_key(consumer, envelope))
        self.enter_first(consumer, envelope)

    def enter_first(self, consumer: str, envelope: Envelope) -> None:
        """The same without a look beforehand, as the first act of a transaction: AlreadyHandled is the end of that.

        A duplicate key aborts the transaction it happens in; nearly every delivery is the first and need not look.
        """
        row = {"_id": _key(consumer, envelope), "name": envelope.event.name, "at": self._database.cause.at}
        try:
            self.rows.insert_one(row, session=self._database.session)
        except DuplicateKeyError as error:
            raise AlreadyHandled(row["_id"]) from error


def _key(consumer: str, envelope: Envelope) -> str:
    return f"{consumer}|{envelope.source}|{envelope.id}"
