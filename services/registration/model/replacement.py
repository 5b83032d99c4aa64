"""A replacement: the institution whose official gave a confirmed seat back may name another one for it.

The freed seat is kept for it until then: by its promotion, which goes to the waiting list when nobody comes of it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.registration.model.application import Application
from services.registration.model.call import Nominee
from services.registration.model.edition import Edition
from services.registration.model.states import Status
from shared.contracts.refusal import Refusal

IN_THE_RUNNING = (Status.SUBMITTED, Status.RETURNED, Status.UNDER_REVIEW)
"""Where the application of somebody named for the seat may be while the seat is kept for them."""


class ReplacementStatus(StrEnum):
    """Where the institution's turn stands; whatever ends it without somebody in the seat, the waiting list is next."""

    ASKED = "asked"
    NAMED = "named"
    APPLIED = "applied"
    SEATED = "seated"
    DECLINED = "declined"
    LAPSED = "lapsed"


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """What one institution is asked for one freed seat. `due_at`: until when to name, then until when to apply."""

    leaver_id: str
    institution_id: str
    focal_point_id: str
    asked_at: datetime
    due_at: datetime
    status: ReplacementStatus = ReplacementStatus.ASKED
    nominee: Nominee | None = None


def wanted(leaver: Application, edition: Edition, at: datetime) -> bool:
    """Whether the institution is to be asked: it has a focal point, and there is time before the last promotions."""
    return bool(
        leaver.status is Status.WITHDRAWN
        and leaver.endorsed
        and leaver.endorsement.focal_point_id
        and edition.offers.replacement_days
        and edition.promotes(at)
    )


def request(leaver: Application, edition: Edition, at: datetime) -> Replacement:
    """Ask the institution."""
    return Replacement(
        leaver_id=leaver.id,
        institution_id=leaver.form.institution_id,
        focal_point_id=leaver.endorsement.focal_point_id,
        asked_at=at,
        due_at=edition.replacement_deadline(at),
    )


def seat_over() -> Refusal:
    """The refusal of what comes after the time that a seat was kept."""
    return Refusal("replacement-over", "This seat is no longer kept for the institution.", status=410)
