"""What happens to the documents of a sent application: they come, are accepted or rejected, and come again."""

from dataclasses import replace

from services.registration.model import document
from services.registration.model.application import Application
from services.registration.model.document import Document, DocumentStatus
from services.registration.model.file import File
from services.registration.model.states import Status
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import DocumentAccepted, DocumentRejected, DocumentReplaced, DocumentUploaded

TAKEN_WHILE = (
    Status.SUBMITTED,
    Status.RETURNED,
    Status.UNDER_REVIEW,
    Status.WAITLISTED,
    Status.SELECTED,
    Status.CONFIRMED,
)
LOOKED_AT_WHILE = (Status.SUBMITTED, Status.UNDER_REVIEW)
REPLACED_WHILE = (Status.SUBMITTED, Status.RETURNED)
"""Until review starts a document may be replaced though nobody asked; afterwards only what is missing or rejected."""


def sendable(application: Application, kind: str) -> bool:
    """Whether a file of that kind would be taken now."""
    known = kind in application.required or document.of_kind(application.documents, kind) is not None
    if not known or application.status not in TAKEN_WHILE:
        return False
    before = document.of_kind(application.documents, kind)
    if before is None or before.status is DocumentStatus.REJECTED:
        return True
    return before.status is DocumentStatus.UPLOADED and application.status in REPLACED_WHILE


def decidable(application: Application) -> bool:
    """Whether there is a document of which the secretariat may say something now."""
    waits = any(one.status is DocumentStatus.UPLOADED for one in application.documents)
    return waits and application.status in TAKEN_WHILE


def to_look_at(application: Application) -> bool:
    """Whether the secretariat should look at a document: before somebody is selected by it."""
    return decidable(application) and application.status in LOOKED_AT_WHILE


def rejected(application: Application) -> bool:
    """Whether the applicant has been asked for a document again."""
    waits = any(one.status is DocumentStatus.REJECTED for one in application.documents)
    return waits and application.status in TAKEN_WHILE


def upload(
    application: Application, kind: str, sent: File, *, cause: Cause
) -> tuple[Application, DocumentUploaded | DocumentReplaced]:
    """Take a file as a document, or as its next version; the other documents stay as they are."""
    if not sendable(application, kind):
        raise Refusal("document-settled", "This document is not asked for, or was accepted before.")
    before = document.of_kind(application.documents, kind)
    changed = replace(application, documents=document.with_file(application.documents, kind, sent, at=cause.at))
    remarked = _remark(changed, kind, before, DocumentStatus.UPLOADED, cause=cause)
    told = {
        "application_id": application.id,
        "person_id": application.person_id,
        "edition_id": application.edition_id,
        "kind": kind,
        "document_id": sent.id,
        "sha256": sent.sha256,
    }
    if before is None:
        return remarked, DocumentUploaded(**told)
    return remarked, DocumentReplaced(**told, replaces=before.latest.file.id)


def accept(application: Application, document_id: str, *, cause: Cause) -> tuple[Application, DocumentAccepted]:
    """Take a document after a look at it."""
    before = _waiting(application, document_id)
    changed = replace(
        application, documents=document.put(application.documents, before.decide(DocumentStatus.ACCEPTED))
    )
    return _remark(changed, before.kind, before, DocumentStatus.ACCEPTED, cause=cause), DocumentAccepted(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        kind=before.kind,
        document_id=document_id,
    )


def reject(
    application: Application, document_id: str, *, reason_code: str, note: str, cause: Cause
) -> tuple[Application, DocumentRejected]:
    """Ask for another version of a document, and of no other."""
    before = _waiting(application, document_id)
    rejected = before.decide(DocumentStatus.REJECTED, reason_code=reason_code, note=note)
    changed = replace(application, documents=document.put(application.documents, rejected))
    remarked = _remark(
        changed, before.kind, before, DocumentStatus.REJECTED, cause=cause, reason_code=reason_code, note=note
    )
    return remarked, DocumentRejected(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        kind=before.kind,
        document_id=document_id,
        reason_code=reason_code,
    )


def _waiting(application: Application, document_id: str) -> Document:
    """The document whose last version this is; what was decided by somebody else meanwhile is not decided again."""
    for one in application.documents:
        if one.latest.file.id == document_id:
            if one.status is not DocumentStatus.UPLOADED or application.status not in TAKEN_WHILE:
                raise Refusal("document-settled", "This document is not asked for, or was accepted before.")
            return one
    raise Refusal("document-replaced", "There is a newer version of this document. Look at that one.")


def _remark(
    application: Application,
    kind: str,
    before: Document | None,
    now: DocumentStatus,
    *,
    cause: Cause,
    reason_code: str = "",
    note: str = "",
) -> Application:
    was = before.status if before else DocumentStatus.MISSING
    return application.remark(
        f"document-{kind}:{was}", f"document-{kind}:{now}", cause=cause, reason_code=reason_code, note=note
    )
