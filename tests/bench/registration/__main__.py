"""The bench of registration: `python -m tests.bench.registration [--small]`, against their aims.

The whole of it puts a million applications into a database of its own and writes its tables into docs/performance.md;
--small only shows that it works. The figures are also in build/bench-registration.json.
"""

import argparse
import json
from typing import Any

from tests.bench import machine, selection, tables
from tests.bench.registration import pages, submissions
from tests.bench.registration.system import system
from tests.bench.stage import ROOT, Stage

RESULT = ROOT / "build" / "bench-registration.json"
DOCUMENT = ROOT / "docs" / "performance.md"
AIMS = {"cpu_ms": 16.0, "per_second": 100.0, "p50": 60.0, "p99": 150.0, "ratio": 1.5}
SIZES = (1_000, 100_000, 1_000_000)
SMALL = (1_000, 20_000)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.registration", description=__doc__)
    parser.add_argument("--small", action="store_true", help="few rounds and at most 20 000 applications")
    small = parser.parse_args().small
    stage = Stage()
    try:
        found: dict[str, Any] = {"machine": machine.facts(stage)}
        with system(stage) as running:
            found["submissions"] = submissions.measure(running, rounds=1 if small else 3, each=60 if small else 300)
            told = ["### Submissions\n\n" + _of_submissions(found["submissions"])]
            print(told[-1], flush=True)
            sizes, looks = (SMALL, 20) if small else (SIZES, 100)
            found["pages"] = pages.measure(running, sizes=sizes, looks=looks)
            told.append("### Pages of staff\n\n" + _of_pages(found["pages"]))
            print(told[-1], flush=True)
    finally:
        stage.close()
    told.append("### A proposal\n\n" + selection.table())
    print(told[-1])
    if not small:
        RESULT.write_text(json.dumps(found, indent=1), "utf-8")
        tables.put(DOCUMENT, "make bench-registration", [tables.machine(found["machine"]), *told])


def _of_submissions(found: dict[str, Any]) -> str:
    waits = found["post_to_email_ms"]
    lines = [
        "| figure | measured | aim |",
        "|---|---|---|",
        f"| processor per submitted application, all processes | {found['cpu_ms']:.1f} ms | {AIMS['cpu_ms']:.0f} ms |",
        f"| submissions per second, 8 clients | {found['per_second']:.0f} | {AIMS['per_second']:.0f} |",
        f"| POST to email, 2 clients, p50 | {waits['p50']:.0f} ms | {AIMS['p50']:.0f} ms |",
        f"| POST to email, 2 clients, p99 | {waits['p99']:.0f} ms | {AIMS['p99']:.0f} ms |",
        f"| processor per application taken under review, with its email | {found['reviewed_cpu_ms']:.1f} ms | |",
        f"| submissions that were answered 503 and sent again | {found['sent_again']} | 0 |",
        "",
        "| process | ms per submission |",
        "|---|---|",
        *(f"| {name} | {used:.1f} |" for name, used in found["where"].items()),
    ]
    return "\n".join(lines)


def _of_pages(found: dict[str, Any]) -> str:
    sizes = list(found)
    lines = [f"| page | {' | '.join(f'p99 with {int(size):,}' for size in sizes)} | ratio | aim |"]
    lines.append("|---" * (len(sizes) + 3) + "|")
    for page in found[sizes[0]]:
        waits = [found[size][page]["p99"] for size in sizes]
        told = " | ".join(f"{wait:.0f} ms" for wait in waits)
        lines.append(f"| {page} | {told} | {waits[-1] / waits[0]:.2f} | {AIMS['ratio']} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
