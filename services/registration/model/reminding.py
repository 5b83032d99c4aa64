"""Reminding of offers: each on the days that the edition names, once, however long the clock was down."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from services.registration.model.application import Application, Offer
from services.registration.model.edition import Edition
from services.registration.model.offering import open_offer
from services.registration.model.states import OfferStatus
from shared.contracts.envelope import Cause
from shared.contracts.registration import OfferReminded


def due(offer: Offer, edition: Edition, at: datetime) -> bool:
    """Whether to remind now: a day for it has come since the person was written to last.

    Of several days that have passed unused only one reminder comes; none after the deadline, and the email that tells
    of a later one takes the place of the reminders before it.
    """
    if offer.status is not OfferStatus.OPEN or at > offer.expires_at:
        return False
    written_on = edition.day(offer.last_written_at) if offer.last_written_at else date.min
    return any(written_on < day <= edition.day(at) for day in _days(offer, edition))


def next_on(offer: Offer, edition: Edition, at: datetime) -> date | None:
    """The day of the next reminder, if one will come."""
    if due(offer, edition, at):
        return edition.day(at)
    waits = offer.status is OfferStatus.OPEN and at <= offer.expires_at
    return min((day for day in _days(offer, edition) if day > edition.day(at)), default=None) if waits else None


def remind(application: Application, *, edition: Edition, cause: Cause) -> tuple[Application, OfferReminded]:
    """Remind the person, and their focal point if there is one."""
    offer = open_offer(application)
    if not due(offer, edition, cause.at):
        raise application.wrong_status()
    left = application.remark(application.status, application.status, cause=cause, reason_code="offer-reminded")
    return replace(left, offer=replace(offer, reminded_at=(*offer.reminded_at, cause.at))), OfferReminded(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        focal_point_id=application.endorsement.focal_point_id or None,
        offer_id=offer.id,
        offer_expires_at=offer.expires_at,
    )


def _days(offer: Offer, edition: Edition) -> list[date]:
    return [edition.day(offer.expires_at) - timedelta(days=days) for days in edition.offers.reminders]
