"""Offering: a seat, a place on the waiting list or neither; and what becomes of the offer."""

from dataclasses import replace

from services.registration.model.application import Application, Offer, Place
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
    OfferLapsed,
)


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


def confirm(application: Application, *, cause: Cause) -> tuple[Application, OfferConfirmed]:
    """Take the seat, in time and nominated."""
    offer = _open_offer(application)
    if cause.at > offer.expires_at:
        raise Refusal("offer-expired", "The time to confirm this seat is over.", status=410)
    if not application.endorsed:
        raise Refusal("not-endorsed", "The institution has not endorsed this application yet.")
    moved = application.move(Status.CONFIRMED, cause=cause)
    return _close(moved, offer, OfferStatus.CONFIRMED), OfferConfirmed(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        country=application.country,
        offer_id=offer.id,
    )


def decline(application: Application, *, reason_code: str, cause: Cause) -> tuple[Application, OfferDeclined]:
    """Give the seat on offer back."""
    offer = _open_offer(application)
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
    offer = _open_offer(application)
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


def _open_offer(application: Application) -> Offer:
    offer = application.offer
    if application.status is not Status.SELECTED or offer is None or offer.status is not OfferStatus.OPEN:
        raise application.wrong_status()
    return offer


def _close(application: Application, offer: Offer, status: OfferStatus) -> Application:
    return replace(application, offer=replace(offer, status=status))


def _void(application: Application) -> Application:
    offer = application.offer and replace(application.offer, status=OfferStatus.VOID)
    return replace(application, offer=offer, place=None)
