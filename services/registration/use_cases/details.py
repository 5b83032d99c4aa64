"""What participants say about their stay, once their seat is confirmed."""

from collections.abc import Callable
from typing import Any

from services.registration.model import details, editing
from services.registration.model.application import Application
from services.registration.model.details import Details
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.next_actions import Action
from services.registration.model.states import Status
from services.registration.repository import Registry
from services.registration.use_cases.access import refuse_others
from shared.contracts.envelope import Actor, Cause
from shared.contracts.refusal import Refusal

ASKED_OF = (Status.CONFIRMED, Status.ENROLLED)


def ask(application: Application, cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> Details:
    """Ask somebody who has confirmed, unless they were asked before."""
    return registry.details.of(application.id) or registry.details.add(
        details.ask(
            details_id=new_id(),
            application_id=application.id,
            person_id=application.person_id,
            edition_id=application.edition_id,
            cause=cause,
        )
    )


def save(
    part: str, asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]
) -> dict[str, Any]:
    """Keep one part; the others stay as they are. The reply is kept too, so it carries nothing of what was said."""
    application = _own(asked, cause.actor, registry)
    edition = registry.editions.get(application.edition_id)
    said = {name: value for name, value in asked.items() if name != "application_id"}
    if part == "certificate":
        named = editing.name_on_certificate(application, said["certificate_name"], edition=edition, cause=cause)
        if named != application:
            application = registry.applications.save(named)
    asked_before = ask(application, cause, registry=registry, new_id=new_id)
    saved = registry.details.save(*asked_before.save(part, said, edition=edition, cause=cause))
    ends_early = saved.passport_ends_early(edition)
    return {"application_id": application.id, "missing": list(saved.missing), "passport_ends_early": ends_early}


def mine(asked: dict[str, Any], actor: Actor, *, registry: Registry) -> dict[str, Any]:
    """What the person has said, and what is missing."""
    application = _own(asked, actor, registry)
    return _shown(application, actor, registry)


def of_participant(asked: dict[str, Any], actor: Actor, *, registry: Registry) -> dict[str, Any]:
    """What staff may read of it."""
    return _shown(registry.applications.get(asked["application_id"]), actor, registry)


def of_edition(asked: dict[str, Any], *, registry: Registry) -> dict[str, Any]:
    """Who is missing what, and what has to be arranged; nothing of what is in it."""
    said = registry.details.of_edition(asked["edition_id"])
    edition = registry.editions.get(asked["edition_id"])
    rows = []
    for application in registry.applications.of_edition(edition.id, ASKED_OF):
        found = said.get(application.id)
        rows.append(
            {
                "application_id": application.id,
                "number": application.number,
                "name": application.form.name,
                "country": application.country,
                "missing": list(found.missing if found else details.PARTS),
                "passport_ends_early": bool(found and found.passport_ends_early(edition)),
                **(found.to_arrange if found else dict.fromkeys(("needs_visa", "needs_accessibility", "needs_diet"))),
            }
        )
    return {"participants": rows}


def due(edition: Edition, *, registry: Registry) -> list[Action]:
    """Who among the confirmed has not said everything yet, as one thing to be done."""
    confirmed = registry.applications.of_edition(edition.id, (Status.CONFIRMED,))
    said = registry.details.of_edition(edition.id) if confirmed else {}
    lacking = [one for one in confirmed if one.id not in said or said[one.id].missing]
    if not lacking:
        return []
    since, where = min(one.waiting_since for one in lacking), f"/editions/{edition.id}/details"
    return [Action(who="applicant", what="complete-details", count=len(lacking), since=since, where=where)]


def by_the_clock(cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> None:
    """Ask whoever has confirmed, and remind those who have not said everything.

    Nobody is reminded who has given the seat up, or once the course has begun.
    """
    for edition in registry.editions.of_status(EditionStatus.DECIDED):
        asked = registry.details.of_edition(edition.id)
        for application in registry.applications.of_edition(edition.id, (Status.CONFIRMED,)):
            if application.id not in asked:
                ask(application, cause, registry=registry, new_id=new_id)
    for one in registry.details.to_remind(cause.at):
        application = registry.applications.get(one.application_id)
        edition = registry.editions.get(one.edition_id)
        if application.status is Status.CONFIRMED and edition.day(cause.at) < edition.dates.starts_on:
            registry.details.save(*one.remind(cause=cause))
        else:
            registry.details.save(one.stop_reminding())


def _own(asked: dict[str, Any], actor: Actor, registry: Registry) -> Application:
    application = registry.applications.get(asked["application_id"])
    refuse_others(application, actor)
    if application.status not in ASKED_OF:
        raise Refusal("stay-not-asked", "This is asked once the seat is confirmed.")
    return application


def _shown(application: Application, actor: Actor, registry: Registry) -> dict[str, Any]:
    edition = registry.editions.get(application.edition_id)
    found = registry.details.of(application.id)
    if found is None:
        nothing: dict[str, Any] = dict.fromkeys(details.PARTS)
        return _around(application, edition) | nothing | {"missing": list(details.PARTS), "passport_ends_early": False}
    return _answer(found, application, edition, actor.role)


def _answer(found: Details, application: Application, edition: Edition, role: str) -> dict[str, Any]:
    return _around(application, edition) | {
        **found.seen_by(role),
        "missing": list(found.missing),
        "passport_ends_early": found.passport_ends_early(edition),
        **found.to_arrange,
    }


def _around(application: Application, edition: Edition) -> dict[str, Any]:
    return {
        "application_id": application.id,
        "number": application.number,
        "name": application.form.name,
        "name_on_certificate": application.form.name_on_certificate,
        "starts_on": edition.dates.starts_on,
        "ends_on": edition.dates.ends_on,
        "edition_id": edition.id,
    }
