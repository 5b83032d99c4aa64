"""The service without its process: its repositories on a real database, and a real press."""

import itertools
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from services.certification.model.certificate import Certificate
from services.certification.pdf import CannotBeSet, Typesetter
from services.certification.repository import Certificates, Completions, Courses
from services.certification.signing import Signer
from services.certification.use_cases import certificates, completions
from shared.contracts.certification import CertificateApproved
from shared.contracts.event import REGISTRY, Event
from shared.contracts.registration import EditionOpened, OfferConfirmed
from shared.contracts.scheduling import AttendanceLocked, ProgrammeReleased
from shared.storage import Database
from shared.storage.outbox import Outbox
from tests.services.certification import people
from tests.services.certification.people import AT, EDITION, NAMES

HEARING: dict[type[Event], Callable[..., None]] = {
    EditionOpened: completions.hear_edition,
    ProgrammeReleased: completions.hear_programme,
    AttendanceLocked: completions.hear_attendance,
    OfferConfirmed: completions.hear_participant,
}


@dataclass
class Office:
    """The service without its process: its repositories, and a press that may break down."""

    database: Database
    typesetter: Typesetter
    signer: Signer
    breaks: bool = False
    ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.courses = Courses(self.database)
        self.completions = Completions(self.database)
        self.certificates = Certificates(self.database)
        for kept in (self.courses, self.completions, self.certificates, Outbox(self.database)):
            kept.create_indexes()

    def act(self, work: Callable[[], Any], at: datetime = AT) -> Any:
        return self.database.transact(work, cause=people.cause(at))

    def hear(self, event: Event, sequence: int = 1) -> None:
        known: dict[str, Any] = {"sequence": sequence, "completions": self.completions}
        if type(event) in HEARING:
            known |= {"at": AT, "courses": self.courses}
        self.act(lambda: HEARING.get(type(event), completions.hear_end)(event, **known))

    def hear_all(self, events: Iterable[Event]) -> None:
        for event in events:
            self.hear(event)

    def make(self, certificate: Certificate, *, issued_on: date, verify_url: str, at: datetime) -> bytes:
        if self.breaks:
            raise CannotBeSet("the text needs more than one page")
        page = self.typesetter.set(certificate, issued_on=issued_on, verify_url=verify_url, at=at)
        return self.signer.sign(page, at=at)

    def _new(self) -> dict[str, Any]:
        return {
            "new_id": lambda: f"certificate-{next(self.ids)}",
            "new_verify_id": lambda: f"{next(self.ids):026d}",
            "lacking": self.typesetter.lacking,
        }

    def approve(self, names: dict[str, str] = NAMES) -> dict[str, Any]:
        kept: dict[str, Any] = {
            "courses": self.courses,
            "completions": self.completions,
            "certificates": self.certificates,
        }
        answer: dict[str, Any] = self.act(
            lambda: completions.approve_completions(EDITION, names, at=AT, **kept, **self._new())
        )
        return answer

    def approve_exception(self, application_id: str, name: str, version: int) -> Any:
        return self.act(
            lambda: completions.approve_exception(
                application_id,
                version=version,
                name=name,
                reason="Hospital, with a medical certificate",
                at=AT,
                courses=self.courses,
                completions=self.completions,
                certificates=self.certificates,
                **self._new(),
            )
        )

    def issue(self) -> None:
        """Hear every approval that was published, as the service's own inbox would, again and again."""
        for event in self.published("certification.certificate.approved.v1"):
            assert isinstance(event, CertificateApproved)
            self.issue_one(event.certificate_id)

    def issue_one(self, certificate_id: str) -> None:
        self.act(
            lambda: certificates.issue(
                certificate_id,
                at=AT,
                public_url="https://cimi.example.org",
                make=self.make,
                certificates=self.certificates,
            )
        )

    def revoke(self, certificate_id: str, version: int) -> Any:
        later = AT + timedelta(days=2)
        return self.act(
            lambda: certificates.revoke(
                certificate_id,
                version=version,
                reason_class="fraud",
                note="Somebody else sat there",
                at=later,
                certificates=self.certificates,
            ),
            later,
        )

    def replace(self, certificate_id: str, version: int, name: str) -> Any:
        return self.act(
            lambda: certificates.replace(
                certificate_id,
                version=version,
                name=name,
                reason="Second surname was missing",
                at=AT,
                certificates=self.certificates,
                **self._new(),
            )
        )

    def published(self, name: str = "") -> list[Event]:
        rows = self.database.collection("outbox").find(sort=[("_id", 1)])
        events = [REGISTRY[row["name"]].from_data(_data(row["body"])) for row in rows]
        return [event for event in events if name in ("", event.name)]

    def rows(self) -> dict[str, dict[str, Any]]:
        kept: dict[str, Any] = {"completions": self.completions, "certificates": self.certificates}
        answer = completions.show(EDITION, courses=self.courses, **kept)
        return {row["application_id"]: row for row in answer["rows"]}

    def of(self, application_id: str) -> Certificate:
        (certificate,) = self.certificates.public_of(application_id)
        return certificate


def _data(body: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(body)["data"]
    return data
