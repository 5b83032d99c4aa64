"""A certificate: approved, issued once, and then only ever revoked or replaced. Its number is never used again."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from services.certification.model.course import Edition
from shared.contracts.certification import (
    CertificateApproved,
    CertificateIssued,
    CertificateIssueFailed,
    CertificateRevoked,
    CertificateSuperseded,
)
from shared.contracts.refusal import Refusal


class Status(StrEnum):
    """approved: on its way to be made; failed: it could not be made. revoked and superseded are final."""

    APPROVED = "approved"
    FAILED = "failed"
    ISSUED = "issued"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


PUBLIC = (Status.ISSUED, Status.REVOKED, Status.SUPERSEDED)


@dataclass(frozen=True, kw_only=True)
class Certified:
    """What the certificate says about the course, as it was when it was approved."""

    ordinal: int
    year: int
    city: str
    timezone: str
    starts_on: date
    ends_on: date
    hours: int

    @classmethod
    def of(cls, edition: Edition, *, hours: int) -> "Certified":
        """The words of an edition."""
        return cls(
            ordinal=edition.ordinal,
            year=edition.year,
            city=edition.city,
            timezone=edition.timezone,
            starts_on=edition.starts_on,
            ends_on=edition.ends_on,
            hours=hours,
        )


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """One certificate of one participant.

    replaces, replaced_by: ids; `replaced_by` is set from the moment the replacement is approved.
    reason:                why it replaces another one.
    failure:               why it could not be made.
    """

    id: str
    application_id: str
    person_id: str
    edition_id: str
    number: str
    verify_id: str
    name: str
    certified: Certified
    approved_at: datetime
    status: Status = Status.APPROVED
    issued_on: date | None = None
    pdf_sha256: str = ""
    replaces: str | None = None
    reason: str = ""
    replaced_by: str | None = None
    failure: str = ""
    revoked_on: date | None = None
    reason_class: str = ""
    note: str = ""
    version: int = 0

    def approve(self) -> tuple["Certificate", CertificateApproved]:
        """A new certificate is to be made."""
        self._must_be(Status.APPROVED, "not-approved")
        return self, self._approved()

    def approve_again(self, *, name: str) -> tuple["Certificate", CertificateApproved]:
        """One that could not be made is tried again, under the name as it is now."""
        self._must_be(Status.FAILED, "not-failed")
        return replace(self, status=Status.APPROVED, name=name, failure=""), self._approved()

    def issue(self, *, issued_on: date, pdf_sha256: str) -> tuple["Certificate", CertificateIssued]:
        """The signed PDF is made."""
        self._must_be(Status.APPROVED, "not-approved")
        return replace(self, status=Status.ISSUED, issued_on=issued_on, pdf_sha256=pdf_sha256), CertificateIssued(
            certificate_id=self.id,
            application_id=self.application_id,
            person_id=self.person_id,
            edition_id=self.edition_id,
            number=self.number,
            verify_id=self.verify_id,
            issued_on=issued_on,
            pdf_sha256=pdf_sha256,
            replaces=self.replaces,
        )

    def fail(self, failure: str) -> tuple["Certificate", CertificateIssueFailed]:
        """It cannot be made as it is."""
        self._must_be(Status.APPROVED, "not-approved")
        return replace(self, status=Status.FAILED, failure=failure), CertificateIssueFailed(
            certificate_id=self.id,
            application_id=self.application_id,
            edition_id=self.edition_id,
            number=self.number,
        )

    def revoke(self, *, reason_class: str, note: str, on: date) -> tuple["Certificate", CertificateRevoked]:
        """It is no longer valid; its record stays."""
        self._must_be(Status.ISSUED, "not-issued")
        self._must_not_be_in_replacement()
        revoked = replace(self, status=Status.REVOKED, reason_class=reason_class, note=note, revoked_on=on)
        return revoked, CertificateRevoked(
            certificate_id=self.id,
            application_id=self.application_id,
            person_id=self.person_id,
            edition_id=self.edition_id,
            number=self.number,
            reason_class=reason_class,
            effective_on=on,
        )

    def begin_replacement(self, *, by: str) -> "Certificate":
        """Another certificate will take its place; it stays valid until that one is issued."""
        self._must_be(Status.ISSUED, "not-issued")
        self._must_not_be_in_replacement()
        return replace(self, replaced_by=by)

    def supersede(self) -> tuple["Certificate", CertificateSuperseded]:
        """Its replacement is issued."""
        self._must_be(Status.ISSUED, "not-issued")
        if self.replaced_by is None:
            raise Refusal("not-in-replacement", f"Nothing replaces {self.number}.")
        return replace(self, status=Status.SUPERSEDED), CertificateSuperseded(
            certificate_id=self.id,
            application_id=self.application_id,
            person_id=self.person_id,
            edition_id=self.edition_id,
            number=self.number,
            replaced_by=self.replaced_by,
        )

    def _approved(self) -> CertificateApproved:
        return CertificateApproved(
            certificate_id=self.id,
            application_id=self.application_id,
            person_id=self.person_id,
            edition_id=self.edition_id,
            number=self.number,
        )

    def _must_be(self, status: Status, code: str) -> None:
        if self.status != status:
            raise Refusal(code, f"{self.number} is {self.status}.")

    def _must_not_be_in_replacement(self) -> None:
        if self.replaced_by is not None:
            raise Refusal("in-replacement", f"A replacement of {self.number} is being made.")


def number(ordinal: int, counted: int) -> str:
    """The number that a person reads: `CIMI-44-C-0007`."""
    return f"CIMI-{ordinal}-C-{counted:04d}"


def as_written(name: str) -> str:
    """The name with its letters composed and single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())
