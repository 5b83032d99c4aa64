"""The limit for a subscriber: plain pymongo that commits the same rows in the same kind of transaction, and no broker.

`python -m tests.bench.bare_writer <url> <database> <count> <threads>`; it writes what the last letter has left in the
inbox, among the receipts and in the outbox, over and over under new ids.
"""

import json
import sys
import threading
import time
from typing import Any

from pymongo.collection import Collection
from pymongo.read_concern import ReadConcern

from shared.storage import connect, new_id
from shared.storage.database import JOURNALED_MAJORITY
from tests.bench.measure import own_processor_seconds

WRITTEN = ("inbox", "receipts", "outbox")
FACTS = {
    "audience": {"$in": [None, "public"]}
}  # rows of the outbox that are no canaries, and all that have no audience

Rows = dict[str, tuple[Collection[dict[str, Any]], dict[str, Any]]]


def write(client: Any, rows: Rows, count: int) -> None:
    """Commit so many letters' rows, one transaction for each letter."""
    for _ in range(count):
        own = new_id()
        with client.start_session() as session:
            session.with_transaction(
                lambda inner, own=own: _insert(inner, rows, own),
                read_concern=ReadConcern("snapshot"),
                write_concern=JOURNALED_MAJORITY,
            )


def _insert(session: Any, rows: Rows, own: str) -> None:
    for collection, like in rows.values():
        key = "".join([*str(like["_id"]).rpartition("|")[:2], own])
        collection.insert_one(like | {"_id": key} | ({"subject": own} if "subject" in like else {}), session=session)


def at_once(client: Any, rows: Rows, count: int, threads: int) -> None:
    """Have so many threads write `count` each."""
    writers = [threading.Thread(target=write, args=(client, rows, count)) for _ in range(threads)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()


def main() -> None:
    """Write, and tell how long that took."""
    url, database, count, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    client = connect(url)
    rows: Rows = {}
    for name in WRITTEN:
        collection = client[database][name]
        like = collection.find_one(FACTS, sort=[("_id", -1)])
        if like is None:
            sys.exit(f"there is nothing in {name} to write again")
        rows[name] = (collection, like)
    at_once(client, rows, 3, threads)  # the first ones open the connections
    cpu, began = own_processor_seconds(), time.monotonic()
    at_once(client, rows, count // threads, threads)
    print(json.dumps({"seconds": time.monotonic() - began, "cpu": own_processor_seconds() - cpu}))


if __name__ == "__main__":
    main()
