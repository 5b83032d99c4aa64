"""The waiting list: who is meant for a freed seat, who gets it, and when the list is closed."""

from collections.abc import Callable
from typing import Any

from services.registration.model import offering, promotion, replacement, replacing, seats
from services.registration.model.application import Application
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.promotion import Promotion, PromotionStatus
from services.registration.model.states import SEATED, Status
from services.registration.repository import Registry
from services.registration.use_cases import travels
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import SEAT_GIVEN_UP


def free_seat(leaver: Application, cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> None:
    """Free the seat of an offer that has ended and, before the cut-off, mean it for somebody.

    The institution of a confirmed official who withdrew comes first, then whoever waits.
    The journey to that seat is cancelled.
    """
    if leaver.offer is None:
        raise ValueError(f"{leaver.number} never had a seat")
    travels.call_off(leaver, cause, reason_code=SEAT_GIVEN_UP, registry=registry)
    freed, released = seats.release(registry.editions.get(leaver.edition_id), leaver.country)
    edition = registry.editions.save(freed, released)
    if not edition.promotes(cause.at):
        return
    vacant = Promotion(id=new_id(), edition_id=edition.id, freed_by=leaver.offer.id, country=leaver.country)
    if replacement.wanted(leaver, edition, cause.at):
        registry.promotions.add(*replacing.reserve(vacant, leaver, edition=edition, cause=cause))
    else:
        registry.promotions.add(vacant.turn(PromotionStatus.OPEN, cause=cause, reason_code=leaver.status))
    look_again(edition, cause, registry=registry)


def look_again(edition: Edition, cause: Cause, *, registry: Registry) -> None:
    """Mean every freed seat that no institution has in hand for somebody who still waits."""
    if not edition.promotes(cause.at):
        return
    registry.editions.hold_waiting_list(edition.id)
    waiting = registry.applications.of_edition(edition.id, (Status.WAITLISTED,))
    seated = registry.applications.of_edition(edition.id, SEATED)
    still_there = {application.id for application in waiting}
    standing = registry.promotions.standing_in(edition.id)
    kept = [one for one in standing if one.status is PromotionStatus.RESERVED or one.application_id in still_there]
    for vacant in standing:
        if vacant in kept:
            continue
        chosen = promotion.next_in_line(waiting, kept, country=vacant.country, edition=edition, seated=seated)
        aimed = promotion.aim(vacant, chosen)
        if aimed != vacant:
            kept.append(registry.promotions.save(aimed))


def adjust(edition: Edition, cause: Cause, *, registry: Registry) -> None:
    """After other limits: what is promised still fits, the seats freed last being the first that are given to nobody."""
    if not edition.promotes(cause.at):
        return
    registry.editions.hold_waiting_list(edition.id)
    standing = sorted(
        registry.promotions.standing_in(edition.id), key=lambda one: one.status is not PromotionStatus.RESERVED
    )
    left = edition.seats - edition.seats_taken
    waiting = registry.applications.of_edition(edition.id, (Status.WAITLISTED,))
    seated = registry.applications.of_edition(edition.id, SEATED)
    kept: list[Promotion] = []
    for vacant in standing:
        line = promotion.in_line(waiting, kept, country=vacant.country, edition=edition, seated=seated)
        if len(kept) >= left:
            registry.promotions.save(*replacing.call_off(vacant, cause=cause, reason_code="seats-changed"))
        elif any(one.id == vacant.application_id and reason not in promotion.ABLE for one, reason in line):
            kept.append(registry.promotions.save(promotion.aim(vacant, None)))
        else:
            kept.append(vacant)
    look_again(edition, cause, registry=registry)


def promote(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Offer the freed seat to the one it is meant for."""
    meant = registry.promotions.get(asked["proposal_id"], version=asked["version"])
    edition = registry.editions.get(meant.edition_id)
    filled = promotion.fill(meant, cause=cause)
    if not edition.promotes(cause.at):
        raise Refusal("past-cutoff", "The last day for promotions from the waiting list is over.")
    application = registry.applications.get(filled.application_id or "")
    offer = offering.make(new_id(), edition, cause.at)
    if meant.status is PromotionStatus.RESERVED:
        registry.promotions.save(*replacing.seat(meant, application, cause=cause))
        promoted = registry.applications.save(*offering.seat_replacement(application, offer, cause=cause))
    else:
        registry.promotions.save(filled)
        promoted = registry.applications.save(*offering.promote(application, offer, cause=cause))
    registry.editions.save(seats.take(edition, [application.country]))
    return {"application_id": promoted.id, "version": promoted.version, "status": promoted.status}


def close_waiting_lists(cause: Cause, *, registry: Registry) -> None:
    """After the last day for promotions nobody waits any longer."""
    for edition in registry.editions.of_status(EditionStatus.DECIDED, EditionStatus.RUNNING):
        if not edition.promotes(cause.at):
            close_waiting_list(edition, cause, registry=registry)


def close_waiting_list(edition: Edition, cause: Cause, *, registry: Registry) -> None:
    """Tell everybody who still waits that there is no seat, and whoever was named for one that was not given."""
    named = [one.application_id for one in registry.promotions.standing_in(edition.id)]
    close_all(edition, cause, registry=registry)
    for application in registry.applications.of_edition(edition.id, (Status.WAITLISTED, Status.UNDER_REVIEW)):
        if application.status is Status.UNDER_REVIEW and application.id not in named:
            continue
        passed_over = offering.pass_over(application, cause=cause, reason_code="waiting-list-closed")
        registry.applications.save(*passed_over)


def close_all(edition: Edition, cause: Cause, *, registry: Registry) -> None:
    """Mean no freed seat for anybody."""
    for vacant in registry.promotions.standing_in(edition.id):
        registry.promotions.save(*replacing.call_off(vacant, cause=cause, reason_code="waiting-list-closed"))
