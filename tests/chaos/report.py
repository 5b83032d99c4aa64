"""The table of a chaos run: a row for each seed and a total; the same for machines in build/chaos.json."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.chaos.seed import Outcome

COLUMNS = "seed    events  requests  acknowledged  emails  faults  lost  doubled  other  redelivered  recovery s  rest s  took s"
WIDTHS = tuple(len(word) for word in COLUMNS.replace(" s", "_s").split())


def row(outcome: Outcome, name: str = "") -> str:
    """One line; what went wrong follows on lines of its own."""
    values = (
        name or outcome.seed,
        outcome.events,
        outcome.requests,
        outcome.acknowledged,
        outcome.emails,
        sum(outcome.faults.values()),
        outcome.lost,
        outcome.doubled,
        outcome.other,
        outcome.redelivered,
        f"{outcome.recovery:.1f}",
        f"{outcome.rest:.1f}",
        f"{outcome.seconds:.0f}",
    )
    line = "  ".join(f"{value:>{max(width, 6)}}" for value, width in zip(values, WIDTHS, strict=True))
    wrong = [*outcome.findings, *([f"HANGS: {outcome.hangs}"] if outcome.hangs else [])]
    return "\n".join([line, *(f"        {one}" for one in wrong)])


def heading() -> str:
    """The names of the columns."""
    words = COLUMNS.replace(" s", "_s").split()
    return "  ".join(f"{word.replace('_', ' '):>{max(width, 6)}}" for word, width in zip(words, WIDTHS, strict=True))


def total(outcomes: Sequence[Outcome]) -> Outcome:
    """All seeds together: sums, and of the times the longest."""
    summed = ("events", "requests", "acknowledged", "unanswered", "emails", "lost", "doubled", "other", "redelivered")
    return Outcome(
        seed=len(outcomes),
        seconds=sum(one.seconds for one in outcomes),
        faults=dict(sum((Counter(one.faults) for one in outcomes), Counter())),
        recovery=max((one.recovery for one in outcomes), default=0.0),
        rest=max((one.rest for one in outcomes), default=0.0),
        **{name: sum(getattr(one, name) for one in outcomes) for name in summed},
    )


def ending(outcomes: Sequence[Outcome]) -> Iterable[str]:
    """What stands below the rows."""
    together = total(outcomes)
    yield row(together, "total")
    yield ""
    yield "faults: " + ", ".join(f"{count} × {name}" for name, count in sorted(together.faults.items()))
    not_done = sum((Counter(one.not_done) for one in outcomes), Counter())
    if not_done:
        yield "not done, since another fault was in the way: " + ", ".join(
            f"{n} × {name}" for name, n in not_done.items()
        )
    bad = [str(one.seed) for one in outcomes if not one.good]
    yield f"{len(outcomes)} seeds, {len(bad)} of them bad{': ' + ', '.join(bad) if bad else ''}"


def write(path: Path, outcomes: Sequence[Outcome]) -> None:
    """For machines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"seeds": [one.to_json() for one in outcomes], "total": total(outcomes).to_json()}
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False), "utf-8")
