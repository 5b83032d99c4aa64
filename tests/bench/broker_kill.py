"""What becomes of letters that were taken when the broker is killed in the middle of the work."""

import re
import time
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from typing import Any

from shared.messaging.topology import connection
from tests.bench import peers_home
from tests.bench.stage import Corner, Stage, until
from tests.bench.systems import SYSTEMS, System

LETTERS = 3_000
KILLED_AFTER = 1_000
DOWN = 3.0
QUIET = 15.0
LONGEST = 120.0
LETTER = re.compile(r"^[0-9a-f]{8}-[0-9a-f-]{27}$", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """taken: acknowledged to who posted; the others count letters. again: the same event, under its own id, once more."""

    taken: int
    receipts_lost: int
    receipts_doubled: int
    events_lost: int
    events_doubled: int
    events_again: int
    restarts: int
    stuck: bool


def measure(stage: Stage) -> dict[str, Any]:
    """The outcome for each system."""
    peers_home.install()
    return {"letters": LETTERS, "outcomes": {system.name: asdict(_survive(stage, system)) for system in SYSTEMS}}


def _survive(stage: Stage, system: System) -> Outcome:
    with stage.corner() as corner:
        system.start(corner)
        care = Care(system, corner)
        system.start_posting(corner, LETTERS, "posting")
        until(lambda: len(_taken(corner)) >= KILLED_AFTER and system.kept(corner) > KILLED_AFTER // 5)
        stage.kill_the_broker()
        time.sleep(DOWN)
        stage.rabbit.start()
        until(lambda: care.look() and not corner.pids("posting"))
        stuck = not care.settle()
        if stuck:
            care.restart_all()
            care.settle()
        return _judge(system, corner, care.restarts, stuck=stuck)


class Care:
    """Starts again what has died, as a supervisor would, and knows when nothing moves any more."""

    def __init__(self, system: System, corner: Corner) -> None:
        self.restarts = 0
        self._system = system
        self._corner = corner

    def look(self) -> bool:
        """Start again what has died; always true."""
        for name in self._system.workers:
            if not self._corner.pids(name):
                self.restarts += 1
                self._system.start_worker(self._corner, name)
        return True

    def settle(self) -> bool:
        """Wait until everything taken has been kept and told of, or nothing has moved for a while: then False."""
        deadline, seen, moved_at = time.monotonic() + LONGEST, (0, 0), time.monotonic()
        while time.monotonic() < deadline and time.monotonic() < moved_at + QUIET:
            self.look()
            now = (self._system.kept(self._corner), self._system.told_of(self._corner))
            if now != seen:
                seen, moved_at = now, time.monotonic()
            if min(seen) > LETTERS and time.monotonic() > moved_at + QUIET / 3:
                return True
            time.sleep(0.5)
        return False

    def restart_all(self) -> None:
        """What an operator does in the end."""
        for name in self._system.workers:
            self._corner.end(name)
        self.look()


def _taken(corner: Corner) -> set[str]:
    return set(LETTER.findall(corner.log_of("posting").read_text("utf-8")))


def _judge(system: System, corner: Corner, restarts: int, *, stuck: bool) -> Outcome:
    taken = _taken(corner)
    kept = Counter(row["letter_id"] for row in corner.database.collection("receipts").find({}, {"letter_id": True}))
    told: dict[str, Counter[str]] = defaultdict(Counter)
    with connection(corner.amqp_url) as connected:
        channel = connected.channel()
        while (message := channel.basic_get(system.after)) is not None:
            letter_id, event_id = system.told(message)
            told[letter_id][event_id] += 1
    return Outcome(
        taken=len(taken),
        receipts_lost=len(taken - kept.keys()),
        receipts_doubled=sum(count > 1 for count in kept.values()),
        events_lost=len(taken - told.keys()),
        events_doubled=sum(len(events) > 1 for events in told.values()),
        events_again=sum(max(events.values()) > 1 for events in told.values()),
        restarts=restarts,
        stuck=stuck,
    )
