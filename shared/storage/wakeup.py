"""Knowing at once that something new is there, so that whoever waits for it need not ask all the time."""

import logging
import threading
import time
from typing import Any

from pymongo.collection import Collection
from pymongo.errors import PyMongoError

PAUSE = 1.0

_log = logging.getLogger(__name__)


class Wakeup:
    """Watches one collection through a change stream, in a thread of the operating system.

    Without the stream, while the database is away, whoever waits goes on by the clock alone.
    """

    def __init__(self, rows: Collection[dict[str, Any]]) -> None:
        self._rows = rows
        self._something = threading.Event()
        threading.Thread(target=self._watch, daemon=True, name=f"watch of {rows.name}").start()

    def wait(self, longest: float) -> None:
        """Come back when a document was inserted since the last time, after `longest` seconds at the latest."""
        self._something.wait(longest)
        self._something.clear()

    def _watch(self) -> None:
        inserts: list[dict[str, Any]] = [{"$match": {"operationType": "insert"}}, {"$project": {"_id": 1}}]
        while True:
            try:
                with self._rows.watch(inserts) as stream:
                    for _ in stream:
                        self._something.set()
            except PyMongoError as error:
                _log.warning("%s cannot be watched: %s", self._rows.name, error)
                time.sleep(PAUSE)
