"""What a stay needs, asked once a seat is confirmed: passport, whom to call, diet, access, arrival and departure.

It is saved in parts and kept apart from the application, so that it can be erased by itself.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from services.registration.model import complaints
from services.registration.model.edition import Edition
from shared.contracts.envelope import Cause
from shared.contracts.registration import ParticipantDetailsCompleted, ParticipantDetailsReminded

FIRST_REMINDER = timedelta(days=3)
BETWEEN_REMINDERS = timedelta(days=7)
PASSPORT_LASTS = 183
"""Days: many borders want a passport that is valid for six months after the stay."""

READ_BY_SECRETARIAT = ("passport", "emergency")
"""Parts that nobody else of the staff reads."""


@dataclass(frozen=True, kw_only=True)
class Passport:
    """The document a person travels with; `visa_needed` as they say themselves."""

    number: str
    country: str
    expires_on: date
    visa_needed: bool


@dataclass(frozen=True, kw_only=True)
class Emergency:
    """Whom to call."""

    name: str
    phone: str
    relation: str = ""


@dataclass(frozen=True, kw_only=True)
class Needs:
    """Diet and access; empty texts say that there is nothing to arrange."""

    diet: str = ""
    accessibility: str = ""


@dataclass(frozen=True, kw_only=True)
class Travel:
    """When the person comes and goes."""

    arrives_on: date
    leaves_on: date


@dataclass(frozen=True, kw_only=True)
class CertificateName:
    """The name on the certificate, as the person has confirmed it."""

    certificate_name: str


PARTS: dict[str, type[Any]] = {
    "passport": Passport,
    "emergency": Emergency,
    "needs": Needs,
    "travel": Travel,
    "certificate": CertificateName,
}


@dataclass(frozen=True, kw_only=True)
class Details:
    """One participant's details. `remind_at`: when to remind next; None once all is said or nothing is asked any more."""

    id: str
    application_id: str
    person_id: str
    edition_id: str
    asked_at: datetime
    remind_at: datetime | None
    passport: Passport | None = None
    emergency: Emergency | None = None
    needs: Needs | None = None
    travel: Travel | None = None
    certificate: CertificateName | None = None
    completed_at: datetime | None = None
    version: int = 0

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts that are not said yet."""
        return tuple(part for part in PARTS if getattr(self, part) is None)

    def save(
        self, part: str, said: Mapping[str, Any], *, edition: Edition, cause: Cause
    ) -> tuple["Details", *tuple[ParticipantDetailsCompleted, ...]]:
        """Keep one part; when it was the last, or what has to be arranged has changed, that is told."""
        kept = PARTS[part](**said)
        complaints.refuse_if_any(_complaints(kept, edition))
        saved = replace(self, **{part: kept})
        if saved.missing or (self.completed_at and self.to_arrange == saved.to_arrange):
            return (saved,)
        complete = replace(saved, completed_at=cause.at, remind_at=None)
        return complete, ParticipantDetailsCompleted(
            participant_id=self.id,
            application_id=self.application_id,
            person_id=self.person_id,
            edition_id=self.edition_id,
            **complete.to_arrange,
        )

    @property
    def to_arrange(self) -> dict[str, bool]:
        """What has to be arranged, as flags."""
        return {
            "needs_visa": bool(self.passport and self.passport.visa_needed),
            "needs_accessibility": bool(self.needs and self.needs.accessibility),
            "needs_diet": bool(self.needs and self.needs.diet),
        }

    def remind(self, *, cause: Cause) -> tuple["Details", ParticipantDetailsReminded]:
        """Remind of what is not said yet, and again in a week."""
        return replace(self, remind_at=cause.at + BETWEEN_REMINDERS), ParticipantDetailsReminded(
            participant_id=self.id,
            application_id=self.application_id,
            person_id=self.person_id,
            edition_id=self.edition_id,
        )

    def stop_reminding(self) -> "Details":
        """The seat was given up or the course has begun: nothing is asked any more."""
        return replace(self, remind_at=None)

    def passport_ends_early(self, edition: Edition) -> bool:
        """Whether the passport expires within six months after the course: a warning, since some borders allow it."""
        return self.passport is not None and self.passport.expires_on < edition.dates.ends_on + timedelta(
            days=PASSPORT_LASTS
        )

    def seen_by(self, role: str) -> dict[str, Any]:
        """The parts that this role may read; of the others only that they are there."""
        hidden = () if role in ("secretariat", "applicant") else READ_BY_SECRETARIAT
        parts = {part: getattr(self, part) for part in PARTS if part not in hidden}
        return {part: asdict(said) if said else None for part, said in parts.items()}


def ask(*, details_id: str, application_id: str, person_id: str, edition_id: str, cause: Cause) -> Details:
    """Ask for the details of somebody who has confirmed."""
    return Details(
        id=details_id,
        application_id=application_id,
        person_id=person_id,
        edition_id=edition_id,
        asked_at=cause.at,
        remind_at=cause.at + FIRST_REMINDER,
    )


def _complaints(kept: Any, edition: Edition) -> dict[str, str]:
    match kept:
        case Passport() if kept.expires_on <= edition.dates.ends_on:
            return {"expires_on": complaints.PASSPORT_EXPIRES}
        case Travel() if kept.leaves_on < kept.arrives_on:
            return {"leaves_on": complaints.LEAVES_BEFORE_ARRIVING}
    return {}
