"""How fast one real host process empties an inbox, against plain pymongo that commits the same rows."""

from typing import Any

from shared.messaging.consumer import AT_ONCE
from tests.bench import letters
from tests.bench.measure import Round
from tests.bench.stage import Corner, Stage, until

EVENTS = 1_800
ROUNDS = 5


def measure(stage: Stage) -> dict[str, Any]:
    """The rounds of both, side by side, with as many in hand at a time."""
    with stage.corner() as corner:
        letters.furnish(corner)
        letters.start_host(corner)
        warm(corner)
        rows: dict[str, list[Round]] = {"subscriber": [], "plain pymongo": []}
        for _ in range(ROUNDS):
            rows["subscriber"].append(handle(corner, EVENTS))
            rows["plain pymongo"].append(_write(corner))
        return {"rounds": rows, "limit": "plain pymongo", "aims": {"subscriber": 0.7}}


def warm(corner: Corner) -> None:
    """Let the host handle its first letters."""
    letters.into_queue(corner, 20)
    until(lambda: corner.database.collection("inbox").count_documents({}) >= 20)


def handle(corner: Corner, events: int) -> Round:
    """One round of the host."""
    inbox = corner.database.collection("inbox")
    before = inbox.estimated_document_count()
    return corner.round(
        events,
        ["host"],
        lambda: letters.into_queue(corner, events),
        lambda: inbox.estimated_document_count() >= before + events,
    )


def _write(corner: Corner) -> Round:
    """One round of the limit."""
    before = corner.stage.servers_seconds()
    arguments = (corner.stage.mongo.url, f"{corner.name}_desk", str(EVENTS), str(AT_ONCE))
    told = corner.answer("writer", "tests.bench.bare_writer", *arguments)
    return Round(EVENTS // AT_ONCE * AT_ONCE, told["seconds"], told["cpu"], corner.stage.servers_seconds() - before)
