"""A service for the tests of messaging: it books what is posted, and misbehaves when an amount asks it to."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import eventlet
from marshmallow import Schema, fields

from shared.contracts.envelope import Actor, Cause
from shared.contracts.event import Event
from shared.contracts.refusal import NotYet, Refusal
from shared.messaging import consumer
from shared.messaging.service import Heard, Operable, Repository, command, query, subscribe
from shared.storage import Database, Documents, new_id

REFUSED, FAILING, TOO_EARLY, SLOW, DEADLY, HANGING = 400, 500, 425, 900, 666, 999

# The watchdog's patience, shortened by the test that lets the process hang.
consumer.LONGEST_SILENCE = float(os.environ.get("LEDGER_SILENCE", consumer.LONGEST_SILENCE))
consumer.WATCH = consumer.LONGEST_SILENCE / 6


class EntryPosted(Event, name="ledger.entry.posted.v1"):
    """Somebody posted an amount."""

    entry_id: str
    amount: int


class EntryBooked(Event, name="ledger.booking.made.v1"):
    """The amount was booked."""

    booking_id: str
    amount: int


class LedgerCanarySung(Event, name="ledger.canary.sung.v1", audience="canary"):
    """The ledger works."""

    canary_id: str


class EntryRemarked(Event, name="ledger.entry.remarked.v1"):
    """Nobody listens to this one."""

    entry_id: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    id: str
    version: int = 0
    amount: int


class Entries:
    def __init__(self, database: Database) -> None:
        self.documents = Documents(database, "entries", Entry)
        self.bookings = Documents(database, "bookings", Entry)

    def create_indexes(self) -> None:
        """None are needed."""


class Post(Schema):
    entry_id = fields.String(required=True)
    amount = fields.Integer(required=True, strict=True)


class LedgerService(Operable):
    name = "ledger"

    entries = Repository(Entries)

    @command(Post, by=("clerk",))
    def post(self, asked: dict[str, Any], cause: Cause) -> dict[str, Any]:
        entry = Entry(id=asked["entry_id"], amount=asked["amount"])
        stored = self.entries.documents.add(entry, EntryPosted(entry_id=entry.id, amount=entry.amount))
        if entry.amount == REFUSED:
            raise Refusal("no-such-amount", "This amount cannot be posted.")
        if entry.amount == FAILING:
            raise RuntimeError("a bug with a secret in it")
        return {"entry_id": stored.id, "version": stored.version, "at": cause.at}

    @query(Post, by=("clerk",))
    def look(self, asked: dict[str, Any], actor: Actor) -> dict[str, Any]:
        return {"amount": self.entries.documents.get(asked["entry_id"]).amount, "by": actor.id}

    @subscribe(EntryPosted)
    def book(self, posted: EntryPosted, _heard: Heard) -> None:
        attempts = note_attempt(posted.entry_id)
        if posted.amount == FAILING and not mended():
            raise RuntimeError("a bug")
        if posted.amount == REFUSED:
            raise Refusal("no-such-amount", "This amount cannot be booked.")
        if posted.amount == TOO_EARLY and attempts < 3:
            raise NotYet("the day is not over")
        if posted.amount == HANGING and attempts == 1:
            eventlet.patcher.original("time").sleep(60)
        if posted.amount == SLOW:
            eventlet.sleep(2)
        booking = Entry(id=new_id(), amount=posted.amount)
        self.entries.bookings.add(booking, EntryBooked(booking_id=booking.id, amount=posted.amount))
        if posted.amount == DEADLY and attempts == 1:
            os._exit(9)


def note_attempt(entry_id: str) -> int:
    """Count the attempts outside of the database, where no rollback reaches."""
    file = Path(os.environ["LEDGER_ATTEMPTS"]) / entry_id
    with file.open("a") as attempts:
        attempts.write("x")
    return file.stat().st_size


def mended() -> bool:
    return (Path(os.environ["LEDGER_ATTEMPTS"]) / "mended").exists()
