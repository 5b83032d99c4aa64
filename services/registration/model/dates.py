"""The dates of an edition, and what makes their order wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from services.registration.model import complaints


@dataclass(frozen=True, kw_only=True)
class Dates:
    """When things happen; days are days in the edition's time zone. The windows they make are in windows.py."""

    nomination_opens_on: date
    endorsement_due_on: date
    application_opens_at: datetime
    application_closes_at: datetime
    review_opens_on: date
    review_closes_on: date
    confirmation_opens_on: date
    confirmation_closes_on: date
    offer_days: int
    promotion_cutoff: date
    starts_on: date
    ends_on: date

    def complaints(self, timezone: str) -> dict[str, str]:
        """Field name -> what is wrong with it; the time zone says on which days applications open and close."""
        zone = ZoneInfo(timezone)
        opens_on, closes_on = (
            moment.astimezone(zone).date() for moment in (self.application_opens_at, self.application_closes_at)
        )
        found = {}
        if self.ends_on <= self.starts_on:
            found["ends_on"] = complaints.ENDS_BEFORE_START
        if self.application_closes_at <= self.application_opens_at:
            found["application_closes_at"] = complaints.CLOSES_BEFORE_OPENING
        elif closes_on >= self.starts_on:
            found["application_closes_at"] = complaints.CLOSES_AFTER_START
        if self.endorsement_due_on < opens_on:
            found["endorsement_due_on"] = complaints.DUE_TOO_EARLY
        elif self.endorsement_due_on >= self.starts_on:
            found["endorsement_due_on"] = complaints.DUE_TOO_LATE
        if self.promotion_cutoff < closes_on:
            found["promotion_cutoff"] = complaints.CUTOFF_TOO_EARLY
        elif self.promotion_cutoff > self.starts_on:
            found["promotion_cutoff"] = complaints.CUTOFF_TOO_LATE
        return found | self._complaints_about_phases(closes_on, found)

    def _complaints_about_phases(self, closes_on: date, known: Mapping[str, str]) -> dict[str, str]:
        """Nothing about what is wrong only because another date is."""
        found = {}
        if self.nomination_opens_on > self.endorsement_due_on:
            found["nomination_opens_on"] = complaints.OPENS_AFTER_CLOSING
        if self.review_opens_on > self.review_closes_on:
            found["review_opens_on"] = complaints.OPENS_AFTER_CLOSING
        if self.review_closes_on < closes_on:
            found["review_closes_on"] = complaints.REVIEW_TOO_SHORT
        elif self.review_closes_on >= self.starts_on and "application_closes_at" not in known:
            found["review_closes_on"] = complaints.REVIEW_TOO_LONG
        if self.confirmation_opens_on > self.confirmation_closes_on:
            found["confirmation_opens_on"] = complaints.OPENS_AFTER_CLOSING
        last_offers = self.review_closes_on if "promotion_cutoff" in known else self.promotion_cutoff
        if self.confirmation_closes_on < max(self.review_closes_on, last_offers):
            found["confirmation_closes_on"] = complaints.CONFIRMATION_TOO_SHORT
        elif self.confirmation_closes_on > self.starts_on:
            found["confirmation_closes_on"] = complaints.CONFIRMATION_TOO_LONG
        return found
