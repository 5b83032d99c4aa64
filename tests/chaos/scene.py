"""What a fault works on: a running system, and somebody to repair it."""

import random
import threading
import time
from dataclasses import dataclass

from tests.chaos.client import Client
from tests.chaos.history import History
from tests.chaos.poisoned import Poisoned
from tests.chaos.system import System

LONGEST = 10.0


@dataclass(frozen=True)
class Scene:
    """What a fault works on. office: an operator; chance: its own; stop: set when the time for faults is over."""

    system: System
    office: Client
    history: History
    poisoned: Poisoned
    chance: random.Random
    stop: threading.Event

    def last(self, seconds: float) -> None:
        """Let a fault hold for a while."""
        self.stop.wait(seconds)

    def a_while(self) -> float:
        """How long a fault holds: mostly a few seconds, at most ten."""
        return min(LONGEST, 1.0 + self.chance.expovariate(1 / 2.5))

    def right_after_an_acknowledgement(self) -> None:
        """Wait for the moment when most is on its way and least is written down."""
        self.history.next_acknowledgement(patience=2.0)
        time.sleep(self.chance.choice((0.0, 0.0, 0.01, 0.03)))
