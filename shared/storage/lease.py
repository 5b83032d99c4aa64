"""A lease: only one process at a time does what is leased, and a dead one's turn ends by itself."""

from datetime import timedelta

from pymongo.errors import DuplicateKeyError

from shared.storage.database import Database
from shared.storage.identity import now


class Lease:
    """The lease `name` of a service for `holder` (an id of the process), good for `seconds` from each renewal."""

    def __init__(self, database: Database, name: str, holder: str, seconds: float) -> None:
        self._rows = database.collection("leases")
        self._name = name
        self._holder = holder
        self._seconds = seconds

    def hold(self) -> bool:
        """Take or renew it; False while somebody else has it."""
        at = now()
        try:
            self._rows.update_one(
                {"_id": self._name, "$or": [{"holder": self._holder}, {"until": {"$lt": at}}]},
                {"$set": {"holder": self._holder, "until": at + timedelta(seconds=self._seconds)}},
                upsert=True,
            )
        except DuplicateKeyError:
            return False
        return True

    def release(self) -> None:
        """Give it back, so that the next one need not wait."""
        self._rows.delete_one({"_id": self._name, "holder": self._holder})
