"""One seed: load and faults at once, everything healed, everything at rest, everything looked at."""

import random
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

import amqp
from pymongo.errors import PyMongoError

from shared.testing.servers import ServerUnavailable
from tests.chaos import checker, gathering, quiet
from tests.chaos.evidence import Finding
from tests.chaos.history import Act, History, Json
from tests.chaos.letterbox import Letterbox
from tests.chaos.load import Load, Staff
from tests.chaos.logs import Logs
from tests.chaos.poisoned import Poisoned
from tests.chaos.scene import Scene
from tests.chaos.system import System
from tests.chaos.trouble import ORDERLY, Trouble
from tests.chaos.waiting import Hangs


@dataclass(kw_only=True)
class Outcome:
    """One row of the table. findings: what must not be; hangs: what never came to rest.

    not_done: faults that could not be made, since another had hit what they need.
    """

    seed: int
    seconds: float = 0.0
    events: int = 0
    requests: int = 0
    acknowledged: int = 0
    unanswered: int = 0
    emails: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    doubled: int = 0
    other: int = 0
    redelivered: int = 0
    recovery: float = 0.0
    rest: float = 0.0
    hangs: str = ""
    not_done: dict[str, int] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Nothing found and nothing hung."""
        return not self.findings and not self.hangs

    def note(self, finding: Finding) -> None:
        """This was found."""
        self.findings.append(str(finding))
        if finding.kind in ("lost", "doubled"):
            setattr(self, finding.kind, getattr(self, finding.kind) + len(finding.ids))
        else:
            self.other += len(finding.ids)

    def to_json(self) -> Json:
        """For build/chaos.json."""
        return asdict(self)


class Arena:
    """A running system through many seeds, with all that was ever asked of it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.system = System(folder)
        self.history = History(folder / "history.jsonl")
        self.outside: Counter[str] = Counter()
        self.poisoned = Poisoned()
        self.facts = 0

    def start(self) -> None:
        """Start the system and sign the staff in."""
        self.system.start()
        self.staff = Staff(self.system, self.history)
        self.letterbox = Letterbox(self.system.post)
        self.logs = Logs(self.system.folder / "processes" / "log")

    def stop(self) -> None:
        """End it; the folder stays."""
        self.system.stop()
        self.history.close()

    def play(self, seed: int, seconds: float, only: tuple[str, ...] = ()) -> Outcome:
        """One seed of so many seconds of faults."""
        outcome, began = Outcome(seed=seed), time.monotonic()
        acts, copies = len(self.history.acts), len(self.system.post.copies)
        office = self.staff.secretariat.beside("operator")
        scene = Scene(
            self.system, office, self.history, self.poisoned, random.Random(f"faults {seed}"), threading.Event()
        )
        trouble, load = Trouble(scene, only), Load(self.staff, self.letterbox, seed)
        try:
            self._bring_to_rest(trouble, load, seconds, outcome)
        except (Hangs, ServerUnavailable) as hangs:
            outcome.hangs = str(hangs)
        outcome.redelivered = self.logs.redelivered()
        for finding in [*self._found(outcome), *come_again(outcome, trouble)]:
            outcome.note(finding)
        asked = self.history.acts[acts:]
        outcome.requests = len(asked)
        outcome.acknowledged = sum(act.acknowledged for act in asked)
        outcome.unanswered = sum(not act.acknowledged and not act.refused for act in asked)
        outcome.emails = len(self.system.post.copies) - copies
        outcome.events, self.facts = self._facts - self.facts, self._facts
        outcome.faults = dict(Counter(name for _, _, name, _ in trouble.done))
        outcome.not_done = dict(Counter(name for name, _ in trouble.failed))
        outcome.recovery = longest_recovery(asked, [ended for _, ended, _, _ in trouble.done])
        outcome.seconds = time.monotonic() - began
        self._note(seed, trouble)
        return outcome

    def _bring_to_rest(self, trouble: Trouble, load: Load, seconds: float, outcome: Outcome) -> None:
        """Load and faults, then neither. Raises Hangs or ServerUnavailable when it does not come to rest."""
        load.start()
        try:
            trouble.make(seconds)
            self.system.heal()
            if not self.history.next_acknowledgement(patience=60.0):
                raise Hangs("nobody has been answered for a minute after everything was healed")
        finally:
            load.end()
        outcome.rest = quiet.settle(self.system, self.staff.secretariat)

    def _found(self, outcome: Outcome) -> list[Finding]:
        """What must not be; of a system that hangs, what can still be told."""
        try:
            return self.look()
        except (PyMongoError, amqp.AMQPError, OSError) as error:
            if not outcome.hangs:
                raise
            outcome.hangs += f"; it could not be looked at: {type(error).__name__}"
            return []

    def look(self) -> list[Finding]:
        """What must not be."""
        quiet.drain_outside(self.system, self.outside)
        with self.system.database() as client:
            evidence = gathering.gather(client, self.history.acts, self.system.post, self.outside, self.poisoned)
        self._facts = len(evidence.facts)
        return checker.check(evidence)

    _facts = 0

    def _note(self, seed: int, trouble: Trouble) -> None:
        with (self.system.folder / "faults.txt").open("a", encoding="utf-8") as file:
            for began, ended, name, how in trouble.done:
                file.write(f"{seed} {clock(began)} to {clock(ended)} {name} {how}\n")
            for name, error in trouble.failed:
                file.write(f"{seed} {name} could not be done: {type(error).__name__}: {error}\n")


def come_again(outcome: Outcome, trouble: Trouble) -> list[Finding]:
    """Who is asked to end settles what is in hand, so nothing comes again when that is all the trouble there was."""
    happened = {*(name for _, _, name, _ in trouble.done), *(name for name, _ in trouble.failed)}
    if not happened or not happened <= ORDERLY or not outcome.redelivered:
        return []
    what = f"messages that came again although every process was only asked to end: {outcome.redelivered}"
    return [Finding("doubled", what, ("see the logs",))]


def longest_recovery(acts: list[Act], ends: list[float]) -> float:
    """The longest time in seconds from the end of a fault to the next acknowledgement of what was asked after it."""
    done = sorted((one.sent, one.answered) for act in acts for one in act.attempts if 200 <= one.status < 300)
    waits = [min((answered - end for sent, answered in done if sent >= end), default=0.0) for end in ends]
    return max(waits, default=0.0)


def clock(moment: float) -> str:
    """A time of day with tenths of a second, as the logs have it (UTC)."""
    return time.strftime("%H:%M:%S", time.gmtime(moment)) + f".{int(moment * 10) % 10}"
