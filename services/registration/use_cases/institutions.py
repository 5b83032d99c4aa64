"""What staff keep of institutions and their focal points; whoever is replaced leaves their open work to the next."""

from collections.abc import Callable
from typing import Any

from services.registration.model import calling, institution, nominating
from services.registration.model.application import Application
from services.registration.model.call import in_time
from services.registration.model.institution import Institution
from services.registration.model.person import Person
from services.registration.repository import Registry
from services.registration.schemas import call_answers
from services.registration.use_cases import people
from shared.contracts.envelope import Cause

NewId = Callable[[], str]


def add(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: NewId) -> dict[str, Any]:
    """Keep an institution with its focal point."""
    registered, event = institution.register(
        country=asked["country"], name=asked["name"], ministry_kind=asked["ministry_kind"], cause=cause
    )
    focal_point = _person(asked, registry=registry, new_id=new_id)
    appointed = institution.appoint(registered, person_id=focal_point.id, cause=cause)
    return call_answers.institution(registry.institutions.add(appointed, event), focal_point)


def correct(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Another name or kind of ministry."""
    known = _asked(asked, registry)
    corrected = institution.correct(known, name=asked["name"], ministry_kind=asked["ministry_kind"], cause=cause)
    saved = registry.institutions.save(*corrected)
    return call_answers.institution(saved, registry.people.get(saved.focal_point_id))


def appoint(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: NewId) -> dict[str, Any]:
    """Another focal point, who is asked what the one before has left open; or the same one, called otherwise."""
    known = _asked(asked, registry)
    focal_point = _person(asked, registry=registry, new_id=new_id)
    if focal_point.id == known.focal_point_id:
        return call_answers.institution(known, focal_point)
    appointed = registry.institutions.save(institution.appoint(known, person_id=focal_point.id, cause=cause))
    _hand_over_calls(appointed, cause, registry=registry)
    _hand_over_applications(appointed, known.focal_point_id, cause, registry=registry)
    return call_answers.institution(appointed, focal_point)


def _hand_over_calls(appointed: Institution, cause: Cause, *, registry: Registry) -> None:
    for call in registry.calls.of_institution(appointed.id):
        edition = registry.editions.get(call.edition_id)
        if in_time(edition, cause.at):
            handed = calling.hand_over(call, focal_point_id=appointed.focal_point_id, edition=edition, cause=cause)
            registry.calls.save(*handed)


def _hand_over_applications(appointed: Institution, before: str, cause: Cause, *, registry: Registry) -> None:
    elsewhere = bool(registry.institutions.spoken_for_by(before))
    for application in registry.applications.waiting_for(before):
        if _is_of(application, appointed, elsewhere=elsewhere):
            asking = nominating.request(
                application,
                focal_point_id=appointed.focal_point_id,
                edition=registry.editions.get(application.edition_id),
                cause=cause,
            )
            registry.applications.save(*asking)


def _is_of(application: Application, appointed: Institution, *, elsewhere: bool) -> bool:
    """Whether it is this institution that is asked: by its name, or since the person spoke for no other there."""
    if application.country != appointed.country or application.person_id == appointed.focal_point_id:
        return False
    return application.form.institution_id == appointed.id or not elsewhere


def _asked(asked: dict[str, Any], registry: Registry) -> Institution:
    return registry.institutions.get(asked["institution_id"], version=asked["version"])


def _person(asked: dict[str, Any], *, registry: Registry, new_id: NewId) -> Person:
    return people.appointed(
        email=asked["focal_point_email"],
        full_name=asked["focal_point_name"],
        language=asked["focal_point_language"],
        registry=registry,
        new_id=new_id,
    )
