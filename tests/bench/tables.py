"""The tables: what was found, in words and Markdown, and their place in docs/performance.md."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.measure import Round, ratios, spread


def of(name: str, found: dict[str, Any]) -> str:
    """The table of one figure."""
    return TABLES[name](found)


def write(document: Path, found: dict[str, Any]) -> None:
    """Replace what the bench of messaging wrote."""
    parts = [f"### {name.capitalize()}\n\n{of(name, found[name])}" for name in TABLES]
    put(document, "make bench-messaging", [machine(found["machine"]), *parts])


def machine(facts: dict[str, str]) -> str:
    """What the figures were measured on."""
    return _table(["machine", ""], [[key, value] for key, value in facts.items()])


def put(document: Path, command: str, parts: Sequence[str]) -> None:
    """Replace the part of the document that this command wrote."""
    begin, end = f"<!-- written by `{command}` -->", "<!-- end of what it wrote -->"
    generated = "\n\n".join([begin, *parts, end])
    before, _, rest = document.read_text("utf-8").partition(begin)
    _, there, after = rest.partition(end)
    if not there:
        raise ValueError(f"{document.name} has no place for what {command} writes")
    document.write_text(f"{before}{generated}{after}", "utf-8")


def _compared(found: dict[str, Any]) -> str:
    """Rounds side by side, with the ratio to the limit."""
    rounds = {name: [Round(**one) for one in several] for name, several in found["rounds"].items()}
    limit = rounds[found["limit"]]
    lines = []
    for name, several in rounds.items():
        line = [name, _spread([one.rate for one in several], ".0f")]
        line += [_spread([1000 * one.cpu / one.events for one in several], ".2f")]
        line += [_spread([1000 * one.servers / one.events for one in several], ".2f")]
        line += ["1" if several is limit else _spread(ratios(several, limit), ".2f")]
        aim = found["aims"].get(name)
        lines.append([*line, f"≥ {aim}" if aim else ""])
    head = ["", "events/s", "CPU ms/event", "servers' CPU ms/event", f"of {found['limit']}", "aim"]
    return _table(head, lines)


def _latency(found: dict[str, Any]) -> str:
    line = [f"{found['letters']}", *(f"**{found[key]:.1f} ms**" for key in ("p50", "p99", "longest"))]
    return _table(["letters", "p50 (aim ≤ 20)", "p99 (aim ≤ 80)", "longest"], [line])


def _idle(found: dict[str, Any]) -> str:
    lines = [[name, f"{percent:.2f} %"] for name, percent in found["percent"]]
    return _table(["process", f"of a core, over {found['seconds']:.0f} s (aim < 1 %)"], lines)


def _growth(found: dict[str, Any]) -> str:
    lines = []
    for name, by_rows in found["rounds"].items():
        few, many = ([Round(**one) for one in rounds] for rounds in by_rows.values())
        line = [name, *(_spread([one.rate for one in several], ".0f") for several in (few, many))]
        cost = [one.rate / other.rate for one, other in zip(few, many, strict=True)]
        cpu = [one.cpu_and_servers / other.cpu_and_servers for one, other in zip(many, few, strict=True)]
        lines.append([*line, _spread(cost, ".2f"), _spread(cpu, ".2f")])
    few, many = (f"events/s, {rows:,} rows".replace(",", " ") for rows in found["rows"])
    return _table(["", few, many, f"time per event (aim ≤ {found['aim']})", "CPU per event, servers included"], lines)


def _peers(found: dict[str, Any]) -> str:
    rounds = {name: [Round(**one) for one in several] for name, several in found["rounds"].items()}
    lines = []
    for name, several in rounds.items():
        line = [name, found["settings"][name], _spread([one.rate for one in several], ".0f")]
        line += [_spread([1000 * one.cpu / one.events for one in several], ".2f")]
        line += [_spread([1000 * one.servers / one.events for one in several], ".2f")]
        lines.append(line)
    return _table(["", "settings", "events/s", "CPU ms/event", "servers' CPU ms/event"], lines)


def _broker_kill(found: dict[str, Any]) -> str:
    counted = ("taken", "receipts_lost", "receipts_doubled", "events_lost", "events_doubled", "events_again")
    lines = [
        [name, *(str(outcome[key]) for key in counted), str(outcome["restarts"]), "yes" if outcome["stuck"] else "no"]
        for name, outcome in found["outcomes"].items()
    ]
    head = ["", "letters taken", "receipts lost", "receipts doubled", "events lost", "events doubled"]
    return _table([*head, "same event again", "died and started again", "stood still until restarted"], lines)


def _spread(values: list[float], form: str) -> str:
    middle, lowest, highest = spread(values)
    return f"**{middle:{form}}** ({lowest:{form}}–{highest:{form}})"


def _table(head: list[str], lines: list[list[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


TABLES: Mapping[str, Callable[[dict[str, Any]], str]] = {
    "relay": _compared,
    "subscriber": _compared,
    "latency": _latency,
    "idle": _idle,
    "peers": _peers,
    "broker-kill": _broker_kill,
    "growth": _growth,
}
