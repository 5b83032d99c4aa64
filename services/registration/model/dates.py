"""The dates of an edition, and what makes their order wrong."""

from dataclasses import dataclass
from datetime import date, datetime

from services.registration.model import complaints


@dataclass(frozen=True, kw_only=True)
class Dates:
    """When things happen; days are days in the edition's time zone."""

    application_opens_at: datetime
    application_closes_at: datetime
    endorsement_due_on: date
    starts_on: date
    ends_on: date
    promotion_cutoff: date
    offer_days: int

    def complaints(self) -> dict[str, str]:
        """Field name -> what is wrong with it."""
        closes_on = self.application_closes_at.date()
        found = {}
        if self.ends_on <= self.starts_on:
            found["ends_on"] = complaints.ENDS_BEFORE_START
        if self.application_closes_at <= self.application_opens_at:
            found["application_closes_at"] = complaints.CLOSES_BEFORE_OPENING
        elif closes_on >= self.starts_on:
            found["application_closes_at"] = complaints.CLOSES_AFTER_START
        if self.endorsement_due_on < self.application_opens_at.date():
            found["endorsement_due_on"] = complaints.DUE_TOO_EARLY
        elif self.endorsement_due_on >= self.starts_on:
            found["endorsement_due_on"] = complaints.DUE_TOO_LATE
        if self.promotion_cutoff < closes_on:
            found["promotion_cutoff"] = complaints.CUTOFF_TOO_EARLY
        elif self.promotion_cutoff > self.starts_on:
            found["promotion_cutoff"] = complaints.CUTOFF_TOO_LATE
        return found
