"""What the nominating institutions say, by link or on paper, or fail to say in time."""

from typing import Any

from services.registration.model import nominating
from services.registration.model.application import Application
from services.registration.repository import Registry
from services.registration.schemas import answers
from services.registration.use_cases import by_the_clock
from services.registration.use_cases.access import refuse_others
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import NominationExpired


def answer(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """The focal point answers by the link in the email."""
    application = registry.applications.get(asked["application_id"])
    refuse_others(application, cause.actor)
    edition = registry.editions.get(application.edition_id)
    answered, event = nominating.answer(
        application, word=asked["answer"], reason=asked["reason"], edition=edition, cause=cause
    )
    return answers.nomination(registry.applications.save(answered, event), edition, at=cause.at)


def record(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """The secretariat records an answer that came on paper, once it is known who speaks for the institution."""
    application = registry.applications.get(asked["application_id"], version=asked["version"])
    if not application.endorsement.focal_point_id:
        raise Refusal("incomplete", f"Application {application.number} names nobody who speaks for the institution.")
    recorded = nominating.record(application, word=asked["answer"], evidence=asked["evidence"], cause=cause)
    return answers.receipt(registry.applications.save(*recorded))


def expire(cause: Cause, *, registry: Registry) -> None:
    """Close the nominations whose last day is over where the course takes place."""

    def expired(application: Application) -> tuple[Application, NominationExpired] | None:
        edition = registry.editions.get(application.edition_id)
        if not nominating.overdue(application, edition, cause.at):
            return None
        return nominating.expire(application, edition=edition, cause=cause)

    for changed in by_the_clock.each(registry.applications.past_endorsement(cause.at.date()), expired):
        registry.applications.save(*changed)
