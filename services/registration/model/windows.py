"""The windows of an edition: from when until when each phase is open, what is usual, and by how much they were extended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from services.registration.model.dates import Dates
from shared.contracts.refusal import Refusal
from shared.contracts.registration import PHASES

LAST_SECOND = time(23, 59, 59)


class Phase(StrEnum):
    """What a window is for."""

    NOMINATION, APPLICATION, REVIEW, CONFIRMATION = PHASES


CLOSING = {
    Phase.NOMINATION: "endorsement_due_on",
    Phase.APPLICATION: "application_closes_at",
    Phase.REVIEW: "review_closes_on",
    Phase.CONFIRMATION: "confirmation_closes_on",
}
"""The date that ends each window, and so the one that an extension moves."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """Open from the first moment to the last."""

    opens_at: datetime
    closes_at: datetime

    def is_open(self, at: datetime) -> bool:
        """Whether the time is within it."""
        return self.opens_at <= at <= self.closes_at


@dataclass(frozen=True, kw_only=True)
class Extension:
    """A window that closed, or would have closed, at `before` was given until `closes_at`, for a reason."""

    phase: Phase
    before: datetime
    closes_at: datetime
    reason_code: str
    note: str
    at: datetime


def of(dates: Dates, timezone: str) -> dict[Phase, Window]:
    """The four windows; days count from their first to their last second where the course takes place."""
    zone = ZoneInfo(timezone)

    def days(opens_on: date, closes_on: date) -> Window:
        return Window(
            opens_at=datetime.combine(opens_on, time.min, zone),
            closes_at=datetime.combine(closes_on, LAST_SECOND, zone),
        )

    return {
        Phase.NOMINATION: days(dates.nomination_opens_on, dates.endorsement_due_on),
        Phase.APPLICATION: Window(opens_at=dates.application_opens_at, closes_at=dates.application_closes_at),
        Phase.REVIEW: days(dates.review_opens_on, dates.review_closes_on),
        Phase.CONFIRMATION: days(dates.confirmation_opens_on, dates.confirmation_closes_on),
    }


def usual(said: Mapping[str, Any], timezone: str) -> dict[str, date]:
    """The dates that need not be said, by the ones that were.

    Every phase opens with the call. Review leaves the first offers their days before the last promotions; seats can be
    confirmed until the course starts.
    """
    zone = ZoneInfo(timezone)
    opens_on, closes_on = (
        said[name].astimezone(zone).date() for name in ("application_opens_at", "application_closes_at")
    )
    offers_by = said["promotion_cutoff"] - timedelta(days=said["offer_days"])
    last_day = said["starts_on"] - timedelta(days=1)
    found = dict.fromkeys(("nomination_opens_on", "review_opens_on", "confirmation_opens_on"), opens_on)
    found["nomination_opens_on"] = min(opens_on, said["endorsement_due_on"])
    found["review_closes_on"] = max(min(offers_by, last_day), closes_on + timedelta(days=1))
    found["confirmation_closes_on"] = said["starts_on"]
    return {name: day for name, day in found.items() if said.get(name) is None}


def refuse_unless_begun(windows: Mapping[Phase, Window], phase: Phase, at: datetime) -> None:
    """Refuse what comes before its phase."""
    if at < windows[phase].opens_at:
        raise Refusal("phase-closed", f"The window for {phase} is not open yet.")


def refuse_unless_open(windows: Mapping[Phase, Window], phase: Phase, at: datetime) -> None:
    """Refuse what comes before or after its phase."""
    if not windows[phase].is_open(at):
        raise Refusal("phase-closed", f"The window for {phase} is not open at this time.")
