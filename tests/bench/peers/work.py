"""The work that every system does for a letter, as CIMI's desk does it: one document, then one event that tells of it."""

import functools
import os
import uuid
from typing import Any

import pymongo
from pymongo.collection import Collection
from pymongo.write_concern import WriteConcern

BROKER = os.environ["BENCH_AMQP_URL"]
IN_HAND = int(os.environ["BENCH_IN_HAND"])


def keep_receipt(letter_id: str, country: str) -> str:
    """Store the receipt, written to the journals of a majority, and answer its id."""
    receipt_id = str(uuid.uuid4())
    _receipts(os.getpid()).insert_one({"_id": receipt_id, "version": 1, "letter_id": letter_id, "country": country})
    return receipt_id


@functools.cache
def _receipts(_process: int) -> Collection[dict[str, Any]]:
    """One client for each process: they do not survive a fork."""
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(os.environ["BENCH_MONGO_URL"])
    receipts = client[os.environ["BENCH_DATABASE"]]["receipts"]
    return receipts.with_options(write_concern=WriteConcern(w="majority", j=True))
