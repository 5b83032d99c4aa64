"""What certification publishes: completion decisions and certificates."""

from datetime import date

from shared.contracts.event import Event


class CompletionComputed(Event, name="certification.completion.computed.v1", subject="application_id"):
    """Attendance is final and the completion rule was applied; result: pass or fail."""

    application_id: str
    person_id: str
    edition_id: str
    result: str
    attended_minutes: int
    required_minutes: int
    rule_version: int


class CompletionApproved(Event, name="certification.completion.approved.v1", subject="application_id"):
    """The director approved that this participant completed the course."""

    application_id: str
    person_id: str
    edition_id: str
    by_exception: bool


class CompletionRefused(Event, name="certification.completion.refused.v1", subject="application_id"):
    """The director confirmed that the requirements were not met."""

    application_id: str
    person_id: str
    edition_id: str
    attended_minutes: int
    required_minutes: int


class CertificateApproved(Event, name="certification.certificate.approved.v1"):
    """A certificate has its number and name and is to be made."""

    certificate_id: str
    application_id: str
    person_id: str
    edition_id: str
    number: str


class CertificateIssued(Event, name="certification.certificate.issued.v1"):
    """A signed certificate is stored for good and can be verified."""

    certificate_id: str
    application_id: str
    person_id: str
    edition_id: str
    number: str
    verify_id: str
    issued_on: date
    pdf_sha256: str
    replaces: str | None = None


class CertificateIssueFailed(Event, name="certification.certificate.issue_failed.v1"):
    """A certificate could not be made as it is; staff correct it and try again."""

    certificate_id: str
    application_id: str
    edition_id: str
    number: str


class CertificateRevoked(Event, name="certification.certificate.revoked.v1"):
    """A certificate is no longer valid; its record stays."""

    certificate_id: str
    application_id: str
    person_id: str
    edition_id: str
    number: str
    reason_class: str
    effective_on: date


class CertificateSuperseded(Event, name="certification.certificate.superseded.v1"):
    """A certificate was replaced by a new one."""

    certificate_id: str
    application_id: str
    person_id: str
    edition_id: str
    number: str
    replaced_by: str
