"""The board of countries: where each stands with the call, and what sending it would do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.registration.model.call import UNANSWERED, Call, CallStatus, is_calling, next_chaser_on
from services.registration.model.calling import TERMS_CHANGE_IN
from services.registration.model.edition import Edition
from services.registration.model.institution import Institution
from services.registration.model.next_actions import Action

NO_INSTITUTION = "no_institution"
NOT_CALLED = "not_called"
BEST_FIRST = (
    CallStatus.NOMINATED,
    CallStatus.ACKNOWLEDGED,
    CallStatus.INVITED,
    CallStatus.SILENT,
    CallStatus.DECLINED,
    CallStatus.WITHDRAWN,
)


@dataclass(frozen=True, kw_only=True)
class Country:
    """A country in the call: `state` is that of the institution that has come furthest."""

    code: str
    state: str
    calls: tuple[Call, ...]
    uncalled: tuple[Institution, ...]
    nominated: int
    applied: int
    waiting_since: datetime | None
    next_chaser_on: date | None


class Outcome(StrEnum):
    """What sending the call to an institution does."""

    SEND = "send"
    SENT_BEFORE = "sent-before"


def outcome(institution: Institution, called: Iterable[str]) -> Outcome:
    """What would happen; `called` are the institutions that have the call already."""
    return Outcome.SENT_BEFORE if institution.id in called else Outcome.SEND


def nominated(calls: Iterable[Call]) -> int:
    """How much of a quota these calls of a country use: every nomination that was not taken back."""
    return sum(len(call.ranked) for call in calls)


def board(
    edition: Edition, institutions: Sequence[Institution], calls: Sequence[Call], *, at: datetime
) -> list[Country]:
    """Every invited country, in the order of their codes."""
    return [
        _country(
            code,
            edition,
            [one for one in institutions if one.country == code],
            tuple(call for call in calls if call.country == code),
            at,
        )
        for code in edition.countries
    ]


def _country(
    code: str, edition: Edition, institutions: list[Institution], calls: tuple[Call, ...], at: datetime
) -> Country:
    called = {call.institution_id for call in calls}
    statuses = {call.status for call in calls}
    state = next((str(status) for status in BEST_FIRST if status in statuses), NOT_CALLED)
    return Country(
        code=code,
        state=state if institutions or calls else NO_INSTITUTION,
        calls=calls,
        uncalled=tuple(one for one in institutions if one.id not in called),
        nominated=nominated(calls),
        applied=sum(bool(one.application_id) for call in calls for one in call.ranked),
        waiting_since=min((call.waiting_since for call in calls if call.waiting_since), default=None),
        next_chaser_on=min((day for call in calls if (day := next_chaser_on(call, edition, at))), default=None),
    )


def due(edition: Edition, countries: Sequence[Country], *, at: datetime) -> list[Action]:
    """What waits in the call: institutions on record that were not called, and answers that have not come."""
    if not is_calling(edition, at):
        return []
    where = f"/editions/{edition.id}/countries"
    since = edition.timeline[-1].at if edition.timeline else at
    uncalled = sum(len(country.uncalled) for country in countries)
    found = []
    if uncalled:
        found.append(Action(who="secretariat", what="send-call", count=uncalled, since=since, where=f"{where}/call"))
    waiting = [call.timeline[-1].at for country in countries for call in country.calls if call.status in UNANSWERED]
    if waiting:
        found.append(Action(who="focal_point", what="answer-call", count=len(waiting), since=min(waiting), where=where))
    return found


def acts(edition: Edition, *, role: str, at: datetime) -> list[str]:
    """The commands that `role` may give about the call as a whole."""
    if role not in ("secretariat", "director"):
        return []
    found = ["set_call_terms"] if edition.status in TERMS_CHANGE_IN else []
    return [*found, "send_call"] if is_calling(edition, at) else found
