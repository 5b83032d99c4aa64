"""The terms of an edition's call to governments: how many officials a country may nominate, and when it is reminded."""

from dataclasses import dataclass

from services.registration.model import complaints


@dataclass(frozen=True, kw_only=True)
class CallTerms:
    """quota: nominations of one country, of all its institutions together; this is not the cap of its seats.

    chasers: how many days before the last day to nominate whoever has not answered is reminded, the most first.
    """

    quota: int = 5
    chasers: tuple[int, ...] = (14, 3)

    def refuse_mistakes(self) -> None:
        """Refuse reminders that are too many, or on the same day."""
        if len(self.chasers) > 5 or len(set(self.chasers)) < len(self.chasers):
            complaints.refuse_if_any({"chasers": complaints.CHASERS_WRONG})
