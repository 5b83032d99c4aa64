"""What may be done now about a journey and by whom, whose turn it is, and what therefore waits in an edition."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.registration.model import travelling
from services.registration.model.application import Application
from services.registration.model.edition import Edition
from services.registration.model.next_actions import Action
from services.registration.model.travel import Travel, TravelStatus

DESK = "travel_desk"
FREE = (None, TravelStatus.NOT_NEEDED, TravelStatus.REFUSED, TravelStatus.CANCELLED)
UNDER_WAY = frozenset(TravelStatus) - {TravelStatus.NOT_NEEDED, TravelStatus.REFUSED, TravelStatus.CANCELLED}

Guard = Callable[[Travel, datetime], bool]


@dataclass(frozen=True)
class Turn:
    """`who` must do `what`."""

    who: str
    what: str


def _in(*statuses: TravelStatus) -> Guard:
    return lambda travel, at: travel.status in statuses


def _budgeted_in(*statuses: TravelStatus) -> Guard:
    return lambda travel, at: travel.budgeted and travel.status in statuses


def _own_itinerary(travel: Travel, at: datetime) -> bool:
    return not travel.budgeted and travel.status in (TravelStatus.REQUESTED, TravelStatus.ACCEPTED)


def _made(travel: Travel, at: datetime) -> bool:
    ready = TravelStatus.TICKETED if travel.budgeted else TravelStatus.ACCEPTED
    return travel.status is ready and travel.itinerary is not None and at >= travel.itinerary.legs[-1].arrives_at


ACTS: tuple[tuple[str, tuple[str, ...], Guard], ...] = (
    ("approve_travel", (DESK, "director"), _budgeted_in(TravelStatus.REQUESTED)),
    ("refuse_travel", (DESK,), _in(TravelStatus.REQUESTED)),
    ("propose_itinerary", (DESK,), _budgeted_in(*travelling.PLANNED_FROM)),
    ("record_itinerary", (DESK, "applicant"), _own_itinerary),
    ("accept_itinerary", ("applicant",), _in(TravelStatus.ITINERARY_PROPOSED)),
    ("decline_itinerary", ("applicant",), _in(TravelStatus.ITINERARY_PROPOSED)),
    ("ticket_travel", (DESK, "director"), _budgeted_in(TravelStatus.ACCEPTED)),
    ("complete_travel", (DESK,), _made),
    ("settle_travel", (DESK, "director"), lambda travel, at: travel.to_settle),
    ("cancel_travel", (DESK, "applicant"), lambda travel, at: travelling.may_be_cancelled(travel)),
)


def on_travel(
    travel: Travel | None, application: Application, edition: Edition, *, role: str, at: datetime
) -> list[str]:
    """The commands that `role` may give about an application's journey, or about having none."""
    found = [command for command, roles, allowed in ACTS if travel and role in roles and allowed(travel, at)]
    if role in (DESK, "applicant") and travelling.open_for(application, edition):
        status = travel.status if travel else None
        if status in (*FREE, TravelStatus.REQUESTED):
            found.append("request_travel")
        if status in (None, TravelStatus.REQUESTED, TravelStatus.REFUSED, TravelStatus.CANCELLED):
            found.append("decline_travel")
    return found


def turn(travel: Travel | None, application: Application, edition: Edition, *, at: datetime) -> Turn | None:
    """Whose turn it is."""
    if travel is None or (travel.status in FREE and travel.status is not TravelStatus.NOT_NEEDED):
        if travel and travel.to_settle:
            return Turn(DESK, "settle-cancelled-travel")
        return Turn("applicant", "request-travel") if travelling.open_for(application, edition) else None
    if _made(travel, at):
        return Turn(DESK, "complete-travel")
    return _turns(travel).get(travel.status)


def _turns(travel: Travel) -> dict[TravelStatus, Turn]:
    if not travel.budgeted:
        return {TravelStatus.REQUESTED: Turn("applicant", "tell-itinerary")}
    return {
        TravelStatus.REQUESTED: Turn(DESK, "approve-travel"),
        TravelStatus.APPROVED: Turn(DESK, "propose-itinerary"),
        TravelStatus.ITINERARY_PROPOSED: Turn("applicant", "answer-itinerary"),
        TravelStatus.ACCEPTED: Turn(DESK, "ticket-travel"),
        TravelStatus.TRAVELLED: Turn(DESK, "settle-travel"),
    }


def due(
    edition: Edition, journeys: Sequence[tuple[Application, Travel | None]], *, has_budget: bool, at: datetime
) -> list[Action]:
    """What waits in the edition's journeys; `journeys` are all participants, each with theirs."""
    where = f"/editions/{edition.id}/travel"
    waiting: dict[Turn, list[datetime]] = {}
    for application, travel in journeys:
        if whose := turn(travel, application, edition, at=at):
            waiting.setdefault(whose, []).append((travel or application).waiting_since)
    found = [
        Action(who=one.who, what=one.what, count=len(since), since=min(since), where=where)
        for one, since in waiting.items()
    ]
    asked = waiting.get(Turn(DESK, "approve-travel"))
    if asked and not has_budget:
        budget = f"{where}/budget"
        found.append(Action(who="director", what="set-travel-budget", count=1, since=min(asked), where=budget))
    return found


def latest(travels: Iterable[Travel]) -> dict[str, Travel]:
    """Application id -> its journey: the live one, else one that is still to be settled, else the last."""
    found: dict[str, Travel] = {}
    for one in sorted(travels, key=lambda one: (one.status not in FREE[2:], one.to_settle, one.waiting_since)):
        found[one.application_id] = one
    return found
