"""How long after its commit a fact has been handled, one at a time in an idle system."""

import random
import threading
import time
from typing import Any

from pymongo.errors import PyMongoError

from shared.storage import new_id
from tests.bench import letters
from tests.bench.desk import Register
from tests.bench.measure import percentile
from tests.bench.stage import Corner, Stage

LETTERS = 400
PAUSES = (0.02, 0.12)
SEED = 7


class Watch:
    """Notes when each letter's receipt shows: seen through a change stream, so its own delay is measured as well."""

    def __init__(self, corner: Corner) -> None:
        self._stream = corner.database.collection("receipts").watch([{"$match": {"operationType": "insert"}}])
        self._seen: dict[str, float] = {}
        self._another = threading.Condition()
        threading.Thread(target=self._look, daemon=True).start()

    def wait_for(self, letter_id: str) -> float:
        """When it was handled, by the monotonic clock. Raises TimeoutError after 20 s."""
        with self._another:
            if not self._another.wait_for(lambda: letter_id in self._seen, timeout=20):
                raise TimeoutError("a letter has no receipt")
            return self._seen[letter_id]

    def close(self) -> None:
        """Look no more."""
        self._stream.close()

    def _look(self) -> None:
        try:
            for change in self._stream:
                with self._another:
                    self._seen[change["fullDocument"]["letter_id"]] = time.monotonic()
                    self._another.notify_all()
        except (PyMongoError, StopIteration):
            return  # it was closed; whoever still waits says so


def measure(stage: Stage) -> dict[str, Any]:
    """Milliseconds from the end of the commit to the sight of the receipt, for each of many letters."""
    with stage.corner() as corner:
        letters.furnish(corner)
        letters.start_host(corner)
        letters.start_relay(corner)
        register, watch = Register(corner.database), Watch(corner)
        pauses = random.Random(SEED)  # noqa: S311  # so that no letter keeps step with anybody's clock
        taken = []
        for place in range(LETTERS + 10):
            time.sleep(pauses.uniform(*PAUSES))
            letter_id = new_id()
            corner.database.transact(
                lambda letter_id=letter_id: register.arrive(letter_id, "UY"), cause=letters.cause()
            )
            committed = time.monotonic()
            handled = watch.wait_for(letter_id)
            if place >= 10:  # the first ones warm everything up
                taken.append(1000 * (handled - committed))
        watch.close()
        return {"letters": LETTERS, "p50": percentile(taken, 50), "p99": percentile(taken, 99), "longest": max(taken)}
