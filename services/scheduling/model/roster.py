"""The roster: who takes part in an edition, as registration's events tell it, and when they were first seen."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from shared.contracts.scheduling import ParticipantArrived


class Standing(StrEnum):
    """What registration last said about a person's seat."""

    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    NO_SHOW = "no_show"
    LEFT_EARLY = "left_early"


@dataclass(frozen=True, kw_only=True)
class RosterEntry:
    """One application's place on the roster. `source_sequence` is that of the last event taken in."""

    id: str
    person_id: str
    edition_id: str
    standing: Standing
    source_sequence: int
    country: str = ""
    arrived_on: date | None = None
    version: int = 0

    @property
    def takes_part(self) -> bool:
        """Whether the person is expected at sessions."""
        return self.standing is Standing.CONFIRMED

    def told(self, news: "RosterEntry") -> "RosterEntry":
        """Take in what registration says; news older than what is known changes nothing."""
        if news.source_sequence <= self.source_sequence:
            return self
        return replace(
            self,
            standing=news.standing,
            source_sequence=news.source_sequence,
            country=news.country or self.country,
        )

    def arrived(self, on: date) -> tuple["RosterEntry", ParticipantArrived]:
        """Note that the person was seen for the first time."""
        return replace(self, arrived_on=on), ParticipantArrived(
            application_id=self.id, edition_id=self.edition_id, on=on
        )
