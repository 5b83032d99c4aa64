"""What certification has heard about an edition: its dates, its released programme and the locked attendance."""

from dataclasses import dataclass, field
from datetime import date

from services.certification.model.completion import Rule, Tally


@dataclass(frozen=True, kw_only=True)
class Edition:
    """The edition as registration announced it, with the rule that it is judged by."""

    id: str
    ordinal: int
    year: int
    city: str
    timezone: str
    starts_on: date
    ends_on: date
    heard: int
    rule: Rule = field(default_factory=Rule)
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class Programme:
    """The programme that was released last; its id is the edition's."""

    id: str
    programme_version: int
    session_ids: list[str]
    minutes: int
    heard: int
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The locked attendance of one session; its id is the session's. minutes_present: by application id."""

    id: str
    edition_id: str
    minutes: int
    minutes_present: dict[str, int]
    heard: int
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class Course:
    """All that is known of one edition; facts may come in any order, so some may be missing."""

    edition: Edition | None
    programme: Programme | None
    sheets: dict[str, Sheet]

    @property
    def rule(self) -> Rule:
        """The edition's rule."""
        return self.edition.rule if self.edition else Rule()

    @property
    def sessions_total(self) -> int:
        """How many sessions the released programme has."""
        return len(self.programme.session_ids) if self.programme else 0

    @property
    def sessions_locked(self) -> int:
        """How many of them have a locked sheet."""
        return len(self._counted())

    @property
    def attendance_is_final(self) -> bool:
        """Every session of the released programme is locked, and the edition is known."""
        return self.edition is not None and 0 < self.sessions_total == self.sessions_locked

    @property
    def hours(self) -> int:
        """The course's length in full hours, as certified."""
        return self.programme.minutes // 60 if self.programme else 0

    def tally(self, application_id: str) -> Tally:
        """One participant's minutes so far against those of the whole released programme."""
        total = self.programme.minutes if self.programme else 0
        return Tally(
            attended_minutes=sum(sheet.minutes_present.get(application_id, 0) for sheet in self._counted()),
            required_minutes=self.rule.required(total),
            total_minutes=total,
            rule_version=self.rule.rule_version,
        )

    def _counted(self) -> list[Sheet]:
        session_ids = self.programme.session_ids if self.programme else []
        return [self.sheets[session_id] for session_id in session_ids if session_id in self.sheets]
