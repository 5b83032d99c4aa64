"""What becomes of offers and confirmed seats; each one given up frees its seat in the same act."""

from collections.abc import Callable
from typing import Any

from services.registration.model import offering
from services.registration.model.application import Application
from services.registration.model.states import Status
from services.registration.repository import Registry
from services.registration.schemas import answers
from services.registration.use_cases import by_the_clock, details, promotions
from services.registration.use_cases.access import refuse_others
from shared.contracts.envelope import Cause


def confirm(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Take the seat; from now on it is asked what the stay needs."""
    application = _own(asked, cause, registry)
    saved = registry.applications.save(*offering.confirm(application, cause=cause))
    details.ask(saved, cause, registry=registry, new_id=new_id)
    return answers.receipt(saved)


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
