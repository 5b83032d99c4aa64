"""What becomes of confirmed seats once the course runs."""

from collections.abc import Callable
from typing import Any

from services.registration.model import attending
from services.registration.model.edition import EditionStatus
from services.registration.model.states import LIVE, Status
from services.registration.repository import Registry
from services.registration.schemas import answers
from services.registration.use_cases import promotions
from shared.contracts.envelope import Cause
from shared.contracts.scheduling import ParticipantArrived


def enrol(arrived: ParticipantArrived, cause: Cause, *, registry: Registry) -> None:
    """Enrol whoever was seen at a session; one whose arrival is heard of after the closing day has finished too.

    That somebody was seen whose application has ended, a seat given up for example, stays true and changes nothing.
    """
    application = registry.applications.get(arrived.application_id)
    if application.status is Status.ENROLLED or application.status not in LIVE:
        return
    enrolled = registry.applications.save(*attending.enrol(application, cause=cause))
    if registry.editions.get(enrolled.edition_id).status is EditionStatus.FINISHED:
        registry.applications.save(*attending.finish(enrolled, cause=cause))


def record_no_show(
    asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]
) -> dict[str, Any]:
    """Record that somebody did not come."""
    application = registry.applications.get(asked["application_id"], version=asked["version"])
    edition = registry.editions.get(application.edition_id)
    missed = attending.record_no_show(application, edition=edition, cause=cause)
    saved = registry.applications.save(*missed)
    promotions.free_seat(saved, cause, registry=registry, new_id=new_id)
    return answers.receipt(saved)


def record_left_early(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Record that somebody left before the closing day."""
    application = registry.applications.get(asked["application_id"], version=asked["version"])
    return answers.receipt(registry.applications.save(*attending.leave_early(application, cause=cause)))
