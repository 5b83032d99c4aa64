"""Whether rows make the next event dearer: relay and subscriber with few and with many of them, in turns."""

import dataclasses
from collections.abc import Callable
from typing import Any

from tests.bench import letters, relay, subscriber
from tests.bench.measure import Round
from tests.bench.stage import Corner, Stage, until

FEW, MANY = 10_000, 1_000_000
CARRIED, HANDLED = 2_000, 900
ROUNDS = 3

Rounds = dict[str, dict[str, list[Round]]]


def measure(stage: Stage) -> dict[str, Any]:
    """Rounds of both with both numbers of rows: long sent or handled, and waiting to be sent."""
    with stage.corner() as few, stage.corner() as many:
        rows = ((few, FEW), (many, MANY))
        found = {
            "relay, rows sent long ago": _in_turns(rows, _sent_long_ago, _carry),
            "subscriber, rows handled long ago": _in_turns(rows, _handled_long_ago, _handle),
            "relay, rows waiting": _in_turns(rows, _waiting, _carry_some),
        }
        return {"rows": [FEW, MANY], "rounds": found, "aim": 1.3}


def _in_turns(
    rows: tuple[tuple[Corner, int], ...], prepare: Callable[[Corner, int], None], once: Callable[[Corner], Round]
) -> dict[str, list[Round]]:
    for corner, count in rows:
        prepare(corner, count)
    rounds: dict[str, list[Round]] = {str(count): [] for _, count in rows}
    for _ in range(ROUNDS):
        for corner, count in rows:
            rounds[str(count)].append(once(corner))
    for corner, _ in rows:
        corner.end_all()
    return rounds


def _sent_long_ago(corner: Corner, count: int) -> None:
    letters.furnish(corner)
    letters.start_relay(corner)
    letters.history(corner, "outbox", count)


def _carry(corner: Corner) -> Round:
    carried = relay.carry(corner, CARRIED)
    corner.purge(*relay.QUEUES)
    return carried


def _handled_long_ago(corner: Corner, count: int) -> None:
    letters.start_host(corner)
    subscriber.warm(corner)
    letters.history(corner, "inbox", count)


def _handle(corner: Corner) -> Round:
    return subscriber.handle(corner, HANDLED)


def _waiting(corner: Corner, count: int) -> None:
    corner.database.collection("outbox").drop()
    letters.furnish(corner)
    letters.into_outbox(corner, 1)
    letters.history(corner, "outbox", count)
    corner.python("relay", "shared.messaging.relay", "desk")
    until(lambda: corner.depth("desk.inbox") > 0)
    corner.halt("relay")


def _carry_some(corner: Corner) -> Round:
    with corner.channel() as channel:

        def carried() -> int:
            return int(channel.queue_declare("desk.inbox", passive=True).message_count)

        went = corner.round(CARRIED, ["relay"], lambda: corner.purge(*relay.QUEUES), lambda: carried() >= CARRIED)
        corner.halt("relay")
        return dataclasses.replace(went, events=carried())
