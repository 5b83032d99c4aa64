"""What was published about earlier editions: totals of others, each with its source, never mixed with what is recorded here."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal


class Scope(StrEnum):
    """Whether a total is of one edition, or of all from the first one to it."""

    EDITION = "edition"
    CUMULATIVE = "cumulative"


class Confidence(StrEnum):
    """How far the total can be relied on: counted by the organisers, published by them, or roughly said."""

    COUNTED = "counted"
    PUBLISHED = "published"
    ROUGH = "rough"


@dataclass(frozen=True, kw_only=True)
class Report:
    """One source's total. Two sources may contradict each other: both are kept, and people judge."""

    id: str
    ordinal: int
    year: int
    scope: Scope
    participants: int
    countries: int | None
    source: str
    confidence: Confidence
    reported_by: str
    reported_at: datetime
    struck_because: str = ""
    struck_by: str = ""
    version: int = 0

    def strike(self, *, reason: str, cause: Cause) -> "Report":
        """Take a mistaken entry out of account; it stays readable, with who struck it and why."""
        if self.struck_because:
            raise Refusal("already-struck", "This total was struck before.")
        return replace(self, struck_because=reason, struck_by=cause.actor.id)
