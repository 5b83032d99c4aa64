"""The terms of an edition's offers: what comes with a seat, when people are reminded, and how long they may think again."""

from dataclasses import dataclass

from services.registration.model import complaints


@dataclass(frozen=True, kw_only=True)
class OfferTerms:
    """parts: what is offered with the seat.

    reminders: how many days before its deadline an offer without an answer is reminded of, the most first.
    parts_days: until how many days before the course starts parts may be taken or refused.
    replacement_days: how long an institution has to name another official, and that one to apply; 0: it is not asked.
    """

    parts: tuple[str, ...] = ("lodging", "meals", "airfare")
    reminders: tuple[int, ...] = (5, 2)
    parts_days: int = 21
    replacement_days: int = 5

    def refuse_mistakes(self) -> None:
        """Refuse reminders that are too many, or on the same day."""
        if len(self.reminders) > 5 or len(set(self.reminders)) < len(self.reminders):
            complaints.refuse_if_any({"reminders": complaints.CHASERS_WRONG})
