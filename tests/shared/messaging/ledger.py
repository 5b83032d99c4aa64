"""A service for the tests of messaging: it books what is posted, and misbehaves when an amount asks it to."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import eventlet
from marshmallow import Schema, fields

from shared.contracts.envelope import Actor, Cause
from shared.contracts.event import Event
from shared.contracts.refusal import NotYet, Refusal
from shared.messaging import consumer, delivery, vitals, watchdog
from shared.messaging.service import Heard, Operable, Repository, command, query, subscribe
from shared.storage import Database, Documents, database, new_id

REFUSED, UNBOOKABLE, FAILING, TOO_EARLY, SLOW, DEADLY, HANGING, HOGGING = 400, 403, 500, 425, 900, 666, 999, 998
KILLING = 667

# How long or how often something is borne, shortened by the tests in which it is.
consumer.LONGEST_SILENCE = vitals.LONGEST_SILENCE = float(os.environ.get("LEDGER_SILENCE", "30"))
delivery.MOST_CRASHES = int(os.environ.get("LEDGER_CRASHES", delivery.MOST_CRASHES))
consumer.LONGEST_DEAF = float(os.environ.get("LEDGER_DEAF", consumer.LONGEST_DEAF))
watchdog.WATCH = consumer.LONGEST_SILENCE / 6
vitals.LONGEST_LAG = float(os.environ.get("LEDGER_LAG", vitals.LONGEST_LAG))
database.LONGEST_TRANSACTION = float(os.environ.get("LEDGER_TRANSACTION", database.LONGEST_TRANSACTION))


class EntryPosted(Event, name="ledger.entry.posted.v1"):
    """Somebody posted an amount."""

    entry_id: str
    amount: int
    account_id: str = ""


class EntryBooked(Event, name="ledger.booking.made.v1"):
    """The amount was booked."""

    booking_id: str
    amount: int


class AccountCredited(Event, name="ledger.account.credited.v1"):
    """The amount was added to an account; every account counts its own events."""

    account_id: str
    balance: int


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


@dataclass(frozen=True, kw_only=True)
class Account:
    id: str
    version: int = 0
    balance: int


class Entries:
    def __init__(self, database: Database) -> None:
        self.documents = Documents(database, "entries", Entry)
        self.bookings = Documents(database, "bookings", Entry)
        self.accounts = Documents(database, "accounts", Account)

    def create_indexes(self) -> None:
        """None are needed."""


class Post(Schema):
    entry_id = fields.String(required=True)
    amount = fields.Integer(required=True, strict=True)
    account_id = fields.String(load_default="")


class LedgerService(Operable):
    name = "ledger"

    entries = Repository(Entries)

    @command(Post, by=("clerk",))
    def post(self, asked: dict[str, Any], cause: Cause) -> dict[str, Any]:
        entry = Entry(id=asked["entry_id"], amount=asked["amount"])
        posted = EntryPosted(entry_id=entry.id, amount=entry.amount, account_id=asked["account_id"])
        stored = self.entries.documents.add(entry, posted)
        if entry.amount == REFUSED:
            raise Refusal("no-such-amount", "This amount cannot be posted.")
        if entry.amount == FAILING:
            raise RuntimeError("a bug with a secret in it")
        return {"entry_id": stored.id, "version": stored.version, "at": cause.at}

    @command(Post, by=("clerk",), in_turn=True)
    def deposit(self, asked: dict[str, Any], _cause: Cause) -> dict[str, Any]:
        """All of them meet at one account."""
        note_attempt(asked["entry_id"])
        accounts = self.entries.accounts
        account = accounts.find_one({"_id": asked["account_id"]})
        if account is None:
            account = accounts.add(Account(id=asked["account_id"], balance=0))
        eventlet.sleep(0.05)
        saved = accounts.save(replace(account, balance=account.balance + asked["amount"]))
        return {"balance": saved.balance}

    @query(Post, by=("clerk",))
    def look(self, asked: dict[str, Any], actor: Actor) -> dict[str, Any]:
        return {"amount": self.entries.documents.get(asked["entry_id"]).amount, "by": actor.id}

    @subscribe(EntryPosted)
    def book(self, posted: EntryPosted, _heard: Heard) -> None:
        attempts = note_attempt(posted.entry_id)
        if posted.amount == FAILING and not mended():
            raise RuntimeError(f"a bug in {posted.entry_id}")
        if posted.amount == REFUSED or (posted.amount == UNBOOKABLE and not mended()):
            raise Refusal("no-such-amount", "This amount cannot be booked.")
        if posted.amount == TOO_EARLY and attempts < 3:
            raise NotYet("the day is not over")
        if posted.amount == HANGING and attempts == 1:
            eventlet.patcher.original("time").sleep(60)
        if posted.amount == HOGGING:
            for _ in range(20):  # others get their turn now and then, and late
                eventlet.patcher.original("time").sleep(0.3)
                eventlet.sleep(0.01)
        if posted.amount == KILLING:
            os._exit(9)
        if posted.amount == SLOW:
            eventlet.sleep(2)
        booking = Entry(id=new_id(), amount=posted.amount)
        self.entries.bookings.add(booking, EntryBooked(booking_id=booking.id, amount=posted.amount))
        if posted.amount == DEADLY and attempts == 1:
            os._exit(9)

    @subscribe(EntryPosted)
    def credit(self, posted: EntryPosted, _heard: Heard) -> None:
        if not posted.account_id:
            return
        accounts = self.entries.accounts
        account = accounts.find_one({"_id": posted.account_id})
        balance = posted.amount + (account.balance if account else 0)
        credited = AccountCredited(account_id=posted.account_id, balance=balance)
        if account is None:
            accounts.add(Account(id=posted.account_id, balance=balance), credited)
        else:
            accounts.save(replace(account, balance=balance), credited)


def note_attempt(entry_id: str) -> int:
    """Count the attempts outside of the database, where no rollback reaches."""
    file = Path(os.environ["LEDGER_ATTEMPTS"]) / entry_id
    with file.open("a") as attempts:
        attempts.write("x")
    return file.stat().st_size


def mended() -> bool:
    return (Path(os.environ["LEDGER_ATTEMPTS"]) / "mended").exists()
