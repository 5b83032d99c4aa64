"""`make features`: every feature of the product with the tests that show it and how they last went.

Reads docs/features.csv (the rows) and build/features.json (what the last test run noted), prints and writes
docs/features.md.
"""

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

from shared.testing.features import RESULTS, Shown, read

ROOT = Path(__file__).parent.parent
ROWS = ROOT / "docs" / "features.csv"
PAGE = ROOT / "docs" / "features.md"
HEAD = """# Features

Written by `make features` from the rows in features.csv and the last run of the tests; a row without a test is not
claimed. ★: the course needs it and none of the systems we compared has it.
"""


def main() -> int:
    """1 when a test shows a feature that is no row, or has failed."""
    shown = read(ROOT / RESULTS)
    with ROWS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    page = written(rows, shown)
    PAGE.write_text(page, "utf-8")
    print(page)
    unknown = sorted({name for test in shown.values() for name in test["features"]} - {row["id"] for row in rows})
    failed = sorted(test for test, noted in shown.items() if noted["outcome"] == "failed")
    for name in unknown:
        print(f"{name} is marked on a test but is no row of {ROWS.name}.", file=sys.stderr)
    for test in failed:
        print(f"{test} failed.", file=sys.stderr)
    return 1 if unknown or failed else 0


def written(rows: list[dict[str, str]], shown: Shown) -> str:
    """The page."""
    outcomes: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for test, noted in sorted(shown.items()):
        for feature in noted["features"]:
            outcomes[feature][_readable(test)][noted["outcome"]] += 1
    tests = {
        feature: [f"{sentence} ({_in_words(outcome)})" for sentence, outcome in told.items()]
        for feature, told in outcomes.items()
    }
    tested = sum(1 for row in rows if row["id"] in tests)
    lines = [HEAD, f"{tested} of {len(rows)} rows have a test."]
    group = ""
    for row in rows:
        if row["group"] != group:
            group = row["group"]
            lines += ["", f"## {group}", "", "| id | feature | shown by |", "|---|---|---|"]
        star = " ★" if row["course_only"] else ""
        lines.append(f"| {row['id']} | {row['feature']}{star} | {'<br>'.join(tests.get(row['id'], []))} |")
    return "\n".join(lines) + "\n"


def _readable(test: str) -> str:
    """`tests/…/test_x.py::test_a_sentence[case]` as its sentence, the same for every case."""
    return test.partition("::")[2].partition("[")[0].removeprefix("test_").replace("_", " ")


def _in_words(outcomes: Mapping[str, int]) -> str:
    """`passed`, or how many cases went how."""
    if sum(outcomes.values()) == 1:
        return next(iter(outcomes))
    return ", ".join(f"{count} cases {outcome}" for outcome, count in sorted(outcomes.items()))


if __name__ == "__main__":
    sys.exit(main())
