"""The benches of messaging: `python -m tests.bench [figure]` measures everything, or one figure alone.

Everything at once is also written to build/bench-messaging.json and into the tables of docs/performance.md, which so
are of one run; a figure alone is only printed.
"""

import dataclasses
import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from tests.bench import broker_kill, growth, idle, latency, machine, peers_compared, relay, subscriber, tables
from tests.bench.stage import ROOT, Stage

RESULT = ROOT / "build" / "bench-messaging.json"
DOCUMENT = ROOT / "docs" / "performance.md"

FIGURES: Mapping[str, Callable[[Stage], dict[str, Any]]] = {
    "relay": relay.measure,
    "subscriber": subscriber.measure,
    "latency": latency.measure,
    "idle": idle.measure,
    "peers": peers_compared.measure,
    "broker-kill": broker_kill.measure,
    "growth": growth.measure,
}


def main() -> str | None:
    """Measure, print, write."""
    chosen = sys.argv[1:] or list(FIGURES)
    if unknown := set(chosen) - FIGURES.keys():
        return f"There is no figure {', '.join(unknown)}; there are {', '.join(FIGURES)}."
    stage = Stage()
    found: dict[str, Any] = {"machine": machine.facts(stage)}
    try:
        for name in chosen:
            began = time.monotonic()
            found[name] = _plain(FIGURES[name](stage))
            print(f"\n{tables.of(name, found[name])}\n({name}: {time.monotonic() - began:.0f} s)", flush=True)
    finally:
        stage.close()
    if chosen == list(FIGURES):
        RESULT.write_text(json.dumps(found, indent=1), "utf-8")
        tables.write(DOCUMENT, found)
    return None


def _plain(found: Any) -> Any:
    """What was found, as JSON has it."""
    return json.loads(json.dumps(found, default=dataclasses.asdict))


if __name__ == "__main__":
    sys.exit(main())
