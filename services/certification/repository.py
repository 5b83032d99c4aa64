"""What certification keeps: what it heard of editions, completions, certificates and their PDFs."""

from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from bson.binary import Binary
from pymongo import ReturnDocument

from services.certification.model.certificate import PUBLIC, Certificate
from services.certification.model.certificate import Status as CertificateStatus
from services.certification.model.completion import Completion
from services.certification.model.course import Course, Edition, Programme, Sheet
from shared.contracts.event import Event
from shared.contracts.refusal import Refusal
from shared.storage import Database, Documents

Heard = TypeVar("Heard", Edition, Programme, Sheet)


class Courses:
    """Projections of other services' facts: only something newer than what was heard before is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._editions = Documents(database, "editions", Edition)
        self._programmes = Documents(database, "programmes", Programme)
        self._sheets = Documents(database, "sheets", Sheet)
        self._turns = database.collection("turns")

    def create_indexes(self) -> None:
        """Sheets are read by edition."""
        self._sheets.rows.create_index("edition_id")

    def get(self, edition_id: str) -> Course:
        """What is known of the edition."""
        return Course(
            edition=self._editions.find_one({"_id": edition_id}),
            programme=self._programmes.find_one({"_id": edition_id}),
            sheets={sheet.id: sheet for sheet in self._sheets.find({"edition_id": edition_id})},
        )

    def take_turn(self, edition_id: str) -> None:
        """Let one fact of an edition be reckoned after another.

        Two transactions that each lock one of the last two sheets do not see each other's; without a document that
        both write, neither would find that all are locked.
        """
        self._turns.update_one({"_id": edition_id}, {"$inc": {"taken": 1}}, upsert=True, session=self._database.session)

    def hear_edition(self, edition: Edition) -> None:
        """The edition was opened, or opened anew with other dates."""
        _project(self._editions, edition)

    def hear_programme(self, programme: Programme) -> None:
        """A version of the programme was released."""
        _project(self._programmes, programme)

    def hear_sheet(self, sheet: Sheet) -> None:
        """A session's attendance was locked, or corrected and locked again."""
        _project(self._sheets, sheet)


def _project(documents: Documents[Heard], thing: Heard) -> None:
    known = documents.find_one({"_id": thing.id})
    if known is None:
        documents.add(thing)
    elif known.heard < thing.heard:
        documents.save(replace(thing, version=known.version))


class Completions:
    """One document for each application that was ever heard to take part, or to stop."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "completions", Completion)

    def create_indexes(self) -> None:
        """They are read by edition."""
        self._documents.rows.create_index("edition_id")

    def find(self, application_id: str) -> Completion | None:
        """The completion of an application, if there is one."""
        return self._documents.find_one({"_id": application_id})

    def get(self, application_id: str, *, version: int) -> Completion:
        """The completion of an application. Refuses `not-found` and `stale`."""
        return self._documents.get(application_id, version=version)

    def of_edition(self, edition_id: str) -> list[Completion]:
        """All of an edition, in the order of their applications."""
        return list(self._documents.find({"edition_id": edition_id}))

    def add(self, completion: Completion) -> None:
        """Keep a new one."""
        self._documents.add(completion)

    def save(self, completion: Completion, *events: Event) -> Completion:
        """Store the next version with the events it caused, or refuse a stale one."""
        return self._documents.save(completion, *events)


class Certificates:
    """Certificates, their running numbers, and their PDFs, which are written once and never changed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._documents = Documents(database, "certificates", Certificate)
        self._numbers = database.collection("numbers")
        self._pdfs = database.collection("pdfs")

    def create_indexes(self) -> None:
        """Lists by edition, and what must never be twice.

        A participant has at most one certificate being made and one that is valid; a certificate at most one successor.
        """
        rows = self._documents.rows
        rows.create_index([("edition_id", 1), ("number", 1)])
        rows.create_index("number", unique=True)
        rows.create_index("verify_id", unique=True)
        rows.create_index("replaces", unique=True, partialFilterExpression={"replaces": {"$type": "string"}})
        for status in (CertificateStatus.APPROVED, CertificateStatus.ISSUED):
            rows.create_index(
                "application_id",
                name=f"one_{status}",
                unique=True,
                partialFilterExpression={"status": status.value},
            )

    def get(self, certificate_id: str, *, version: int | None = None) -> Certificate:
        """One certificate. Refuses `not-found` and `stale`."""
        return self._documents.get(certificate_id, version=version)

    def of_edition(self, edition_id: str) -> list[Certificate]:
        """All of an edition by number."""
        return list(self._documents.find({"edition_id": edition_id}, sort=[("number", 1)]))

    def public_of(self, application_id: str) -> list[Certificate]:
        """The certificates that the participant has been given, by number."""
        given = {"application_id": application_id, "status": {"$in": [status.value for status in PUBLIC]}}
        return list(self._documents.find(given, sort=[("number", 1)]))

    def by_verify_id(self, verify_id: str) -> Certificate | None:
        """The certificate of a public code."""
        return self._documents.find_one({"verify_id": verify_id})

    def next_number(self, edition_id: str) -> int:
        """In the open transaction, the edition's next running number; a number of an aborted one was never given."""
        counted: dict[str, int] | None = self._numbers.find_one_and_update(
            {"_id": edition_id},
            {"$inc": {"last": 1}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
            session=self._database.session,
        )
        if counted is None:
            raise RuntimeError("an upsert that answers no document")
        return counted["last"]

    def add(self, certificate: Certificate, *events: Event) -> Certificate:
        """Keep a new one with the events it caused."""
        return self._documents.add(certificate, *events)

    def save(self, certificate: Certificate, *events: Event) -> Certificate:
        """Store the next version with the events it caused, or refuse a stale one."""
        return self._documents.save(certificate, *events)

    def keep_pdf(self, certificate_id: str, pdf: bytes, *, sha256: str, at: datetime) -> None:
        """Store a certificate's PDF for good; a second one under the same id is an error, never an overwriting."""
        document = {"_id": certificate_id, "pdf": Binary(pdf), "sha256": sha256, "at": at}
        self._pdfs.insert_one(document, session=self._database.session)

    def pdf(self, certificate_id: str) -> bytes:
        """The stored PDF, byte for byte. Refuses with `not-found`."""
        document = self._pdfs.find_one({"_id": certificate_id}, session=self._database.session)
        if document is None:
            raise Refusal("not-found", "This certificate has no PDF.", status=404)
        return bytes(document["pdf"])
