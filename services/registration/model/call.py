"""The call to one institution in one edition: whom it was sent to, whom it nominates, and what it has said."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.letter import Letter
from services.registration.model.timeline import Step, step
from services.registration.model.windows import Phase
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal


class CallStatus(StrEnum):
    """Where a call stands."""

    INVITED = "invited"
    ACKNOWLEDGED = "acknowledged"
    NOMINATED = "nominated"
    DECLINED = "declined"
    SILENT = "silent"
    WITHDRAWN = "withdrawn"


UNANSWERED = frozenset({CallStatus.INVITED, CallStatus.ACKNOWLEDGED})
"""Whoever has not said yet whether it nominates somebody is reminded, and is silent in the end."""

EDGES: dict[CallStatus, frozenset[CallStatus]] = {
    CallStatus.INVITED: frozenset(CallStatus) - {CallStatus.INVITED},
    CallStatus.ACKNOWLEDGED: frozenset(CallStatus) - {CallStatus.ACKNOWLEDGED},
    CallStatus.NOMINATED: frozenset({CallStatus.ACKNOWLEDGED, CallStatus.WITHDRAWN}),
    CallStatus.DECLINED: frozenset({CallStatus.NOMINATED, CallStatus.WITHDRAWN}),
    CallStatus.SILENT: frozenset(CallStatus) - {CallStatus.SILENT},
    CallStatus.WITHDRAWN: frozenset(),
}
"""An invited one that is invited again has another focal point; a silent one is heard when the time is extended. The
calls of a cancelled edition are withdrawn."""

ANSWERED_IN = (EditionStatus.OPEN, EditionStatus.CLOSED_FOR_APPLICATIONS, EditionStatus.SELECTING)
"""What an institution says counts until the selection is published."""


@dataclass(frozen=True, kw_only=True)
class Nominee:
    """An official whom the institution nominates; `application_id` is empty until they have applied."""

    id: str
    person_id: str
    given_names: str
    first_surname: str
    second_surname: str
    email: str
    language: str
    position: str
    nominated_at: datetime
    withdrawn_at: datetime | None = None
    application_id: str = ""

    @property
    def name(self) -> str:
        """The full name."""
        return " ".join(part for part in (self.given_names, self.first_surname, self.second_surname) if part)


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call. The order of `nominees` is their rank; those that were taken back stay, without one.

    letters: signed letters of the institution about its officials, the latest last.
    """

    id: str
    edition_id: str
    institution_id: str
    country: str
    focal_point_id: str
    status: CallStatus
    sent_at: datetime
    reminded_at: tuple[datetime, ...] = ()
    nominees: tuple[Nominee, ...] = ()
    letters: tuple[Letter, ...] = ()
    reason_code: str = ""
    timeline: tuple[Step, ...] = ()
    version: int = 0

    @property
    def ranked(self) -> tuple[Nominee, ...]:
        """Whom the institution nominates, the first first."""
        return tuple(one for one in self.nominees if one.withdrawn_at is None)

    @property
    def last_written_at(self) -> datetime:
        """When the institution was asked or reminded last."""
        return max((self.sent_at, *self.reminded_at))

    @property
    def waiting_since(self) -> datetime | None:
        """Since when somebody else has to act: the institution to answer, or its officials to apply; None: nobody."""
        if self.status in UNANSWERED:
            return self.timeline[-1].at
        return min((one.nominated_at for one in self.ranked if not one.application_id), default=None)

    def nominee(self, nomination_id: str) -> Nominee:
        """The one of this nomination, unless it was taken back."""
        for one in self.nominees:
            if one.id == nomination_id:
                if one.withdrawn_at:
                    raise Refusal("nomination-withdrawn", "The institution has taken this nomination back.", status=410)
                return one
        raise Refusal("not-found", "There is no such nomination.", status=404)

    def move(self, to: CallStatus, *, cause: Cause, reason_code: str = "", note: str = "") -> "Call":
        """The only way to another status: along an edge, leaving a step in the timeline."""
        if to not in EDGES[self.status]:
            raise Refusal("call-answered", f"The call to {self.country} is {self.status}: this cannot be done now.")
        return replace(self, status=to).remark(self.status, to, cause=cause, reason_code=reason_code, note=note)

    def remark(self, before: str, after: str, *, cause: Cause, reason_code: str = "", note: str = "") -> "Call":
        """Leave a step in the timeline."""
        made = step(before, after, cause=cause, version=self.version, reason_code=reason_code, note=note)
        return replace(self, timeline=(*self.timeline, made))


def due_at(edition: Edition) -> datetime:
    """When a call is to be answered: when the window for nominations closes, also one that was extended."""
    return edition.windows[Phase.NOMINATION].closes_at


def nominate_until(edition: Edition) -> datetime:
    """Until when officials are nominated: later, nobody who is nominated could still apply."""
    return min(due_at(edition), edition.dates.application_closes_at)


def in_time(edition: Edition, at: datetime) -> bool:
    """Whether institutions may answer now."""
    return edition.status in ANSWERED_IN and edition.windows[Phase.NOMINATION].is_open(at)


def is_over(edition: Edition, at: datetime) -> bool:
    """Whether no answer is waited for any more."""
    return edition.status not in ANSWERED_IN or at > due_at(edition)


def takes_nominations(edition: Edition, at: datetime) -> bool:
    """Whether somebody who is nominated now could apply."""
    return edition.status is EditionStatus.OPEN and at <= edition.dates.application_closes_at


def is_calling(edition: Edition, at: datetime) -> bool:
    """Whether officials are asked for now."""
    return in_time(edition, at) and takes_nominations(edition, at)


def due_on(edition: Edition, at: datetime) -> date:
    """The day that an institution is told: the last to nominate, or the last to answer when that is over."""
    return edition.day(nominate_until(edition) if is_calling(edition, at) else due_at(edition))


def chaser_due(call: Call, edition: Edition, at: datetime) -> bool:
    """Whether to remind now: a day for it has come since the institution was written to last.

    Of several days that have passed unused only one reminder comes, and one sent by hand takes the place of the clock's.
    """
    if call.status not in UNANSWERED or not is_calling(edition, at):
        return False
    written_on = edition.day(call.last_written_at)
    return any(written_on < day <= edition.day(at) for day in _chaser_days(edition))


def next_chaser_on(call: Call, edition: Edition, at: datetime) -> date | None:
    """The day of the next reminder, if one will come."""
    if call.status not in UNANSWERED or not is_calling(edition, at):
        return None
    if chaser_due(call, edition, at):
        return edition.day(at)
    return min((day for day in _chaser_days(edition) if day > edition.day(at)), default=None)


def _chaser_days(edition: Edition) -> list[date]:
    last_day = edition.day(nominate_until(edition))
    return [last_day - timedelta(days=days) for days in edition.call.chasers]
