"""Letters in all the places where a bench wants to find them: in the outbox, in the inbox's queue, and in the past."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import amqp
from pymongo import WriteConcern

from shared.contracts.envelope import Actor, Cause, encode, properties, wrap
from shared.messaging.entrypoints import subscriptions
from shared.messaging.topology import declare, definitions
from shared.storage import new_id, now
from shared.storage.inbox import Inbox
from shared.storage.outbox import Outbox
from tests.bench.bare_publisher import Post, publish
from tests.bench.desk import DeskCanarySung, DeskService, LetterArrived, ReceiptMade
from tests.bench.stage import Corner, until

COUNTRIES = ("AR", "BO", "BR", "CL", "PY", "UY")
HEARD = {"desk": subscriptions(DeskService), "archive": [ReceiptMade]}
IN_A_TRANSACTION = 500
HISTORY_BATCH = 5_000
LONG = timedelta(days=30)


def furnish(corner: Corner) -> None:
    """The topology of the whole system with a desk in it, and an archive that hears of every receipt."""
    declare(corner.amqp_url, definitions(HEARD, [LetterArrived, ReceiptMade, DeskCanarySung]))
    for kept in (Outbox, Inbox):
        kept(corner.database).create_indexes()


def start_host(corner: Corner) -> None:
    """The desk, ready."""
    corner.python("host", "tests.bench.run_desk")
    with corner.channel() as channel:
        until(lambda: channel.queue_declare("desk.inbox", passive=True).consumer_count > 0)


def start_relay(corner: Corner) -> None:
    """The desk's relay; it has carried a first letter."""
    corner.python("relay", "shared.messaging.relay", "desk")
    into_outbox(corner, 1)
    until(lambda: nothing_pending(corner))


def cause() -> Cause:
    """Why letters arrive."""
    return Cause(correlation_id=new_id(), causation_id="", actor=Actor(kind="public", id="", role="writer"), at=now())


def into_outbox(corner: Corner, count: int, *, of_each: int = 1) -> None:
    """Put events there as services do, a transaction for many; `of_each` of one subject one after the other."""
    outbox = Outbox(corner.database)

    def write(subjects: int) -> None:
        for place in range(subjects):
            letter_id = new_id()
            letter = LetterArrived(letter_id=letter_id, country=COUNTRIES[place % len(COUNTRIES)])
            outbox.put(letter_id, [letter] * of_each, first=1)

    for part in parts(count // of_each, IN_A_TRANSACTION // of_each):
        corner.database.transact(lambda part=part: write(part), cause=cause())


def parts(count: int, largest: int) -> Iterator[int]:
    """The count in parts of at most `largest`."""
    while count > 0:
        yield min(count, largest)
        count -= largest


def nothing_pending(corner: Corner) -> bool:
    """Whether the relay has carried everything."""
    return Outbox(corner.database).rows.find_one({"sent": None}, {"_id": True}) is None


def into_queue(corner: Corner, count: int) -> None:
    """Put letters into the desk's queue as its publisher would send them."""
    why = cause()
    with corner.channel() as channel:
        publish(channel, [_post(place, why) for place in range(count)], window=200)


def _post(place: int, why: Cause) -> Post:
    letter = LetterArrived(letter_id=new_id(), country=COUNTRIES[place % len(COUNTRIES)])
    document = wrap(letter, event_id=new_id(), sequence=1, cause=why)
    return Post("", "desk.inbox", amqp.Message(encode(document), **properties(document)))


def history(corner: Corner, collection: str, count: int) -> None:
    """So many rows like the newest one there, but of long ago: in bulk, as no service writes."""
    rows = corner.database.collection(collection).with_options(write_concern=WriteConcern(w=1))
    like = rows.find_one(sort=[("_id", -1)])
    if like is None:
        raise LookupError(f"there is nothing in {collection} to be like")
    like |= {field: like[field] - LONG for field in ("at", "sent") if like.get(field)}
    places = itertools.count()
    for part in parts(count, HISTORY_BATCH):
        rows.insert_many([like | _own(like, place) for place in itertools.islice(places, part)], ordered=False)


def _own(like: dict[str, Any], place: int) -> dict[str, Any]:
    """What no two rows share; old ids sort before new ones, as UUIDs of version 7 do."""
    *before, _ = str(like["_id"]).rpartition("|")
    own = f"00000000-{place >> 16:04x}-7000-8000-{place:012x}"
    return {"_id": "".join([*before, own])} | ({"subject": own} if "subject" in like else {})
