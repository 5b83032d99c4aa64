"""A certificate's life: made and signed once, checked by anybody, and revoked or replaced by the director alone."""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from services.certification.model.certificate import PUBLIC, Certificate, Status, number
from services.certification.pdf import CannotBeSet
from services.certification.repository import Certificates
from services.certification.schemas import certificate_answer, holder_answer, verify_answer
from services.certification.use_cases.names import Lacking, settable
from shared.contracts.envelope import Actor
from shared.contracts.refusal import Refusal


class Make(Protocol):
    """Sets and signs a certificate: the final bytes."""

    def __call__(self, certificate: Certificate, *, issued_on: date, verify_url: str, at: datetime) -> bytes:
        """Raises CannotBeSet."""


def issue(certificate_id: str, *, at: datetime, public_url: str, make: Make, certificates: Certificates) -> None:
    """Make the PDF of an approved certificate, once. What cannot be set is kept as failed, for staff to correct."""
    certificate = certificates.get(certificate_id)
    if certificate.status != Status.APPROVED:
        return
    issued_on = _today(certificate, at)
    try:
        pdf = make(certificate, issued_on=issued_on, verify_url=f"{public_url}/verify/{certificate.verify_id}", at=at)
    except CannotBeSet as error:
        failed, failure = certificate.fail(str(error))
        certificates.save(failed, failure)
        return
    sha256 = hashlib.sha256(pdf).hexdigest()
    if certificate.replaces is not None:
        superseded, end = certificates.get(certificate.replaces).supersede()
        certificates.save(superseded, end)
    certificates.keep_pdf(certificate.id, pdf, sha256=sha256, at=at)
    issued, event = certificate.issue(issued_on=issued_on, pdf_sha256=sha256)
    certificates.save(issued, event)


def retry(
    certificate_id: str, *, version: int, name: str, lacking: Lacking, certificates: Certificates
) -> dict[str, Any]:
    """Have a certificate that failed made again, under another name if one is given."""
    certificate = certificates.get(certificate_id, version=version)
    written = settable({"name": name or certificate.name}, lacking)["name"]
    approved, event = certificate.approve_again(name=written)
    return certificate_answer(certificates.save(approved, event))


def revoke(
    certificate_id: str, *, version: int, reason_class: str, note: str, at: datetime, certificates: Certificates
) -> dict[str, Any]:
    """Declare a certificate no longer valid."""
    certificate = certificates.get(certificate_id, version=version)
    revoked, event = certificate.revoke(reason_class=reason_class, note=note, on=_today(certificate, at))
    return certificate_answer(certificates.save(revoked, event))


def replace(
    certificate_id: str,
    *,
    version: int,
    name: str,
    reason: str,
    at: datetime,
    new_id: Callable[[], str],
    new_verify_id: Callable[[], str],
    lacking: Lacking,
    certificates: Certificates,
) -> dict[str, Any]:
    """Approve a certificate in place of an issued one, which stays valid until then; answers the new one."""
    written = settable({"name": name}, lacking)["name"]
    old = certificates.get(certificate_id, version=version)
    new_certificate_id = new_id()
    certificates.save(old.begin_replacement(by=new_certificate_id))
    new, event = Certificate(
        id=new_certificate_id,
        application_id=old.application_id,
        person_id=old.person_id,
        edition_id=old.edition_id,
        number=number(old.certified.ordinal, certificates.next_number(old.edition_id)),
        verify_id=new_verify_id(),
        name=written,
        certified=old.certified,
        approved_at=at,
        replaces=old.id,
        reason=reason,
    ).approve()
    return certificate_answer(certificates.add(new, event))


def verify(verify_id: str, *, certificates: Certificates) -> dict[str, Any]:
    """What anybody may learn with the code; one that was never given out is simply not found."""
    certificate = certificates.by_verify_id(verify_id.strip().upper())
    if certificate is None or certificate.status not in PUBLIC:
        raise Refusal("not-found", "There is no certificate with this code.", status=404)
    superseded = certificate.status == Status.SUPERSEDED and certificate.replaced_by
    return verify_answer(certificate, certificates.get(superseded) if superseded else None)


def show_all(edition_id: str, *, certificates: Certificates) -> dict[str, Any]:
    """All certificates of an edition."""
    return {"certificates": [certificate_answer(one) for one in certificates.of_edition(edition_id)]}


def show_own(application_id: str, *, actor: Actor, certificates: Certificates) -> dict[str, Any]:
    """The certificates that a participant has been given."""
    _must_be_own(application_id, actor)
    return {"certificates": [holder_answer(one) for one in certificates.public_of(application_id)]}


def show(certificate_id: str, *, actor: Actor, certificates: Certificates) -> dict[str, Any]:
    """One certificate, to staff or to its holder."""
    certificate = certificates.get(certificate_id)
    _must_be_own(certificate.application_id, actor)
    return holder_answer(certificate) if actor.role == "applicant" else certificate_answer(certificate)


def show_pdf(certificate_id: str, *, actor: Actor, certificates: Certificates) -> dict[str, Any]:
    """The stored PDF, as it was signed."""
    certificate = certificates.get(certificate_id)
    _must_be_own(certificate.application_id, actor)
    pdf = certificates.pdf(certificate_id)
    return {
        "filename": f"{certificate.number}.pdf",
        "sha256": certificate.pdf_sha256,
        "content_base64": b64encode(pdf).decode(),
    }


def _must_be_own(application_id: str, actor: Actor) -> None:
    if actor.role == "applicant" and actor.id != application_id:
        raise Refusal("not-allowed", "This certificate is somebody else's.", status=403)


def _today(certificate: Certificate, at: datetime) -> date:
    return at.astimezone(ZoneInfo(certificate.certified.timezone)).date()
