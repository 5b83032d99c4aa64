"""What is measured of pymongo under eventlet's patching, in a process of its own: prints one JSON object."""

import eventlet

eventlet.monkey_patch()

import json
import sys
import time
from typing import Any

import pymongo
from pymongo.errors import PyMongoError

from shared.contracts.envelope import Actor, Cause
from shared.storage import Database, connect, now

CAUSE = Cause(correlation_id="c", causation_id="", actor=Actor(kind="system", id="t", role="system"), at=now())
THREADS, ROUNDS = 24, 5


def measure(url: str, name: str) -> dict[str, Any]:
    """Everything that the services rely on."""
    client = connect(url)
    database = Database(client, name)
    try:
        return {
            "counted": counted_under_conflicts(database),
            "longest_stall_ms": longest_stall_ms(database),
            "sessions_apart": sessions_apart(database),
            "changes_seen": changes_seen(database),
            "bounded_seconds": bounded_seconds(client),
        }
    finally:
        client.drop_database(name)


def counted_under_conflicts(database: Database) -> int:
    """Many green threads raise one counter in transactions that conflict: none is lost, none is counted twice."""
    rows = database.collection("counters")
    rows.insert_one({"_id": "one", "count": 0})

    def raise_it() -> None:
        row = rows.find_one({"_id": "one"}, session=database.session) or {}
        rows.update_one({"_id": "one"}, {"$set": {"count": row["count"] + 1}}, session=database.session)

    def work() -> None:
        for _ in range(ROUNDS):
            database.transact(raise_it, cause=CAUSE)

    for thread in [eventlet.spawn(work) for _ in range(8)]:
        thread.wait()
    return int((rows.find_one({"_id": "one"}) or {})["count"])


def longest_stall_ms(database: Database) -> float:
    """How long the hub was not free while many transactions ran."""
    rows = database.collection("entries")
    rows.insert_one({"_id": "first"})
    stalls, ended = [0.0], False

    def watch() -> None:
        while not ended:
            began = time.monotonic()
            eventlet.sleep(0.005)
            stalls.append((time.monotonic() - began - 0.005) * 1000)

    def work() -> None:
        for _ in range(ROUNDS):
            database.transact(lambda: rows.insert_one({}, session=database.session), cause=CAUSE)

    watching = eventlet.spawn(watch)
    for thread in [eventlet.spawn(work) for _ in range(THREADS)]:
        thread.wait()
    ended = True
    watching.wait()
    return max(stalls)


def sessions_apart(database: Database) -> bool:
    """Whether each green thread sees its own transaction and no other's."""
    seen: list[object] = []

    def work() -> None:
        def inside() -> None:
            before = database.session
            eventlet.sleep(0.02)
            seen.append(before is database.session and before is not None)

        database.transact(inside, cause=CAUSE)

    for thread in [eventlet.spawn(work) for _ in range(4)]:
        thread.wait()
    return seen == [True] * 4 and database.session is None


def changes_seen(database: Database) -> int:
    """Inserts that a change stream tells of in one green thread while another makes them."""
    rows = database.collection("watched")
    rows.insert_one({"_id": 0})
    seen = []
    with rows.watch([{"$match": {"operationType": "insert"}}]) as stream:
        writer = eventlet.spawn(lambda: [rows.insert_one({"_id": number}) for number in range(1, 11)])
        deadline = time.monotonic() + 10
        while len(seen) < 10 and time.monotonic() < deadline:
            change = stream.try_next()
            if change is not None:
                seen.append(change["documentKey"]["_id"])
        writer.wait()
    return len(set(seen))


def bounded_seconds(client: "pymongo.MongoClient[dict[str, Any]]") -> float:
    """How long a call lasts whose answer does not come, under pymongo.timeout(1)."""
    began = time.monotonic()
    try:
        with pymongo.timeout(1):
            client.admin.command(
                "aggregate", 1, pipeline=[{"$currentOp": {}}, {"$match": {"$expr": slow()}}], cursor={}
            )
    except PyMongoError:
        return time.monotonic() - began
    return -1.0


def slow() -> dict[str, Any]:
    """An expression that takes the server longer than a second."""
    numbers: dict[str, Any] = {"$range": [0, 3000]}
    inner = {"$reduce": {"input": numbers, "initialValue": 0, "in": {"$add": ["$$value", "$$this"]}}}
    return {"$gte": [{"$size": {"$map": {"input": numbers, "in": inner}}}, 0]}


if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:])))
