"""The documents of an application: each kind by itself, with all its versions and what the secretariat says of the last.

missing -> uploaded -> accepted | rejected -> uploaded. One that was rejected is missing again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from services.registration.model import file
from services.registration.model.file import File
from services.registration.model.letter import wrong_kind
from shared.contracts.refusal import Refusal

ANY_KIND = (file.PDF, *file.PICTURES, file.DOCX)
TAKEN = {
    "letter": (file.PDF, *file.PICTURES),
    "cv": ANY_KIND,
    "motivation_letter": ANY_KIND,
    "language_certificate": ANY_KIND,
}
"""Every kind of document, and what it may be: a letter is signed, so it is a scan."""


class DocumentStatus(StrEnum):
    """Where a document stands; one that never came is missing."""

    MISSING = "missing"
    UPLOADED = "uploaded"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class Version:
    """One file that was sent as a document, and what was said of it."""

    file: File
    sent_at: datetime | None = None
    status: DocumentStatus = DocumentStatus.UPLOADED
    reason_code: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A document of one kind: its versions, the last one last."""

    kind: str
    versions: tuple[Version, ...]

    @property
    def latest(self) -> Version:
        """The version that counts."""
        return self.versions[-1]

    @property
    def status(self) -> DocumentStatus:
        """What is said of the version that counts."""
        return self.latest.status

    def decide(self, status: DocumentStatus, *, reason_code: str = "", note: str = "") -> "Document":
        """Say something of the last version."""
        decided = replace(self.latest, status=status, reason_code=reason_code, note=note)
        return replace(self, versions=(*self.versions[:-1], decided))


Documents = tuple[Document, ...]


def of_kind(documents: Documents, kind: str) -> Document | None:
    """The document of that kind, or None."""
    return next((one for one in documents if one.kind == kind), None)


def with_file(documents: Documents, kind: str, sent: File, *, at: datetime | None = None) -> Documents:
    """The documents with a new version of one; the others stay as they are."""
    version = Version(file=sent, sent_at=at)
    before = of_kind(documents, kind)
    if before is None:
        return (*documents, Document(kind=kind, versions=(version,)))
    return put(documents, replace(before, versions=(*before.versions, version)))


def put(documents: Documents, changed: Document) -> Documents:
    """The documents with one of them changed."""
    return tuple(changed if one.kind == changed.kind else one for one in documents)


def lacking(required: Iterable[str], documents: Documents) -> tuple[str, ...]:
    """The required kinds that never came or were rejected."""
    there = {one.kind for one in documents if one.status is not DocumentStatus.REJECTED}
    return tuple(kind for kind in required if kind not in there)


def receive(kind: str, *, file_id: str, filename: str, content: bytes) -> File:
    """The file in `content`, if it may be a document of that kind."""
    wrong = wrong_kind if kind == "letter" else _wrong_document
    try:
        return file.receive(file_id=file_id, filename=filename, content=content, kinds=TAKEN[kind], wrong_kind=wrong)
    except Refusal as refusal:
        raise file.beside(refusal, "file") from refusal


def _wrong_document() -> Refusal:
    return Refusal("document-type", "This must be a PDF, PNG, JPEG or Word (.docx) file.", status=422)
