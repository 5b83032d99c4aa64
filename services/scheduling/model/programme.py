"""The programme of an edition: a draft that may change, and the numbered versions that were released."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from services.scheduling.model.days import CourseDays, DayPattern, Holiday
from services.scheduling.model.problems import Problem
from services.scheduling.model.session import Session
from shared.contracts.refusal import Refusal
from shared.contracts.scheduling import ProgrammeDrafted, ProgrammeReleased


class ProgrammeStatus(StrEnum):
    """drafted: something is not released yet; released: what stands is what everybody sees."""

    DRAFTED = "drafted"
    RELEASED = "released"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Programme:
    """One edition's programme; its id is the edition's. `programme_version` counts the releases so far."""

    id: str
    timezone: str
    edition_starts_on: date
    edition_ends_on: date
    pattern: DayPattern = field(default_factory=DayPattern)
    status: ProgrammeStatus = ProgrammeStatus.DRAFTED
    programme_version: int = 0
    days: tuple[date, ...] = ()
    holidays_skipped: tuple[Holiday, ...] = ()
    changed_at: datetime
    version: int = 0

    @property
    def is_released(self) -> bool:
        """Whether what stands is what was released last."""
        return self.status is ProgrammeStatus.RELEASED

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What staff should look at, though it keeps nobody from releasing."""
        return tuple(self._warnings())

    def drafted(self, course: CourseDays, *, pattern: DayPattern, at: datetime) -> tuple["Programme", ProgrammeDrafted]:
        """Lay the programme on these days."""
        self.refuse_cancelled()
        return replace(
            self,
            pattern=pattern,
            days=course.days,
            holidays_skipped=course.holidays_skipped,
            status=ProgrammeStatus.DRAFTED,
            changed_at=at,
        ), ProgrammeDrafted(edition_id=self.id, days=list(course.days))

    def changed(self, *, at: datetime) -> "Programme":
        """Note that a session changed after the release: the next release has something to say."""
        self.refuse_cancelled()
        return replace(self, status=ProgrammeStatus.DRAFTED, changed_at=at)

    def released(
        self, sessions: Sequence[Session], problems: Sequence[Problem], *, at: datetime
    ) -> tuple["Programme", ProgrammeReleased]:
        """Make the next numbered version of the draft; every blocking problem must be gone."""
        self.refuse_cancelled()
        if self.is_released:
            raise Refusal("programme-unchanged", "Nothing has changed since the programme was released.")
        if problems:
            raise Refusal(
                "programme-not-ready",
                "The programme cannot be released: " + " ".join(problem.message for problem in problems),
                fields={problem.code: problem.message for problem in problems},
            )
        number = self.programme_version + 1
        return replace(
            self, status=ProgrammeStatus.RELEASED, programme_version=number, changed_at=at
        ), ProgrammeReleased(
            edition_id=self.id,
            programme_version=number,
            days=list(self.days),
            session_ids=[session.id for session in sessions],
            minutes=sum(session.minutes for session in sessions),
        )

    def cancelled(self, *, at: datetime) -> "Programme":
        """The edition will not take place."""
        return replace(self, status=ProgrammeStatus.CANCELLED, changed_at=at)

    def refuse_cancelled(self) -> None:
        """Nothing changes in the programme of a cancelled edition."""
        if self.status is ProgrammeStatus.CANCELLED:
            raise Refusal("edition-cancelled", "This edition was cancelled.")

    def _warnings(self) -> list[Problem]:
        found: list[Problem] = []
        if self.days and self.days[0] != self.edition_starts_on:
            found.append(
                Problem(
                    code="starts-on-differs",
                    message=f"The course meets from {self.days[0]}; the edition says {self.edition_starts_on}.",
                    refs=(self.days[0].isoformat(), self.edition_starts_on.isoformat()),
                )
            )
        if self.days and self.days[-1] != self.edition_ends_on:
            found.append(
                Problem(
                    code="ends-on-differs",
                    message=f"The course meets until {self.days[-1]}; the edition says {self.edition_ends_on}.",
                    refs=(self.days[-1].isoformat(), self.edition_ends_on.isoformat()),
                )
            )
        return found
