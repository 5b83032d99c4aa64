"""`python -m tests.chaos`: as many seeds as asked for, in one or several systems side by side, and their table.

One system serves many seeds in a row. After a bad one it is kept as it is, in build/chaos, and a fresh one is started.
"""

import argparse
import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.chaos import report
from tests.chaos.seed import Arena, Outcome

BUILD = Path(__file__).parents[2] / "build"
SEEDS_OF_A_SYSTEM = 25


def main() -> int:
    """0 when no seed is bad."""
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to end"))  # so that what was started is ended too
    seeds = range(asked.first, asked.first + asked.seeds)
    only = tuple(name for name in asked.only.split(",") if name)
    if asked.worker:
        for outcome in run(seeds[:: asked.every], asked.seconds, only):
            print(json.dumps(outcome.to_json()), flush=True)
            if asked.until_bad and not outcome.good:
                break
        return 0
    print(report.heading(), flush=True)
    outcomes: list[Outcome] = []

    def note(outcome: Outcome) -> None:
        outcomes.append(outcome)
        print(report.row(outcome), flush=True)

    if asked.jobs == 1:
        for outcome in run(seeds, asked.seconds, only):
            note(outcome)
    else:
        side_by_side(asked, note)
    outcomes.sort(key=lambda one: one.seed)
    print("\n".join(report.ending(outcomes)))
    report.write(BUILD / "chaos.json", outcomes)
    missing = len(seeds) - len(outcomes)
    if missing:
        print(f"{missing} seeds were not played: see above.")
    return 0 if not missing and all(one.good for one in outcomes) else 1


def arguments() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seeds", type=int, default=2, help="how many")
    parser.add_argument("--first", type=int, default=1, help="the first of them")
    parser.add_argument("--seconds", type=float, default=45, help="of load and faults in each")
    parser.add_argument("--jobs", type=int, default=1, help="systems side by side")
    parser.add_argument("--only", default="", help="these faults alone, by name, with commas between them")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--until-bad", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--every", type=int, default=1, help=argparse.SUPPRESS)
    return parser.parse_args()


def run(seeds: Iterable[int], seconds: float, only: tuple[str, ...]) -> Iterator[Outcome]:
    """Play the seeds, in as many systems one after the other as it takes."""
    arena, played = None, 0
    try:
        for seed in seeds:
            if arena is None:
                arena, played = Arena(BUILD / "chaos" / f"{time.strftime('%Y%m%d-%H%M%S')}-seed-{seed}"), 0
                arena.start()
            outcome = arena.play(seed, seconds, only)
            played += 1
            if not outcome.good or played == SEEDS_OF_A_SYSTEM:
                leave(arena, keep=not outcome.good)
                arena = None
            yield outcome
    finally:
        if arena is not None:
            leave(arena, keep=isinstance(sys.exc_info()[1], Exception))


def leave(arena: Arena, *, keep: bool) -> None:
    """End a system; its folder is kept when there is something to look at."""
    arena.stop()
    if keep:
        print(f"kept: {arena.system.folder}", file=sys.stderr, flush=True)
    else:
        shutil.rmtree(arena.system.folder, ignore_errors=True)


def side_by_side(asked: argparse.Namespace, note: Callable[[Outcome], None]) -> None:
    """Share the seeds out among processes, each with a system of its own."""

    def read(worker: "subprocess.Popen[str]") -> None:
        for line in worker.stdout or ():
            note(Outcome(**json.loads(line)))

    workers = [_worker(asked, place) for place in range(asked.jobs)]
    readers = [threading.Thread(target=read, args=(worker,)) for worker in workers]
    try:
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    finally:
        for worker in workers:
            worker.terminate()
            worker.wait()


def _worker(asked: argparse.Namespace, place: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-W", "ignore", "-m", "tests.chaos", "--worker", "--seconds", str(asked.seconds)]
    command += ["--first", str(asked.first + place), "--seeds", str(asked.seeds - place)]
    command += ["--every", str(asked.jobs), "--only", asked.only]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


if __name__ == "__main__":
    sys.exit(main())
