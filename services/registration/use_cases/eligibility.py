"""Holding applications against the edition's requirements: on sending, on correcting, and when the rules change."""

from typing import Any

from services.registration.model import checking
from services.registration.model.application import Application
from services.registration.model.edition import Edition
from services.registration.repository import Registry
from services.registration.schemas import answers
from services.registration.use_cases import alumni, by_the_clock
from shared.contracts.envelope import Cause
from shared.contracts.registration import EligibilityEvaluated

AT_ONCE = 300
"""More than an edition has; whatever is beyond, the clock does."""


def check(
    application: Application, edition: Edition, cause: Cause, *, registry: Registry
) -> tuple[Application, EligibilityEvaluated]:
    """Evaluate one application, to be saved."""
    person_id = application.person_id
    earlier = alumni.finished(person_id, besides=edition.id, registry=registry)
    perhaps = [] if earlier else alumni.perhaps_finished(person_id, besides=edition.id, registry=registry)
    return checking.check(
        application,
        edition=edition,
        finished=tuple(one.ordinal for one in earlier),
        perhaps_finished=tuple(one.ordinal for one in perhaps),
        cause=cause,
    )


def set_rules(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Give the edition other requirements, and evaluate by them."""
    edition = registry.editions.get(asked["edition_id"], version=asked["version"])
    changed = registry.editions.save(checking.change_rules(edition, asked["rules"], cause=cause))
    evaluated = _check_all(changed, cause, registry, limit=AT_ONCE)
    return {**answers.eligibility_rules(changed), "version": changed.version, "evaluated": evaluated}


def check_unchecked(cause: Cause, *, registry: Registry) -> None:
    """Evaluate what the present rules have not seen: the rest after a change, and what came before there were rules."""
    for edition in registry.editions.of_status(*checking.CHANGED_IN):
        _check_all(edition, cause, registry, limit=AT_ONCE)


def override(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Note that somebody says the requirements are met."""
    application = registry.applications.get(asked["application_id"], version=asked["version"])
    overridden = checking.override(application, reason=asked["reason"], cause=cause)
    return answers.receipt(registry.applications.save(*overridden))


def _check_all(edition: Edition, cause: Cause, registry: Registry, *, limit: int) -> int:
    unseen = registry.applications.to_check(edition.id, edition.eligibility.version, limit=limit)
    checked = list(by_the_clock.each(unseen, lambda one: check(one, edition, cause, registry=registry)))
    for one in checked:
        registry.applications.save(*one)
    return len(checked)
