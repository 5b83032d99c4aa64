"""Travelling: a journey is asked for, approved, planned, agreed, ticketed, made and settled; or ends before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from services.registration.model import complaints, itinerary, money, travel_budget
from services.registration.model.application import Application
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.states import Status
from services.registration.model.travel import (
    NOTHING,
    Receipt,
    Settlement,
    Source,
    Ticket,
    Travel,
    TravelStatus,
    Wish,
)
from services.registration.model.travel_budget import TravelBudget
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    TravelApproved,
    TravelCancelled,
    TravelCompleted,
    TravelItineraryAccepted,
    TravelItineraryDeclined,
    TravelItineraryProposed,
    TravelNotNeeded,
    TravelRefused,
    TravelRequested,
    TravelSettled,
    TravelTicketed,
)

TRAVELS_IN = (EditionStatus.DECIDED, EditionStatus.RUNNING)
SEATED = (Status.CONFIRMED, Status.ENROLLED)
PLANNED_FROM = (TravelStatus.APPROVED, TravelStatus.ITINERARY_PROPOSED, TravelStatus.ACCEPTED)


def open_for(application: Application, edition: Edition) -> bool:
    """Whether somebody may ask for a journey now."""
    return application.status in SEATED and edition.status in TRAVELS_IN


def refuses_airfare(application: Application) -> bool:
    """Whether somebody has the seat without the airfare that was offered with it."""
    return application.offer is not None and "airfare" in application.offer.refused_parts


def begin(travel_id: str, application: Application) -> Travel:
    """A journey of which nothing is known."""
    return Travel(
        id=travel_id,
        edition_id=application.edition_id,
        application_id=application.id,
        person_id=application.person_id,
    )


def request(
    travel: Travel, *, source: Source, wish: Wish, application: Application, edition: Edition, cause: Cause
) -> tuple[Travel, TravelRequested]:
    """Ask for a journey, or ask otherwise while nobody has answered."""
    _refuse_unless_open(application, edition)
    complaints.refuse_if_any(
        {
            name: text
            for name, text, wrong in (
                ("outbound_on", complaints.IN_THE_PAST, wish.outbound_on < edition.day(cause.at)),
                ("funding_source", complaints.AIRFARE_REFUSED, source is Source.OSI and refuses_airfare(application)),
                ("return_on", complaints.RETURNS_BEFORE, wish.return_on < wish.outbound_on),
            )
            if wrong
        }
    )
    asked = replace(_enter(travel, TravelStatus.REQUESTED, cause), source=source, wish=wish)
    return asked, TravelRequested(**_about(asked), funding_source=source)


def decline_need(
    travel: Travel, *, application: Application, edition: Edition, cause: Cause
) -> tuple[Travel, TravelNotNeeded]:
    """Say that the travel desk is not needed."""
    _refuse_unless_open(application, edition)
    return _enter(travel, TravelStatus.NOT_NEEDED, cause), TravelNotNeeded(**_about(travel))


def approve(
    travel: Travel,
    *,
    amount: Decimal,
    budget: TravelBudget | None,
    travels: Iterable[Travel],
    override_reason: str,
    cause: Cause,
) -> tuple[Travel, TravelApproved]:
    """Let it cost up to this amount, if the budget bears it."""
    if not travel.budgeted:
        raise Refusal("not-budgeted", "This journey is paid by the participant's country.")
    if travel.status is not TravelStatus.REQUESTED:
        raise travel.wrong_status()
    moved = travel.move(TravelStatus.APPROVED, cause=cause)
    currency = budget.currency if budget else ""
    if budget:
        _refuse_amount("amount", amount, currency)
        if not amount:
            complaints.refuse_if_any({"amount": complaints.NOT_AN_AMOUNT})
    wanted = replace(moved, approved=money.exact(amount, currency) if currency else amount, currency=currency)
    borne = travel_budget.bear(travel, wanted, budget=budget, travels=travels, reason=override_reason, cause=cause)
    said = {"amount": money.written(borne.approved or NOTHING), "currency": borne.currency}
    return borne, TravelApproved(**_about(borne), funding_source=borne.source, **said)


def refuse(travel: Travel, *, reason_code: str, note: str, cause: Cause) -> tuple[Travel, TravelRefused]:
    """Do not arrange it; another one may be asked for."""
    refused = travel.move(TravelStatus.REFUSED, cause=cause, reason_code=reason_code, note=note)
    return refused, TravelRefused(**_about(travel), funding_source=travel.source, reason_code=reason_code)


def propose(
    travel: Travel, *, legs: Sequence[Mapping[str, Any]], waiver: str, edition: Edition, cause: Cause
) -> tuple[Travel, TravelItineraryProposed]:
    """Ask the participant whether these legs suit them."""
    if not travel.budgeted:
        raise Refusal("not-budgeted", "This journey is paid by the participant's country.")
    moved = travel.move(TravelStatus.ITINERARY_PROPOSED, cause=cause, note=waiver)
    planned = replace(moved, itinerary=itinerary.plan(legs, waiver=waiver, edition=edition))
    return planned, TravelItineraryProposed(**_about(travel), funding_source=travel.source, legs_count=len(legs))


def record(
    travel: Travel, *, legs: Sequence[Mapping[str, Any]], waiver: str, edition: Edition, cause: Cause
) -> tuple[Travel, TravelItineraryAccepted]:
    """Take note of the itinerary of a journey that the participant's country pays."""
    if travel.budgeted:
        raise Refusal("budgeted", "This journey is arranged by the travel desk.")
    moved = travel.move(TravelStatus.ACCEPTED, cause=cause, note=waiver)
    planned = replace(moved, itinerary=itinerary.plan(legs, waiver=waiver, edition=edition))
    return planned, _accepted(planned)


def accept(travel: Travel, *, cause: Cause) -> tuple[Travel, TravelItineraryAccepted]:
    """The participant agrees."""
    if travel.status is not TravelStatus.ITINERARY_PROPOSED:
        raise travel.wrong_status()
    agreed = travel.move(TravelStatus.ACCEPTED, cause=cause)
    return agreed, _accepted(agreed)


def decline(travel: Travel, *, wish: str, cause: Cause) -> tuple[Travel, TravelItineraryDeclined]:
    """The participant wishes for another itinerary."""
    if travel.status is not TravelStatus.ITINERARY_PROPOSED:
        raise travel.wrong_status()
    moved = travel.move(TravelStatus.APPROVED, cause=cause, reason_code="other-itinerary", note=wish)
    asked = replace(moved, declined=travel.declined + 1, other_wish=wish)
    return asked, TravelItineraryDeclined(**_about(travel), funding_source=travel.source, times=asked.declined)


def ticket(
    travel: Travel,
    *,
    reference: str,
    price: Decimal,
    budget: TravelBudget | None,
    travels: Iterable[Travel],
    override_reason: str,
    cause: Cause,
) -> tuple[Travel, TravelTicketed]:
    """The ticket is bought; what it costs more than was approved must fit into the budget, too."""
    if not travel.budgeted:
        raise Refusal("not-budgeted", "This journey is paid by the participant's country.")
    moved = travel.move(TravelStatus.TICKETED, cause=cause)
    _refuse_amount("price", price, travel.currency)
    bought = Ticket(reference=reference, price=money.exact(price, travel.currency), bought_at=cause.at)
    borne = travel_budget.bear(
        travel,
        replace(moved, ticket=bought),
        budget=budget,
        travels=travels,
        reason=override_reason,
        cause=cause,
    )
    said = {"amount": money.written(bought.price), "currency": borne.currency}
    return borne, TravelTicketed(**_about(borne), funding_source=borne.source, **said)


def complete(travel: Travel, *, cause: Cause) -> tuple[Travel, TravelCompleted]:
    """The journey was made."""
    if travel.budgeted and travel.status is TravelStatus.ACCEPTED:
        raise travel.wrong_status()
    moved = travel.move(TravelStatus.TRAVELLED, cause=cause)
    if travel.itinerary is None or cause.at < travel.itinerary.legs[-1].arrives_at:
        raise Refusal("not-travelled-yet", "The last leg of this journey has not arrived yet.")
    return moved, TravelCompleted(**_about(moved), funding_source=moved.source)


def settle(
    travel: Travel,
    *,
    receipts: Sequence[Receipt],
    budget: TravelBudget | None,
    travels: Iterable[Travel],
    override_reason: str,
    cause: Cause,
) -> tuple[Travel, TravelSettled]:
    """Say what was paid in the end; a journey that was cancelled with its ticket stays cancelled."""
    if not travel.to_settle:
        raise travel.wrong_status()
    complaints.refuse_if_any(
        {
            f"receipts.{count}.amount": wrong
            for count, one in enumerate(receipts)
            if (wrong := money.complaint(one.amount, travel.currency))
        }
    )
    exact = tuple(replace(one, amount=money.exact(one.amount, travel.currency)) for one in receipts)
    if travel.status is TravelStatus.CANCELLED:
        moved = travel.remark(travel.status, travel.status, cause=cause, reason_code="settled")
    else:
        moved = travel.move(TravelStatus.SETTLED, cause=cause)
    borne = travel_budget.bear(
        travel,
        replace(moved, settlement=Settlement(receipts=exact, settled_at=cause.at)),
        budget=budget,
        travels=travels,
        reason=override_reason,
        cause=cause,
    )
    said = {"amount": money.written(borne.spent), "currency": borne.currency}
    return borne, TravelSettled(**_about(borne), funding_source=borne.source, **said)


def cancel(travel: Travel, *, reason_code: str, note: str = "", cause: Cause) -> tuple[Travel, TravelCancelled]:
    """It will not take place; the cost of a ticket stays in the budget until it is settled."""
    ended = travel.move(TravelStatus.CANCELLED, cause=cause, reason_code=reason_code, note=note)
    return ended, TravelCancelled(**_about(travel), funding_source=travel.source, reason_code=reason_code)


def may_be_cancelled(travel: Travel) -> bool:
    """Whether it is still ahead."""
    return travel.status in (TravelStatus.REQUESTED, *PLANNED_FROM, TravelStatus.TICKETED)


def _enter(travel: Travel, to: TravelStatus, cause: Cause) -> Travel:
    """The first status of a new journey, or the next one of a known one."""
    return travel.move(to, cause=cause) if travel.timeline else replace(travel, status=to).remark("", to, cause=cause)


def _refuse_unless_open(application: Application, edition: Edition) -> None:
    if not open_for(application, edition):
        raise Refusal(
            "no-seat-to-travel-to", "Journeys are for those who have confirmed a seat, until the course ends."
        )


def _refuse_amount(name: str, amount: Decimal, currency: str) -> None:
    if wrong := money.complaint(amount, currency):
        complaints.refuse_if_any({name: wrong})


def _accepted(travel: Travel) -> TravelItineraryAccepted:
    legs = len(travel.itinerary.legs) if travel.itinerary else 0
    return TravelItineraryAccepted(**_about(travel), funding_source=travel.source, legs_count=legs)


def _about(travel: Travel) -> dict[str, Any]:
    return {
        "travel_id": travel.id,
        "application_id": travel.application_id,
        "person_id": travel.person_id,
        "edition_id": travel.edition_id,
    }
