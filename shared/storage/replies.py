"""The replies given to commands, each stored in the transaction of its effect, so that a repeated one is answered."""

from typing import Any

from pymongo import ASCENDING

from shared.contracts.refusal import Refusal
from shared.storage.database import Database


class Replies:
    """Rows `{_id: actor|idempotency key, command, fingerprint, reply, at}`, kept for 30 days."""

    def __init__(self, database: Database) -> None:
        self.rows = database.collection("replies")
        self._database = database

    def create_indexes(self) -> None:
        """Rows are removed by age."""
        self.rows.create_index([("at", ASCENDING)], expireAfterSeconds=30 * 24 * 3600)

    def given(self, key: str, command: str, fingerprint: str) -> dict[str, Any] | None:
        """The reply given before under this key, or None. Refuses the key's use for something else (422)."""
        row = self.rows.find_one({"_id": key}, session=self._database.session)
        if row is None:
            return None
        if (row["command"], row["fingerprint"]) != (command, fingerprint):
            raise Refusal("idempotency-key-reused", "This key was used for a different request.", status=422)
        reply: dict[str, Any] = row["reply"]
        return reply

    def give(self, key: str, command: str, fingerprint: str, reply: dict[str, Any]) -> None:
        """Store the reply in the open transaction."""
        self.rows.insert_one(
            {
                "_id": key,
                "command": command,
                "fingerprint": fingerprint,
                "reply": reply,
                "at": self._database.cause.at,
            },
            session=self._database.session,
        )
