"""What is printed: tables for people, JSON for programs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], *, empty: str) -> str:
    """The columns of the rows below their names, each as wide as it needs; `empty` when there are none."""
    lines = [[_cell(row.get(column)) for column in columns] for row in rows]
    if not lines:
        return empty
    heads = [column.replace("_", " ").upper() for column in columns]
    widths = [max(map(len, cells)) for cells in zip(heads, *lines, strict=True)]
    padded = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in [heads, *lines]
    ]
    return "\n".join(line.rstrip() for line in padded)


def as_json(answer: Any) -> str:
    """For programs."""
    return json.dumps(answer, ensure_ascii=False, indent=1)


def tree(chain: Mapping[str, Any]) -> str:
    """A chain, each line below what caused it."""
    lines: list[str] = []
    for root in chain["trees"]:
        who = root["actor_role"] or "unknown"
        lines.append(f"{_cell(root['at'])}  {root['command'] or 'no request'} by {who}  [{root['correlation_id']}]")
        _below(root, 1, lines)
    lines += [
        f"{_cell(line['at'])}  audit: {line['email']} {line['act']}: {line['outcome']}" for line in chain["audit"]
    ]
    lines += [f"{service} does not answer: what it knows is missing here" for service in chain["silent"]]
    return "\n".join(lines)


def _below(node: Mapping[str, Any], depth: int, lines: list[str]) -> None:
    margin = "   " * depth
    for event in node["events"]:
        lines.append(f"{margin}{event['name']}  {event['subject']} #{event['sequence']}  {_cell(event['at'])}")
        if not event["sent"]:
            lines.append(f"{margin}  waits to be sent")
        lines += [f"{margin}  heard by {one['consumer']}  {_cell(one['at'])}" for one in event["heard"]]
        lines += [
            f"{margin}  parked at {one['service']}: {one['reason']}, {one['status']}  ({one['id']})"
            for one in event["parked"]
        ]
        _below(event, depth + 1, lines)
    for email in node["emails"]:
        lines.append(f"{margin}email {email['template']}: {email['status']}  {_cell(email['accepted_at'])}")


def _cell(value: Any) -> str:
    """Times to the second; nothing as a dash."""
    if value in (None, ""):
        return "-"
    text = str(value)
    return f"{text[:19]}Z" if len(text) > 19 and text[10:11] == "T" and text.endswith("+00:00") else text
