"""The people and the edition of these tests; all invented."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from services.certification.model.certificate import Certificate, Certified
from shared.contracts.envelope import Actor, Cause
from shared.contracts.registration import ApplicationWithdrawn, EditionOpened, OfferConfirmed
from shared.contracts.scheduling import AttendanceLocked, ProgrammeReleased

AT = datetime(2027, 3, 15, 18, 30, tzinfo=UTC)
EDITION = "edition-44"
LUCIA, TOMAS, MARIE, JOAO = "lucia", "tomas", "marie", "joao"
NAMES = {
    LUCIA: "Lucía Ñáñez Müller d'Ávila",
    TOMAS: "Tomás Guðrún Đặng",
    MARIE: "Marie-Ange Désir",
    JOAO: "João Conceição",
}
VERIFY_ID = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
VERIFY_URL = f"https://cimi.example.org/verify/{VERIFY_ID}"
DIRECTOR = Actor(kind="staff", id="elena.rojas", role="director")

CERTIFIED = Certified(
    ordinal=44,
    year=2027,
    city="Mar del Plata",
    timezone="America/Argentina/Buenos_Aires",
    starts_on=date(2027, 3, 1),
    ends_on=date(2027, 3, 15),
    hours=10,
)

CERTIFICATE = Certificate(
    id="certificate-1",
    application_id=LUCIA,
    person_id="person-lucia",
    edition_id=EDITION,
    number="CIMI-44-C-0001",
    verify_id=VERIFY_ID,
    name=NAMES[LUCIA],
    certified=CERTIFIED,
    approved_at=AT,
)


def named(name: str) -> Certificate:
    """The certificate with another name on it."""
    return replace(CERTIFICATE, name=name)


def cause(at: datetime = AT) -> Cause:
    """The director acts."""
    return Cause(correlation_id="chain-1", causation_id="click-1", actor=DIRECTOR, at=at)


def opened() -> EditionOpened:
    return EditionOpened(
        edition_id=EDITION,
        ordinal=44,
        year=2027,
        city="Mar del Plata",
        timezone="America/Argentina/Buenos_Aires",
        starts_on=date(2027, 3, 1),
        ends_on=date(2027, 3, 15),
        seats=30,
        countries=["AR", "PE", "HT", "BR"],
        languages=["es", "en", "pt", "fr"],
    )


def released() -> ProgrammeReleased:
    """Two sessions of five hours."""
    return ProgrammeReleased(
        edition_id=EDITION,
        programme_version=1,
        days=[date(2027, 3, 1), date(2027, 3, 15)],
        session_ids=["monday", "tuesday"],
        minutes=600,
    )


def confirmed(application_id: str) -> OfferConfirmed:
    return OfferConfirmed(
        application_id=application_id,
        person_id=f"person-{application_id}",
        edition_id=EDITION,
        country="PE",
        offer_id=f"offer-{application_id}",
    )


def withdrawn(application_id: str) -> ApplicationWithdrawn:
    return ApplicationWithdrawn(
        application_id=application_id,
        person_id=f"person-{application_id}",
        edition_id=EDITION,
        reason_code="duty",
        seat_released=True,
    )


def locked(session_id: str, **minutes_present: int) -> AttendanceLocked:
    return AttendanceLocked(
        session_id=session_id, edition_id=EDITION, module_no=1, minutes=300, minutes_present=minutes_present
    )


def whole_course() -> list[Any]:
    """Lucía and João attend everything, Tomás four fifths, Marie a little less; João then withdraws."""
    return [
        opened(),
        released(),
        *(confirmed(application_id) for application_id in (LUCIA, TOMAS, MARIE, JOAO)),
        locked("monday", lucia=300, tomas=300, marie=300, joao=300),
        locked("tuesday", lucia=300, tomas=180, marie=179, joao=300),
    ]
