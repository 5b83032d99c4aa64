"""The service that is measured: a desk that answers each letter with a receipt. One event in, one document and one out."""

from dataclasses import dataclass

from shared.contracts.event import Event
from shared.messaging.service import Heard, Operable, Repository, subscribe
from shared.storage import Database, Documents, new_id


class LetterArrived(Event, name="desk.letter.arrived.v1"):
    """Somebody has written."""

    letter_id: str
    country: str


class ReceiptMade(Event, name="desk.receipt.made.v1"):
    """The letter has its receipt."""

    receipt_id: str
    letter_id: str


class DeskCanarySung(Event, name="desk.canary.sung.v1", audience="canary"):
    """The desk works."""

    canary_id: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    id: str
    version: int = 0
    country: str


@dataclass(frozen=True, kw_only=True)
class Receipt:
    id: str
    version: int = 0
    letter_id: str
    country: str


class Register:
    def __init__(self, database: Database) -> None:
        self.letters = Documents(database, "letters", Letter)
        self.receipts = Documents(database, "receipts", Receipt)

    def create_indexes(self) -> None:
        """None are needed."""

    def arrive(self, letter_id: str, country: str) -> Letter:
        """What a person who writes causes; in a transaction."""
        return self.letters.add(
            Letter(id=letter_id, country=country), LetterArrived(letter_id=letter_id, country=country)
        )


class DeskService(Operable):
    name = "desk"

    register = Repository(Register)

    @subscribe(LetterArrived)
    def answer(self, arrived: LetterArrived, _heard: Heard) -> None:
        receipt = Receipt(id=new_id(), letter_id=arrived.letter_id, country=arrived.country)
        self.register.receipts.add(receipt, ReceiptMade(receipt_id=receipt.id, letter_id=arrived.letter_id))
