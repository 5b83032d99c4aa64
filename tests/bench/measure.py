"""What a round of work took: wall time, and the processors' time of the processes concerned, as the kernel counts it."""

import os
import resource
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Round:
    """One round. seconds: wall time; cpu: processor seconds of the program measured; servers: of its servers."""

    events: int
    seconds: float
    cpu: float
    servers: float

    @property
    def rate(self) -> float:
        """Events per second."""
        return self.events / self.seconds

    @property
    def cpu_and_servers(self) -> float:
        """Processor seconds per event, of everybody."""
        return (self.cpu + self.servers) / self.events


def processor_seconds(pids: Iterable[int]) -> float:
    """What these processes have used so far, all their threads together; 0 for one that is gone."""
    return sum(_ticks(pid) for pid in pids) / TICKS


def own_processor_seconds() -> float:
    """What this process has used so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(") ")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def ratios(ours: Sequence[Round], limit: Sequence[Round]) -> list[float]:
    """Ours against the limit, each round against the one that ran beside it."""
    return [one.rate / other.rate for one, other in zip(ours, limit, strict=True)]


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """The median, the lowest and the highest."""
    return statistics.median(values), min(values), max(values)


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that at least so many percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
