"""Certification as a process: what it hears, what it is asked, and the press that makes certificates."""

from base64 import b32encode
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from secrets import token_bytes
from typing import Any, TypedDict

from eventlet import tpool
from eventlet.semaphore import Semaphore
from nameko.extensions import DependencyProvider

from services.certification import schemas
from services.certification.model.certificate import Certificate
from services.certification.pdf import Typesetter
from services.certification.repository import Certificates, Completions, Courses
from services.certification.signing import Signer
from services.certification.use_cases import certificates, completions
from shared.contracts.certification import CertificateApproved
from shared.contracts.envelope import Actor, Cause
from shared.contracts.registration import (
    ApplicationLeftEarly,
    ApplicationNoShowRecorded,
    ApplicationWithdrawn,
    ApplicationWithdrawnByCourse,
    EditionOpened,
    OfferConfirmed,
)
from shared.contracts.scheduling import AttendanceLocked, ProgrammeReleased
from shared.messaging.service import Heard, Operable, Repository, Setting, command, query, subscribe
from shared.storage import new_id

STAFF = ("secretariat", "director", "auditor")
Asked = Mapping[str, Any]


class Press(DependencyProvider):
    """Sets and signs certificates, one at a time, in a real thread: a page takes some 20 ms that the hub must not."""

    def setup(self) -> None:
        """Load fonts, template and key, once; a missing key stops the start with one plain sentence."""
        self._typesetter = Typesetter()
        self._signer = Signer.load(Path(self.container.config["SECRETS"]))
        self._turn = Semaphore()

    def get_dependency(self, _worker: object) -> "Press":
        """The one press."""
        return self

    def lacking(self, name: str) -> list[str]:
        """The characters of a name that cannot be set."""
        return self._typesetter.lacking(name)

    def make(self, certificate: Certificate, *, issued_on: date, verify_url: str, at: datetime) -> bytes:
        """The signed PDF."""

        def work() -> bytes:
            page = self._typesetter.set(certificate, issued_on=issued_on, verify_url=verify_url, at=at)
            return self._signer.sign(page, at=at)

        with self._turn:
            made: bytes = tpool.execute(work)
            return made


def new_verify_id() -> str:
    """A public code of 128 random bits, in 26 letters and digits."""
    return b32encode(token_bytes(16)).decode().rstrip("=")


class Reckoned(TypedDict):
    """Where completions are reckoned from."""

    courses: Courses
    completions: Completions


class New(TypedDict):
    """What a new certificate needs from outside of the rules."""

    new_id: Callable[[], str]
    new_verify_id: Callable[[], str]
    lacking: Callable[[str], list[str]]


class CertificationService(Operable):
    """Each method is one sentence; the verbs are in use_cases."""

    name = "certification"

    courses = Repository(Courses)
    kept_completions = Repository(Completions)
    kept_certificates = Repository(Certificates)
    public_url = Setting("PUBLIC_URL")
    press = Press()

    @subscribe(EditionOpened)
    def hear_edition(self, opened: EditionOpened, heard: Heard) -> None:
        completions.hear_edition(opened, sequence=heard.sequence, at=heard.at, **self._reckoned())

    @subscribe(ProgrammeReleased)
    def hear_programme(self, released: ProgrammeReleased, heard: Heard) -> None:
        completions.hear_programme(released, sequence=heard.sequence, at=heard.at, **self._reckoned())

    @subscribe(AttendanceLocked)
    def hear_attendance(self, locked: AttendanceLocked, heard: Heard) -> None:
        completions.hear_attendance(locked, sequence=heard.sequence, at=heard.at, **self._reckoned())

    @subscribe(OfferConfirmed)
    def hear_participant(self, confirmed: OfferConfirmed, heard: Heard) -> None:
        completions.hear_participant(confirmed, sequence=heard.sequence, at=heard.at, **self._reckoned())

    @subscribe(ApplicationWithdrawn)
    def hear_withdrawal(self, withdrawn: ApplicationWithdrawn, heard: Heard) -> None:
        completions.hear_end(withdrawn, sequence=heard.sequence, completions=self.kept_completions)

    @subscribe(ApplicationWithdrawnByCourse)
    def hear_withdrawal_by_course(self, withdrawn: ApplicationWithdrawnByCourse, heard: Heard) -> None:
        completions.hear_end(withdrawn, sequence=heard.sequence, completions=self.kept_completions)

    @subscribe(ApplicationNoShowRecorded)
    def hear_no_show(self, recorded: ApplicationNoShowRecorded, heard: Heard) -> None:
        completions.hear_end(recorded, sequence=heard.sequence, completions=self.kept_completions)

    @subscribe(ApplicationLeftEarly)
    def hear_early_leave(self, left: ApplicationLeftEarly, heard: Heard) -> None:
        completions.hear_end(left, sequence=heard.sequence, completions=self.kept_completions)

    @subscribe(CertificateApproved)
    def issue_certificate(self, approved: CertificateApproved, heard: Heard) -> None:
        certificates.issue(
            approved.certificate_id,
            at=heard.at,
            public_url=self.public_url,
            make=self.press.make,
            certificates=self.kept_certificates,
        )

    @command(schemas.ApproveCompletions, by=("director",))
    def approve_completions(self, asked: Asked, cause: Cause) -> dict[str, Any]:
        return completions.approve_completions(
            **asked, at=cause.at, certificates=self.kept_certificates, **self._reckoned(), **self._new()
        )

    @command(schemas.ApproveException, by=("director",))
    def approve_exception(self, asked: Asked, cause: Cause) -> dict[str, Any]:
        return completions.approve_exception(
            **asked, at=cause.at, certificates=self.kept_certificates, **self._reckoned(), **self._new()
        )

    @command(schemas.RevokeCertificate, by=("director",))
    def revoke_certificate(self, asked: Asked, cause: Cause) -> dict[str, Any]:
        return certificates.revoke(**asked, at=cause.at, certificates=self.kept_certificates)

    @command(schemas.ReplaceCertificate, by=("director",))
    def replace_certificate(self, asked: Asked, cause: Cause) -> dict[str, Any]:
        return certificates.replace(**asked, at=cause.at, certificates=self.kept_certificates, **self._new())

    @command(schemas.RetryCertificate, by=("secretariat", "director"))
    def retry_certificate(self, asked: Asked, _cause: Cause) -> dict[str, Any]:
        return certificates.retry(**asked, lacking=self.press.lacking, certificates=self.kept_certificates)

    @query(schemas.OfEdition, by=STAFF)
    def completions(self, asked: Asked, _actor: Actor) -> dict[str, Any]:
        return completions.show(asked["edition_id"], certificates=self.kept_certificates, **self._reckoned())

    @query(schemas.OfEdition, by=STAFF)
    def next_actions(self, asked: Asked, _actor: Actor) -> dict[str, Any]:
        return completions.show_actions(
            asked["edition_id"], completions=self.kept_completions, certificates=self.kept_certificates
        )

    @query(schemas.OfEdition, by=STAFF)
    def certificates(self, asked: Asked, _actor: Actor) -> dict[str, Any]:
        return certificates.show_all(asked["edition_id"], certificates=self.kept_certificates)

    @query(schemas.OfCertificate, by=(*STAFF, "applicant"))
    def certificate(self, asked: Asked, actor: Actor) -> dict[str, Any]:
        return certificates.show(asked["certificate_id"], actor=actor, certificates=self.kept_certificates)

    @query(schemas.OfCertificate, by=(*STAFF, "applicant"))
    def certificate_pdf(self, asked: Asked, actor: Actor) -> dict[str, Any]:
        return certificates.show_pdf(asked["certificate_id"], actor=actor, certificates=self.kept_certificates)

    @query(schemas.OfApplication, by=("applicant",))
    def my_certificates(self, asked: Asked, actor: Actor) -> dict[str, Any]:
        return certificates.show_own(asked["application_id"], actor=actor, certificates=self.kept_certificates)

    @query(schemas.OfVerifyId, by=("public", "applicant", *STAFF))
    def verify(self, asked: Asked, _actor: Actor) -> dict[str, Any]:
        return certificates.verify(asked["verify_id"], certificates=self.kept_certificates)

    def _reckoned(self) -> Reckoned:
        return {"courses": self.courses, "completions": self.kept_completions}

    def _new(self) -> New:
        return {"new_id": new_id, "new_verify_id": new_verify_id, "lacking": self.press.lacking}
