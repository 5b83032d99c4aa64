"""`python -m tests.chaos.prove`: every sabotage in a copy of the tree, and the seed that caught it.

An uncaught one is a defect of the harness, and so is one that no longer fits the code it sabotages.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.chaos.history import Json
from tests.chaos.sabotages import SABOTAGES, Change, Sabotage

ROOT = Path(__file__).parents[2]
PROOF = ROOT / "build" / "chaos-proof"
MOST_SEEDS = 6


class DoesNotFit(Exception):
    """The code no longer says what the sabotage replaces."""


def main() -> int:
    """0 when every sabotage was caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.prove", description=__doc__)
    parser.add_argument("--only", default="", help="these sabotages alone, by name, with commas between them")
    parser.add_argument("--jobs", type=int, default=1, help="copies side by side")
    asked = parser.parse_args()
    names = [name for name in asked.only.split(",") if name]
    chosen = [one for one in SABOTAGES if not names or one.name in names]
    for sabotage in chosen:
        fits(sabotage.changes)
    with ThreadPoolExecutor(asked.jobs) as jobs:
        caught = list(jobs.map(prove, chosen))
    print(f"{sum(caught)} of {len(chosen)} sabotages caught")
    return 0 if all(caught) else 1


def prove(sabotage: Sabotage) -> bool:
    """Play seeds on a sabotaged copy until one catches it."""
    began = time.monotonic()
    folder = PROOF / sabotage.name.replace(" ", "-").replace(":", "")
    copy(folder)
    sabotaged(folder, sabotage.changes)
    for played, outcome in enumerate(seeds(folder, sabotage), start=1):
        seen = [one for one in [*outcome["findings"], outcome["hangs"]] if one]
        if fitting := [one for one in seen if not sabotage.seen_as or any(words in one for words in sabotage.seen_as)]:
            took = f"{time.monotonic() - began:.0f} s"
            print(f"{sabotage.name:45} caught by seed {outcome['seed']} ({took}): {fitting[0][:160]}", flush=True)
            shutil.rmtree(folder)
            return True
        if seen:
            print(f"{sabotage.name:45} seed {played} found something else: {seen[0][:160]}", flush=True)
    print(f"{sabotage.name:45} NOT CAUGHT by {MOST_SEEDS} seeds", flush=True)
    return False


def seeds(folder: Path, sabotage: Sabotage) -> list[Json]:
    """The outcomes of seeds on the copy, up to the first bad one."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.chaos", "--worker", "--seconds", str(sabotage.seconds)]
    command += ["--seeds", str(MOST_SEEDS), "--only", ",".join(sabotage.faults), "--until-bad"]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        print(f"{sabotage.name:45} the harness itself failed, see above", flush=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def copy(folder: Path) -> None:
    """A throw-away copy of what is tracked or new here."""
    shutil.rmtree(folder, ignore_errors=True)
    told = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(told, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    for name in names:
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def sabotaged(folder: Path, changes: Sequence[Change]) -> None:
    """Make the changes."""
    for name, before, after in changes:
        path = folder / name
        path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")


def fits(changes: Sequence[Change]) -> None:
    """Raise DoesNotFit unless each text that is to be replaced stands exactly once where it should."""
    for name, before, _ in changes:
        found = (ROOT / name).read_text("utf-8").count(before)
        if found != 1:
            raise DoesNotFit(f"{name} says {found} times and not once:\n{before}")


if __name__ == "__main__":
    sys.exit(main())
