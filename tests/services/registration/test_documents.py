"""Documents: what is taken as one, and what becomes of each by itself."""

import io
import zipfile

import pytest
from pypdf import PdfWriter

from services.registration.model import document, papers, reviewing
from services.registration.model.document import DocumentStatus
from services.registration.model.file import DOCX, LARGEST, File
from services.registration.model.states import Status
from shared.contracts.refusal import Refusal
from shared.contracts.registration import DocumentAccepted, DocumentRejected, DocumentReplaced, DocumentUploaded
from tests.services.registration.invented import AT, LETTER, PDF, application, by, edition
from tests.services.registration.office import refused

CV = File(id="cv-1", filename="cv.docx", content_type=DOCX, size=20, sha256="1" * 64)
NEWER = File(id="cv-2", filename="cv final.docx", content_type=DOCX, size=30, sha256="2" * 64)
BOTH = ("letter", "cv")


def docx(*parts: tuple[str, bytes]) -> bytes:
    """A Word file with these parts besides those that make it one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>"), *parts):
            archive.writestr(name, content)
    return packed.getvalue()


def protected() -> bytes:
    """A PDF that asks for a password."""
    writer, written = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.encrypt("secreto", algorithm="AES-256")
    writer.write(written)
    return written.getvalue()


def zipped_with_password() -> bytes:
    """A Word file whose parts say that they are encrypted."""
    plain = bytearray(docx())
    central = plain.find(b"PK\x01\x02")
    plain[central + 8] |= 1
    return bytes(plain)


def take(content: bytes, kind: str = "cv", filename: str = "cv.pdf") -> File:
    """What is known of a file that was sent as a document."""
    return document.receive(kind, file_id="file-1", filename=filename, content=content)


@pytest.mark.feature("A7")
def test_a_document_is_told_by_its_content_whatever_it_is_called() -> None:
    assert take(docx(), filename="cv.pdf").content_type == DOCX
    assert take(PDF, filename="cv.docx").content_type == "application/pdf"


@pytest.mark.feature("A7")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"MZ\x90 a program", "document-type"),
        (b"PK\x03\x04 not a zip after all", "document-type"),
        (PDF.ljust(LARGEST + 1, b" "), "file-too-large"),
        (docx(("word/media/image1.bmp", bytes(60 * 1024 * 1024))), "file-unpacks-too-large"),
        (docx(*((f"word/{count}.xml", b"") for count in range(2100))), "file-unpacks-too-large"),
        (protected(), "file-encrypted"),
        (zipped_with_password(), "file-encrypted"),
    ],
    ids=["empty", "program", "no zip", "large", "bomb", "many parts", "pdf password", "docx password"],
)
def test_what_nobody_could_read_or_should_open_is_refused_beside_its_field(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        take(content)
    assert (refusal.value.code, list(refusal.value.fields)) == (code, ["file"])


@pytest.mark.feature("A7")
def test_a_zip_that_is_no_word_file_and_a_letter_in_word_are_refused() -> None:
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("virus.exe", b"MZ")
    assert refused(lambda: take(other.getvalue())) == ("document-type", 422)
    assert refused(lambda: take(docx(), kind="letter")) == ("file-type", 422)


@pytest.mark.feature("A7")
def test_a_document_goes_from_missing_to_accepted_by_itself() -> None:
    one = application(required=BOTH)
    assert one.missing == ("cv",)
    uploaded, event = papers.upload(one, "cv", CV, cause=by("applicant"))
    told = {"application_id": one.id, "person_id": one.person_id, "edition_id": one.edition_id, "kind": "cv"}
    assert event == DocumentUploaded(**told, document_id="cv-1", sha256=CV.sha256)
    assert uploaded.missing == ()
    accepted, taken = papers.accept(uploaded, "cv-1", cause=by("secretariat"))
    assert taken == DocumentAccepted(**told, document_id="cv-1")
    assert [(kept.kind, kept.status) for kept in accepted.documents] == [
        ("letter", DocumentStatus.UPLOADED),
        ("cv", DocumentStatus.ACCEPTED),
    ]
    assert [step.after for step in accepted.timeline] == ["document-cv:uploaded", "document-cv:accepted"]


@pytest.mark.feature("A7")
def test_a_rejected_document_is_missing_and_comes_again_while_the_others_and_its_older_versions_stay() -> None:
    one, _ = papers.upload(application(required=BOTH), "cv", CV, cause=by("applicant"))
    rejected, event = papers.reject(one, "cv-1", reason_code="outdated", note="Es de 2019.", cause=by("secretariat"))
    told = {"application_id": one.id, "person_id": one.person_id, "edition_id": one.edition_id, "kind": "cv"}
    assert event == DocumentRejected(**told, document_id="cv-1", reason_code="outdated")
    assert rejected.missing == ("cv",)
    assert refused(lambda: reviewing.start(rejected, edition=edition(), cause=by("secretariat"))) == ("incomplete", 409)
    again, replaced = papers.upload(rejected, "cv", NEWER, cause=by("applicant"))
    assert replaced == DocumentReplaced(**told, document_id="cv-2", sha256=NEWER.sha256, replaces="cv-1")
    letter, cv = again.documents
    assert letter == one.documents[0]
    assert [(version.file.id, version.status) for version in cv.versions] == [
        ("cv-1", DocumentStatus.REJECTED),
        ("cv-2", DocumentStatus.UPLOADED),
    ]


@pytest.mark.feature("A7")
def test_what_is_settled_or_was_replaced_meanwhile_is_not_decided_again() -> None:
    one, _ = papers.upload(application(required=BOTH), "cv", CV, cause=by("applicant"))
    newer, _ = papers.upload(one, "cv", NEWER, cause=by("applicant"))
    assert refused(lambda: papers.accept(newer, "cv-1", cause=by("secretariat"))) == ("document-replaced", 409)
    accepted, _ = papers.accept(newer, "cv-2", cause=by("secretariat"))
    assert refused(lambda: papers.accept(accepted, "cv-2", cause=by("secretariat"))) == ("document-settled", 409)
    assert refused(lambda: papers.upload(accepted, "cv", CV, cause=by("applicant"))) == ("document-settled", 409)


@pytest.mark.feature("A7")
@pytest.mark.parametrize("status", list(Status))
def test_under_review_only_what_is_missing_or_rejected_is_taken(status: Status) -> None:
    one = application(status, required=BOTH)
    assert papers.sendable(one, "letter") == (status in (Status.SUBMITTED, Status.RETURNED))
    assert papers.sendable(one, "cv") == (status in papers.TAKEN_WHILE)
    assert papers.sendable(one, "language_certificate") is False
    asked = document.put(one.documents, one.documents[0].decide(DocumentStatus.REJECTED))
    assert papers.sendable(application(status, documents=asked), "letter") == (status in papers.TAKEN_WHILE)


def test_the_letter_of_an_application_is_its_last() -> None:
    assert application().letter == LETTER
    assert application(documents=document.with_file(application().documents, "letter", CV, at=AT)).letter == CV
