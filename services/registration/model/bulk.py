"""Bulk: one act of staff on many applications. It is tried on each first, and each keeps its own transition."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.registration.model import acts, complaints, reviewing
from services.registration.model.application import Application
from services.registration.model.edition import Edition
from shared.contracts.envelope import Cause
from shared.contracts.event import Event
from shared.contracts.refusal import Refusal

MOST_AT_ONCE = 500
DONE = "done"


class BulkAct(StrEnum):
    """What can be done to many at once, called like the command for one."""

    START_REVIEW = "start_review"
    RETURN = "return_application"
    MARK_INELIGIBLE = "mark_ineligible"
    REOPEN = "reopen_application"


INVERSE = {BulkAct.MARK_INELIGIBLE: BulkAct.REOPEN, BulkAct.REOPEN: BulkAct.MARK_INELIGIBLE}
"""What takes an act back, where an application's states have an edge back; else the applicants have been written to."""

NEEDED = {
    BulkAct.START_REVIEW: (),
    BulkAct.RETURN: ("reason", "due_at"),
    BulkAct.MARK_INELIGIBLE: ("reason_code",),
    BulkAct.REOPEN: ("reason",),
}


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What an act needs to be told, the same for every application."""

    reason: str = ""
    reason_code: str = ""
    note: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of it for one application: `done`, or the code of the refusal."""

    application_id: str
    number: str
    name: str
    code: str


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """A bulk act that was carried out. undoes: the one that it takes back; undone_by: the one that took it back."""

    id: str
    edition_id: str
    act: BulkAct
    terms: Terms
    actor: str
    role: str
    at: datetime
    outcomes: tuple[Outcome, ...]
    undoes: str = ""
    undone_by: str = ""
    version: int = 0

    @property
    def done(self) -> tuple[Outcome, ...]:
        """Those that it changed."""
        return tuple(one for one in self.outcomes if one.code == DONE)

    @property
    def inverse(self) -> BulkAct | None:
        """What takes it back, if anything does and nothing has."""
        return INVERSE.get(self.act) if self.done and not self.undone_by else None


def refuse_role(act: BulkAct, role: str) -> None:
    """Refuse somebody who may not do this to one application either."""
    if not any(role in one.roles for one in acts.ACTS if one.command == act):
        raise Refusal("not-allowed", "Your role does not allow this.", status=403)


def refuse_incomplete(act: BulkAct, terms: Terms, cause: Cause) -> None:
    """Refuse an act that lacks what it needs to be told, or a deadline that is over."""
    lacking = {name: complaints.REQUIRED for name in NEEDED[act] if not getattr(terms, name)}
    late = act is BulkAct.RETURN and terms.due_at is not None and terms.due_at <= cause.at
    complaints.refuse_if_any(lacking | ({"due_at": complaints.IN_THE_PAST} if late else {}))


def apply(
    act: BulkAct, application: Application, *, edition: Edition, terms: Terms, cause: Cause
) -> tuple[Application, Event]:
    """Do it to one application, by the same rules as when it is the only one."""
    match act:
        case BulkAct.START_REVIEW:
            return reviewing.start(application, edition=edition, cause=cause)
        case BulkAct.RETURN:
            due_at = terms.due_at or edition.dates.application_closes_at
            return reviewing.send_back(application, reason=terms.reason, due_at=due_at, cause=cause)
        case BulkAct.MARK_INELIGIBLE:
            code, note = terms.reason_code, terms.note
            return reviewing.mark_ineligible(application, reason_code=code, note=note, cause=cause)
        case BulkAct.REOPEN:
            return reviewing.reopen(application, reason=terms.reason, edition=edition, cause=cause)


def outcome(application: Application, code: str = DONE) -> Outcome:
    """What came of it for this one."""
    return Outcome(application_id=application.id, number=application.number, name=application.form.name, code=code)
