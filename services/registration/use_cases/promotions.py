"""The waiting list: who is meant for a freed seat, who gets it, and when the list is closed."""

from collections.abc import Callable
from typing import Any

from services.registration.model import offering, promotion, seats
from services.registration.model.application import Application, Offer
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.promotion import Promotion
from services.registration.model.states import SEATED, Status
from services.registration.repository import Registry
from services.registration.use_cases import travels
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import SEAT_GIVEN_UP


def free_seat(leaver: Application, cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> None:
    """Free the seat of an offer that has ended and, before the cut-off, mean it for somebody who waits.

    The journey to that seat is cancelled.
    """
    if leaver.offer is None:
        raise ValueError(f"{leaver.number} never had a seat")
    travels.call_off(leaver, cause, reason_code=SEAT_GIVEN_UP, registry=registry)
    freed, released = seats.release(registry.editions.get(leaver.edition_id), leaver.country)
    edition = registry.editions.save(freed, released)
    if edition.promotes(cause.at):
        vacant = Promotion(id=new_id(), edition_id=edition.id, freed_by=leaver.offer.id, country=leaver.country)
        registry.promotions.add(vacant)
        look_again(edition, cause, registry=registry)


def look_again(edition: Edition, cause: Cause, *, registry: Registry) -> None:
    """Mean every freed seat for somebody who still waits."""
    if not edition.promotes(cause.at):
        return
    registry.editions.hold_waiting_list(edition.id)
    waiting = registry.applications.of_edition(edition.id, (Status.WAITLISTED,))
    seated = registry.applications.of_edition(edition.id, SEATED)
    still_there = {application.id for application in waiting}
    opened = registry.promotions.open_in(edition.id)
    kept = [one for one in opened if one.application_id in still_there]
    for vacant in opened:
        if vacant in kept:
            continue
        chosen = promotion.next_in_line(waiting, kept, country=vacant.country, edition=edition, seated=seated)
        aimed = promotion.aim(vacant, chosen)
        if aimed != vacant:
            kept.append(registry.promotions.save(aimed))


def promote(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Offer the freed seat to the one it is meant for."""
    meant = registry.promotions.get(asked["proposal_id"], version=asked["version"])
    edition = registry.editions.get(meant.edition_id)
    filled = promotion.fill(meant)
    if not edition.promotes(cause.at):
        raise Refusal("past-cutoff", "The last day for promotions from the waiting list is over.")
    application = registry.applications.get(filled.application_id or "")
    offer = Offer(id=new_id(), expires_at=edition.offer_deadline(cause.at))
    promoted = registry.applications.save(*offering.promote(application, offer, cause=cause))
    registry.editions.save(seats.take(edition, [application.country]))
    registry.promotions.save(filled)
    return {"application_id": promoted.id, "version": promoted.version, "status": promoted.status}


def close_waiting_lists(cause: Cause, *, registry: Registry) -> None:
    """After the last day for promotions nobody waits any longer."""
    for edition in registry.editions.of_status(EditionStatus.DECIDED, EditionStatus.RUNNING):
        if not edition.promotes(cause.at):
            close_waiting_list(edition, cause, registry=registry)


def close_waiting_list(edition: Edition, cause: Cause, *, registry: Registry) -> None:
    """Tell everybody who still waits that there is no seat."""
    close_all(edition, registry=registry)
    for application in registry.applications.of_edition(edition.id, (Status.WAITLISTED,)):
        passed_over = offering.pass_over(application, cause=cause, reason_code="waiting-list-closed")
        registry.applications.save(*passed_over)


def close_all(edition: Edition, *, registry: Registry) -> None:
    """Mean no freed seat for anybody."""
    for vacant in registry.promotions.open_in(edition.id):
        registry.promotions.save(promotion.close(vacant))
