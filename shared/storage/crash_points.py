"""Named places at which a process can be made to fail, so that tests show what a failure there costs: nothing.

A process that is started with `CRASH_AT=<point>[:<how>[:<time>]]` in its environment fails when it reaches the point
for the <time>-th time, once, and says so on its standard error. Without it a point does nothing. How it fails:

    kill       it is gone at once, as after kill -9 or a power cut; so it is unless something else is said
    exception  a bug is raised there
    hang       its thread stands still, the operating system's and not only a green one
    sigterm    it is told to end there, and goes on
"""

import os
import signal

POINTS = (
    "request.before_transaction",
    "request.before_commit",
    "request.after_commit",
    "relay.after_read",
    "relay.mid_batch",
    "relay.all_sent",
    "relay.confirmed",
    "relay.returned",
    "relay.nacked",
    "consumer.before",
    "consumer.inside",
    "consumer.after_commit",
    "consumer.after_ack",
    "consumer.after_reject",
    "park.before_insert",
    "park.after_insert",
    "replay.inside",
    "email.claimed",
    "email.before_data",
    "email.answered",
    "email.written_down",
)
HOWS = ("kill", "exception", "hang", "sigterm")


class CrashPointReached(Exception):
    """The bug that `exception` stands for: nothing in the project expects it."""


class _Plan:
    """What CRASH_AT asks for. Raises ValueError unless there is such a point and such a way to fail."""

    def __init__(self, asked: str) -> None:
        self.point, _, rest = asked.partition(":")
        self._how, _, time = rest.partition(":")
        self._how = self._how or "kill"
        self._left = int(time or 1)
        if self.point not in POINTS or self._how not in HOWS or self._left < 1:
            raise ValueError(f"CRASH_AT={asked} names no crash point or no way to fail there")

    def meet(self) -> None:
        """The point is reached once more."""
        self._left -= 1
        if self._left:
            return
        os.write(2, f"CRASH_AT: {self._how} at {self.point}\n".encode())  # logging could wait for a lock
        match self._how:
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "exception":
                raise CrashPointReached(self.point)
            case "hang":
                while True:  # a signal that is handled wakes it
                    signal.pause()
            case "sigterm":
                os.kill(os.getpid(), signal.SIGTERM)


_plan = _Plan(os.environ["CRASH_AT"]) if os.environ.get("CRASH_AT") else None


def reach(point: str) -> None:
    """This is the point of that name; each stands in one line of the product."""
    if _plan is not None and _plan.point == point:
        _plan.meet()
