"""How fast a real relay process empties an outbox, against plain py-amqp that publishes the same bodies."""

import json
from typing import Any

from shared.messaging.relay import WINDOW
from shared.messaging.topology import exchange_of
from shared.storage.outbox import Outbox
from tests.bench import letters
from tests.bench.measure import Round
from tests.bench.stage import Corner, Stage

EVENTS = 4_000
ROUNDS = 5
QUEUES = ("desk.inbox", "ext.example.inbox")


def measure(stage: Stage) -> dict[str, Any]:
    """The rounds of both, side by side: with one event of each subject, and with ten."""
    with stage.corner() as corner:
        letters.furnish(corner)
        letters.start_relay(corner)
        rows: dict[str, list[Round]] = {"relay": [], "relay, ten events of each subject": [], "plain py-amqp": []}
        for _ in range(ROUNDS):
            rows["relay"].append(carry(corner, EVENTS))
            rows["plain py-amqp"].append(_publish(corner))
            rows["relay, ten events of each subject"].append(carry(corner, EVENTS, of_each=10))
        return {"rounds": rows, "limit": "plain py-amqp", "aims": {"relay": 0.5}}


def carry(corner: Corner, events: int, *, of_each: int = 1) -> Round:
    """One round of the relay; the outbox keeps what was sent."""
    return corner.round(
        events,
        ["relay"],
        lambda: letters.into_outbox(corner, events, of_each=of_each),
        lambda: letters.nothing_pending(corner),
    )


def _publish(corner: Corner) -> Round:
    """One round of the limit, with what the relay has just sent."""
    corner.purge(*QUEUES)
    sent = Outbox(corner.database).rows.find(sort=[("_id", -1)], limit=EVENTS)
    file = corner.folder / "bodies.json"
    file.write_text(json.dumps([[exchange_of(row["audience"]), row["name"], row["body"]] for row in sent]), "utf-8")
    before = corner.stage.servers_seconds()
    told = corner.answer("publisher", "tests.bench.bare_publisher", corner.amqp_url, str(file), str(WINDOW))
    servers = corner.stage.servers_seconds() - before
    corner.purge(*QUEUES)
    return Round(EVENTS, told["seconds"], told["cpu"], servers)
