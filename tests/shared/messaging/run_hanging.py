"""Loops that hang, in processes of their own: `relay` and `sender`, with a watchdog of little patience."""

import sys
import time

from services.notifications import sender
from shared.messaging import logs, relay, watchdog

watchdog.WATCH = 0.2
relay.LONGEST_SILENCE = sender.LONGEST_SILENCE = 1.0


class Hanging:
    """A lease, a relay and a delivery; it comes back from the first turn and not from the second."""

    trouble = None
    unanswered = turns = 0

    def hold(self) -> bool:
        """The relay asks for its lease."""
        return self.deliver_next()

    def recover(self) -> None:
        """The sender looks after what others left."""

    def deliver_next(self) -> bool:
        """The sender asks for an email."""
        self.turns += 1
        if self.turns == 2:
            time.sleep(60)
        return False

    def drop(self) -> None:
        """The relay lets go of the broker, since it has no lease."""

    def wait(self, _longest: float) -> None:
        """The relay rests."""


logs.configure(f"hanging {sys.argv[1]}")
hanging = Hanging()
if sys.argv[1] == "relay":
    relay.run(hanging, hanging, hanging, hanging, lambda: False)
else:
    sender.run(hanging, sender.Stop(), wait=hanging.wait)
