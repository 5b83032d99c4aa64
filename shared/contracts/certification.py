"""What certification publishes: completion decisions and certificates."""

from datetime import date
from typing import Annotated

from shared.contracts.event import Event
from shared.contracts.texts import Codes, Id, Number, PersonId, Sha256

REVOKED_BECAUSE = ("error", "fraud", "withdrawn_by_authority")

RevokedBecause = Annotated[str, Codes(REVOKED_BECAUSE)]
Result = Annotated[str, Codes(("pass", "fail"), closed=True)]


class CompletionComputed(Event, name="certification.completion.computed.v1", subject="application_id"):
    """Attendance is final and the completion rule was applied; result: pass or fail."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    result: Result
    attended_minutes: int
    required_minutes: int
    rule_version: int


class CompletionApproved(Event, name="certification.completion.approved.v1", subject="application_id"):
    """The director approved that this participant completed the course."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    by_exception: bool


class CompletionRefused(Event, name="certification.completion.refused.v1", subject="application_id"):
    """The director confirmed that the requirements were not met."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    attended_minutes: int
    required_minutes: int


class CertificateApproved(Event, name="certification.certificate.approved.v1"):
    """A certificate has its number and name and is to be made."""

    certificate_id: PersonId
    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    number: Number


class CertificateIssued(Event, name="certification.certificate.issued.v1"):
    """A signed certificate is stored for good and can be verified."""

    certificate_id: PersonId
    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    number: Number
    verify_id: PersonId
    issued_on: date
    pdf_sha256: Sha256
    replaces: PersonId | None = None


class CertificateIssueFailed(Event, name="certification.certificate.issue_failed.v1"):
    """A certificate could not be made as it is; staff correct it and try again."""

    certificate_id: PersonId
    application_id: PersonId
    edition_id: Id
    number: Number


class CertificateRevoked(Event, name="certification.certificate.revoked.v1"):
    """A certificate is no longer valid; its record stays."""

    certificate_id: PersonId
    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    number: Number
    reason_class: RevokedBecause
    effective_on: date


class CertificateSuperseded(Event, name="certification.certificate.superseded.v1"):
    """A certificate was replaced by a new one."""

    certificate_id: PersonId
    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    number: Number
    replaced_by: PersonId
