"""What becomes of offers and confirmed seats; each one given up frees its seat in the same act."""

from collections.abc import Callable
from typing import Any

from services.registration.model import offering, reminding
from services.registration.model.application import Application
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.states import Status
from services.registration.repository import Registry
from services.registration.schemas import answers
from services.registration.use_cases import by_the_clock, promotions, travels
from services.registration.use_cases.access import refuse_others
from shared.contracts.envelope import Cause
from shared.contracts.registration import OfferReminded

MOST_AT_ONCE = 100


def confirm(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Take the seat, with all that comes with it or with the parts that are named."""
    application = _own(asked, cause, registry)
    confirmed, *events = offering.confirm(application, cause=cause, accepted_parts=asked.get("accepted_parts"))
    return answers.receipt(registry.applications.save(confirmed, *events))


def change_parts(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Take or refuse parts of the offer after the seat is confirmed."""
    application = _own(asked, cause, registry)
    edition = registry.editions.get(application.edition_id)
    changed, *events = offering.change_parts(
        application, accepted_parts=asked["accepted_parts"], edition=edition, cause=cause
    )
    if not events:
        return answers.receipt(application)
    travels.note_parts(changed, cause, registry=registry)
    return answers.receipt(registry.applications.save(changed, *events))


def extend(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Give one person until later to answer."""
    application = _own(asked, cause, registry)
    edition = registry.editions.get(application.edition_id)
    extended = offering.extend(
        application,
        expires_at=asked["expires_at"],
        reason_code=asked["reason_code"],
        note=asked["note"],
        edition=edition,
        cause=cause,
    )
    return answers.receipt(registry.applications.save(*extended))


def remind(cause: Cause, *, registry: Registry) -> None:
    """Remind of the offers that wait for an answer, on their days."""
    for edition in registry.editions.of_status(EditionStatus.DECIDED, EditionStatus.RUNNING):

        def reminded(one: Application, edition: Edition = edition) -> tuple[Application, OfferReminded] | None:
            due = one.offer is not None and reminding.due(one.offer, edition, cause.at)
            return reminding.remind(one, edition=edition, cause=cause) if due else None

        offered = registry.applications.of_edition(edition.id, (Status.SELECTED,))
        for number, (application, event) in enumerate(by_the_clock.each(offered, reminded), start=1):
            registry.applications.save(application, event)
            if number == MOST_AT_ONCE:
                return


def decline(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Give the seat on offer back."""
    application = _own(asked, cause, registry)
    declined, event = offering.decline(application, reason_code=asked["reason_code"], cause=cause)
    saved = registry.applications.save(declined, event)
    promotions.free_seat(saved, cause, registry=registry, new_id=new_id)
    return answers.receipt(saved)


def withdraw(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Give the application up, with its seat or its place on the waiting list."""
    application = _own(asked, cause, registry)
    withdrawn, event = offering.withdraw(application, reason_code=asked["reason_code"], cause=cause)
    saved = registry.applications.save(withdrawn, event)
    if event.seat_released:
        promotions.free_seat(saved, cause, registry=registry, new_id=new_id)
    elif application.status is Status.WAITLISTED:
        promotions.look_again(registry.editions.get(saved.edition_id), cause, registry=registry)
    return answers.receipt(saved)


def take_back(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """The director takes a seat back."""
    application = _own(asked, cause, registry)
    taken_back = offering.take_back(application, reason_code=asked["reason_code"], cause=cause)
    saved = registry.applications.save(*taken_back)
    promotions.free_seat(saved, cause, registry=registry, new_id=new_id)
    return answers.receipt(saved)


def lapse(cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> None:
    """Close the offers that nobody answered in time."""
    past = registry.applications.past_offer(cause.at)
    for lapsed in by_the_clock.each(past, lambda one: offering.lapse(one, cause=cause)):
        saved = registry.applications.save(*lapsed)
        promotions.free_seat(saved, cause, registry=registry, new_id=new_id)


def _own(asked: dict[str, Any], cause: Cause, registry: Registry) -> Application:
    application = registry.applications.get(asked["application_id"], version=asked["version"])
    refuse_others(application, cause.actor)
    return application
