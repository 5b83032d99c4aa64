"""The outsider beside the demo: examples/subscriber.py as a process of its own, and what it has printed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.demo.door import Json

SUBSCRIBER = Path(__file__).parents[2] / "examples" / "subscriber.py"
LEAVES_WITHIN = 20


@contextmanager
def listening(address: str, record: Path) -> Iterator[None]:
    """Let the subscriber write what it sees into `record`; without an address there is none."""
    if not address:
        yield
        return
    record.parent.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "CIMI_SUBSCRIBER_URL": address}
    with record.open("w", encoding="utf-8") as printed, record.with_suffix(".log").open("w", encoding="utf-8") as said:
        process = subprocess.Popen([sys.executable, str(SUBSCRIBER)], stdout=printed, stderr=said, env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=LEAVES_WITHIN)


def seen(record: Path) -> list[Json]:
    """The events that the subscriber has printed completely, one a line."""
    lines = record.read_text("utf-8").split("\n")[:-1]
    return [json.loads(line) for line in lines]
