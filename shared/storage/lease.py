"""A lease: only one process at a time does what is leased, and a dead one's turn ends by itself.

Every change of hands raises the lease's token. Whoever writes in the name of a lease writes in a transaction in which
it still has that token (`renew`), so that a holder who slept through the end of its turn changes nothing any more.
"""

import contextlib
import time
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from shared.storage.database import Database


class LeaseLost(Exception):
    """Somebody else has had the lease since: what was about to be written must not be."""


class Lease:
    """The lease `name` of a service for `holder` (an id of the process), good for `seconds` from each renewal.

    The end of a turn is kept and compared in the database's time, so no two clocks need agree.
    """

    def __init__(self, database: Database, name: str, holder: str, seconds: float) -> None:
        self._database = database
        self._rows = database.collection("leases")
        self._name = name
        self._holder = holder
        self._seconds = seconds
        self._token = 0
        self._fresh_until = 0.0

    def hold(self) -> bool:
        """Take or renew it; False while somebody else has it. Asks the database once in a third of the turn."""
        if time.monotonic() < self._fresh_until:
            return True
        asked_at = time.monotonic()
        held = self._take()
        if held is None:
            with contextlib.suppress(DuplicateKeyError):  # it was never anybody's
                self._rows.insert_one({"_id": self._name, "holder": "", "token": 0, "until": None})
                held = self._take()
        self._token = held["token"] if held else 0
        self._fresh_until = asked_at + self._seconds / 3 if held else 0.0
        return held is not None

    def renew(self) -> None:
        """In the open transaction, renew it. Raises LeaseLost when the token is no longer ours."""
        asked_at = time.monotonic()
        renewed = self._rows.update_one(
            {"_id": self._name, "token": self._token}, [{"$set": self._turn()}], session=self._database.session
        )
        if not renewed.matched_count:
            self._fresh_until = 0.0
            raise LeaseLost(self._name)
        self._fresh_until = asked_at + self._seconds / 3

    def release(self) -> None:
        """Give it back, so that the next one need not wait."""
        self._rows.update_one({"_id": self._name, "token": self._token}, {"$set": {"until": None}})
        self._fresh_until = 0.0

    def _take(self) -> dict[str, Any] | None:
        mine = {"$eq": ["$holder", self._holder]}
        free = {"$lte": [{"$ifNull": ["$until", "$$NOW"]}, "$$NOW"]}
        raised = {"$cond": [mine, "$token", {"$add": ["$token", 1]}]}
        return self._rows.find_one_and_update(
            {"_id": self._name, "$expr": {"$or": [mine, free]}},
            [{"$set": {"token": raised}}, {"$set": {"holder": self._holder, **self._turn()}}],
            return_document=ReturnDocument.AFTER,
        )

    def _turn(self) -> dict[str, Any]:
        return {"until": {"$add": ["$$NOW", int(self._seconds * 1000)]}}
