"""Getting to know applicants and focal points; notifications learns of them in the same act."""

from collections.abc import Callable
from typing import Any

from services.registration.model import person
from services.registration.model.form import Form
from services.registration.model.person import Person
from services.registration.repository import Registry


def applicant(form: Form, *, registry: Registry, new_id: Callable[[], str]) -> tuple[Person, str]:
    """The person who applies, known by their address; anybody may send the form, so it changes nobody known.

    And under which id this address is known, when that is not the person's who has it now; else empty.
    """
    known = registry.people.first_of_address(form.email)
    if known is None:
        return _meet(form.email, form.name, form.language, registry=registry, new_id=new_id), ""
    person = registry.people.now(known.id) if known.merged_into else known
    return person, known.id if known.id != person.id else ""


def beginner(*, email: str, full_name: str, language: str, registry: Registry, new_id: Callable[[], str]) -> Person:
    """Who begins an application: perhaps with no more than an address, by which they are called until they say more."""
    return registry.people.of_address(email) or _meet(
        email, full_name or email, language, registry=registry, new_id=new_id
    )


def focal_point(form: Form, *, registry: Registry, new_id: Callable[[], str]) -> Person:
    """The person who is to endorse; somebody else's form does not change how a known person is addressed."""
    return registry.people.of_address(form.focal_point_email) or _meet(
        form.focal_point_email, form.focal_point_name, form.focal_point_language, registry=registry, new_id=new_id
    )


def appointed(*, email: str, full_name: str, language: str, registry: Registry, new_id: Callable[[], str]) -> Person:
    """Whom staff name to speak or to judge; they know how the person is called and written to."""
    known = registry.people.of_address(email)
    if known is None:
        return _meet(email, full_name, language, registry=registry, new_id=new_id)
    return _correct(known, full_name=full_name, language=language, registry=registry)


def nominated(*, email: str, full_name: str, language: str, registry: Registry, new_id: Callable[[], str]) -> Person:
    """Whom an institution nominates; that does not change how a known person is addressed."""
    return registry.people.of_address(email) or _meet(email, full_name, language, registry=registry, new_id=new_id)


def correct(person_id: str, before: Form, now: Form, *, registry: Registry) -> None:
    """Take the name and language that an applicant, who came by the link in an email, has changed."""
    if (before.name, before.language) != (now.name, now.language):
        known = registry.people.get(person_id)
        _correct(known, full_name=now.name, language=now.language, registry=registry)


def introduced(person_id: str, form: Form, *, registry: Registry) -> None:
    """Whoever sends what they had begun, by the link in an email, says what they are called."""
    _correct(registry.people.get(person_id), full_name=form.name, language=form.language, registry=registry)


def restate(asked: dict[str, Any], *, registry: Registry) -> dict[str, Any]:
    """Tell notifications anew how to write to the next people by id; what it knows already stays as it is."""
    found = registry.people.after(asked["after"], limit=asked["limit"])
    for known in found:
        registry.people.save(*person.restate(known, now=registry.people.now(known.id)))
    return {"restated": len(found), "next": found[-1].id if len(found) == asked["limit"] else None}


def _correct(known: Person, *, full_name: str, language: str, registry: Registry) -> Person:
    if (known.full_name, known.language) == (full_name, language):
        return known
    corrected = registry.people.save(*person.correct(known, full_name=full_name, language=language))
    for merged in registry.people.known_as(corrected)[1:]:
        registry.people.save(*person.restate(merged, now=corrected))
    return corrected


def _meet(email: str, full_name: str, language: str, *, registry: Registry, new_id: Callable[[], str]) -> Person:
    met, event = person.introduce(person_id=new_id(), email=email, full_name=full_name, language=language)
    return registry.people.add(met, event)
