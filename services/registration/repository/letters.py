"""Where the content of nomination letters is kept, apart from the applications that name them."""

from datetime import datetime

from pymongo import ASCENDING

from shared.contracts.refusal import Refusal
from shared.storage import Database


class Letters:
    """Contents by letter id; a letter that was replaced stays."""

    def __init__(self, database: Database) -> None:
        self._rows = database.collection("letters")
        self._database = database

    def create_indexes(self) -> None:
        """All letters of an application, also those that were replaced."""
        self._rows.create_index([("application_id", ASCENDING)])

    def add(self, letter_id: str, *, application_id: str, content: bytes, at: datetime) -> None:
        """Keep the content of a letter."""
        row = {"_id": letter_id, "application_id": application_id, "content": content, "at": at}
        self._rows.insert_one(row, session=self._database.session)

    def content(self, letter_id: str) -> bytes:
        """The content of a letter."""
        row = self._rows.find_one({"_id": letter_id}, session=self._database.session)
        if row is None:
            raise Refusal("not-found", "There is no such letter.", status=404)
        content: bytes = row["content"]
        return content
