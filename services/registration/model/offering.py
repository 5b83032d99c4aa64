"""Offering: a seat, a place on the waiting list or neither; and what becomes of the offer."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from services.registration.model import complaints
from services.registration.model.application import Application, Offer, Place
from services.registration.model.edition import Edition
from services.registration.model.states import OfferStatus, Status
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    ApplicationNotSelected,
    ApplicationPromoted,
    ApplicationSelected,
    ApplicationWaitlisted,
    ApplicationWithdrawn,
    ApplicationWithdrawnByCourse,
    OfferConfirmed,
    OfferDeclined,
    OfferExtended,
    OfferLapsed,
    OfferPartiallyAccepted,
)


def make(offer_id: str, edition: Edition, at: datetime) -> Offer:
    """An offer of a seat with all that the edition offers with it. Refuses outside of the window for confirmation."""
    return Offer(id=offer_id, expires_at=edition.offer_deadline(at), made_at=at, parts=edition.offers.parts)


def select(application: Application, offer: Offer, *, cause: Cause) -> tuple[Application, ApplicationSelected]:
    """Offer this applicant a seat, as the selection says."""
    if application.status is not Status.UNDER_REVIEW:
        raise application.wrong_status()
    return replace(application.move(Status.SELECTED, cause=cause), offer=offer), ApplicationSelected(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        country=application.country,
        offer_id=offer.id,
        offer_expires_at=offer.expires_at,
    )


def promote(application: Application, offer: Offer, *, cause: Cause) -> tuple[Application, ApplicationPromoted]:
    """Offer this applicant of the waiting list a seat that was freed."""
    if application.status is not Status.WAITLISTED:
        raise application.wrong_status()
    moved = application.move(Status.SELECTED, cause=cause, reason_code="promoted")
    return replace(moved, offer=offer, place=None), ApplicationPromoted(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        country=application.country,
        offer_id=offer.id,
        offer_expires_at=offer.expires_at,
    )


def waitlist(application: Application, place: Place, *, cause: Cause) -> tuple[Application, ApplicationWaitlisted]:
    """Put this applicant on the waiting list."""
    return replace(application.move(Status.WAITLISTED, cause=cause), place=place), ApplicationWaitlisted(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        country=application.country,
        country_position=place.country_position,
        region_position=place.region_position,
    )


def pass_over(
    application: Application, *, cause: Cause, reason_code: str = ""
) -> tuple[Application, ApplicationNotSelected]:
    """There is no seat for this applicant: by the selection, or since the waiting list is closed."""
    moved = application.move(Status.NOT_SELECTED, cause=cause, reason_code=reason_code)
    return replace(moved, place=None), ApplicationNotSelected(
        application_id=application.id, person_id=application.person_id, edition_id=application.edition_id
    )


def seat_replacement(
    application: Application, offer: Offer, *, cause: Cause
) -> tuple[Application, ApplicationSelected]:
    """Offer this applicant the seat that an official of the same institution gave back."""
    selected, event = select(application, offer, cause=cause)
    last = replace(selected.timeline[-1], reason_code="replacement")
    return replace(selected, timeline=(*selected.timeline[:-1], last)), event


def confirm(
    application: Application, *, cause: Cause, accepted_parts: Iterable[str] | None = None
) -> tuple[Application, OfferConfirmed, *tuple[OfferPartiallyAccepted, ...]]:
    """Take the seat, in time and nominated, and those parts of the offer; all of them unless some are named."""
    offer = open_offer(application)
    if cause.at > offer.expires_at:
        raise Refusal("offer-expired", "The time to confirm this seat is over.", status=410)
    if not application.endorsed:
        raise Refusal("not-endorsed", "The institution has not endorsed this application yet.")
    taken = offer if accepted_parts is None else _with_parts(offer, accepted_parts)
    confirmed = _close(application.move(Status.CONFIRMED, cause=cause), taken, OfferStatus.CONFIRMED)
    event = OfferConfirmed(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        country=application.country,
        offer_id=offer.id,
    )
    return (confirmed, event, _parts_told(confirmed, taken)) if taken.refused_parts else (confirmed, event)


def parts_changeable(application: Application, edition: Edition, at: datetime) -> bool:
    """Whether the person may still take or refuse parts of their offer."""
    offer = application.offer
    confirmed = application.status is Status.CONFIRMED and offer is not None and bool(offer.parts)
    return confirmed and at <= edition.parts_until


def change_parts(
    application: Application, *, accepted_parts: Iterable[str], edition: Edition, cause: Cause
) -> tuple[Application, *tuple[OfferPartiallyAccepted, ...]]:
    """Take or refuse parts after the seat is confirmed; nothing happens when they stay the same."""
    offer = application.offer
    if application.status is not Status.CONFIRMED or offer is None:
        raise application.wrong_status()
    if cause.at > edition.parts_until:
        raise Refusal("parts-cutoff", "The time to change what you take of the offer is over.", status=410)
    changed = _with_parts(offer, accepted_parts)
    if changed == offer:
        return (application,)
    left = application.remark(application.status, application.status, cause=cause, reason_code="parts-changed")
    return replace(left, offer=changed), _parts_told(left, changed)


def extendable(application: Application, edition: Edition, at: datetime) -> bool:
    """Whether there is a later moment until which this offer could still be answered."""
    offer = application.offer
    is_open = application.status is Status.SELECTED and offer is not None and offer.status is OfferStatus.OPEN
    last = edition.end_of(edition.dates.confirmation_closes_on)
    return is_open and offer is not None and max(offer.expires_at, at) < last


def extend(
    application: Application, *, expires_at: datetime, reason_code: str, note: str, edition: Edition, cause: Cause
) -> tuple[Application, OfferExtended]:
    """Give one person until later to answer: later than now, and not after seats can be confirmed."""
    offer = open_offer(application)
    wrong = ""
    if expires_at <= offer.expires_at:
        wrong = complaints.OFFER_NOT_LATER
    elif expires_at <= cause.at:
        wrong = complaints.IN_THE_PAST
    elif expires_at > edition.end_of(edition.dates.confirmation_closes_on):
        wrong = complaints.OFFER_TOO_LONG
    complaints.refuse_if_any({"expires_at": wrong} if wrong else {})
    status = application.status
    left = application.remark(status, status, cause=cause, reason_code=f"offer-extended-{reason_code}", note=note)
    extended = replace(offer, expires_at=expires_at, extended_at=(*offer.extended_at, cause.at))
    return replace(left, offer=extended), OfferExtended(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        offer_id=offer.id,
        offer_expires_at=expires_at,
        reason_code=reason_code,
    )


def decline(application: Application, *, reason_code: str, cause: Cause) -> tuple[Application, OfferDeclined]:
    """Give the seat on offer back."""
    offer = open_offer(application)
    moved = application.move(Status.DECLINED, cause=cause, reason_code=reason_code)
    return _close(moved, offer, OfferStatus.DECLINED), OfferDeclined(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        offer_id=offer.id,
        reason_code=reason_code,
    )


def lapse(application: Application, *, cause: Cause) -> tuple[Application, OfferLapsed]:
    """The deadline passed without an answer."""
    offer = open_offer(application)
    if cause.at <= offer.expires_at:
        raise application.wrong_status()
    moved = application.move(Status.LAPSED, cause=cause, reason_code="offer-expired")
    return _close(moved, offer, OfferStatus.LAPSED), OfferLapsed(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        offer_id=offer.id,
    )


def withdraw(application: Application, *, reason_code: str, cause: Cause) -> tuple[Application, ApplicationWithdrawn]:
    """The person or the institution gives up; a seat on offer is declined instead."""
    moved = application.move(Status.WITHDRAWN, cause=cause, reason_code=reason_code)
    return _void(moved), ApplicationWithdrawn(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        reason_code=reason_code,
        seat_released=application.status is Status.CONFIRMED,
    )


def take_back(
    application: Application, *, reason_code: str, cause: Cause
) -> tuple[Application, ApplicationWithdrawnByCourse]:
    """The director takes a seat back, on offer or confirmed."""
    if application.status not in (Status.SELECTED, Status.CONFIRMED):
        raise application.wrong_status()
    return call_off(application, reason_code=reason_code, cause=cause)


def call_off(
    application: Application, *, reason_code: str, cause: Cause
) -> tuple[Application, ApplicationWithdrawnByCourse]:
    """The course ends an application, whatever it waits for: the edition is cancelled."""
    moved = application.move(Status.WITHDRAWN_BY_COURSE, cause=cause, reason_code=reason_code)
    return _void(moved), ApplicationWithdrawnByCourse(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        reason_code=reason_code,
        seat_released=application.status in (Status.SELECTED, Status.CONFIRMED),
    )


def open_offer(application: Application) -> Offer:
    """The offer that waits for an answer. Refuses when none does."""
    offer = application.offer
    if application.status is not Status.SELECTED or offer is None or offer.status is not OfferStatus.OPEN:
        raise application.wrong_status()
    return offer


def _close(application: Application, offer: Offer, status: OfferStatus) -> Application:
    return replace(application, offer=replace(offer, status=status))


def _void(application: Application) -> Application:
    offer = application.offer and replace(application.offer, status=OfferStatus.VOID)
    return replace(application, offer=offer, place=None)


def _with_parts(offer: Offer, accepted: Iterable[str]) -> Offer:
    """With these parts and no others; a part that was never offered is a mistake."""
    wanted = frozenset(accepted)
    if wanted - frozenset(offer.parts):
        complaints.refuse_if_any({"accepted_parts": complaints.NOT_LISTED})
    return replace(offer, refused_parts=tuple(part for part in offer.parts if part not in wanted))


def _parts_told(application: Application, offer: Offer) -> OfferPartiallyAccepted:
    return OfferPartiallyAccepted(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        country=application.country,
        offer_id=offer.id,
        accepted_parts=list(offer.accepted_parts),
        refused_parts=list(offer.refused_parts),
    )
