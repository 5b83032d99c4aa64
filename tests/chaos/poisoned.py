"""Poison as it was injected: what must be found among the parked, byte for byte."""

import hashlib
import threading
from collections import Counter

from tests.chaos.evidence import Bytes


class Poisoned:
    """What was injected. deleted: that of it which an operator may have deleted with its queue, before it was parked."""

    def __init__(self) -> None:
        self.bytes: Counter[Bytes] = Counter()
        self.deleted: Counter[Bytes] = Counter()
        self._lock = threading.Lock()

    def note(self, service: str, body: bytes) -> None:
        """These bytes are in the inbox of `service`."""
        with self._lock:
            self.bytes[service, hashlib.sha256(body).hexdigest()] += 1

    def lose_queue(self, service: str, parked: Counter[Bytes]) -> None:
        """The inbox of `service` was deleted when this much was parked there; who knows what was in it."""
        with self._lock:
            there = Counter({which: count for which, count in self.bytes.items() if which[0] == service})
            self.deleted += there - parked
