"""Where visa letters are kept, each with its PDF: made once, never changed, never taken out."""

from datetime import datetime

from pymongo import ASCENDING

from services.registration.model.visa_letter import VisaLetter
from shared.contracts.refusal import Refusal
from shared.storage import Database, Documents


class VisaLetters:
    """Letters by id; the PDFs apart, under the same id."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "visa_letters", VisaLetter)
        self._pdfs = database.collection("visa_letter_pdfs")
        self._database = database

    def create_indexes(self) -> None:
        """A number and a code to check by are of one letter; whoever is invited has one that is not replaced."""
        rows = self._documents.rows
        rows.create_index([("number", ASCENDING)], unique=True)
        rows.create_index([("verify_id", ASCENDING)], unique=True)
        rows.create_index([("application_id", ASCENDING), ("replaced_by", ASCENDING)], unique=True)

    def add(self, letter: VisaLetter, pdf: bytes, *, at: datetime) -> VisaLetter:
        """Keep a new letter with its PDF."""
        row = {"_id": letter.id, "content": pdf, "sha256": letter.pdf_sha256, "at": at}
        self._pdfs.insert_one(row, session=self._database.session)
        return self._documents.add(letter)

    def save(self, letter: VisaLetter) -> VisaLetter:
        """Note by which one a letter is replaced."""
        return self._documents.save(letter)

    def of_application(self, application_id: str) -> list[VisaLetter]:
        """All about an application, the first first."""
        return list(self._documents.find({"application_id": application_id}))

    def of_verify_id(self, verify_id: str) -> VisaLetter:
        """The letter with this code. Refuses with `not-found`."""
        found = self._documents.find_one({"verify_id": verify_id})
        if found is None:
            raise Refusal("not-found", "There is no such letter.", status=404)
        return found

    def pdf(self, letter_id: str) -> bytes:
        """The PDF of a letter, byte for byte as it was made."""
        row = self._pdfs.find_one({"_id": letter_id}, session=self._database.session)
        if row is None:
            raise Refusal("not-found", "There is no such letter.", status=404)
        content: bytes = row["content"]
        return content
