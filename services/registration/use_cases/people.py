"""Getting to know applicants and focal points; notifications learns of them in the same act."""

from collections.abc import Callable

from services.registration.model import person
from services.registration.model.form import Form
from services.registration.model.person import Person
from services.registration.repository import Registry


def applicant(form: Form, *, registry: Registry, new_id: Callable[[], str]) -> Person:
    """The person who applies: known by their address, with the name and language they give now."""
    known = registry.people.of_address(form.email)
    if known is None:
        return _meet(form.email, form.name, form.language, registry=registry, new_id=new_id)
    if (known.full_name, known.language) == (form.name, form.language):
        return known
    corrected, event = person.correct(known, full_name=form.name, language=form.language)
    return registry.people.save(corrected, event)


def focal_point(form: Form, *, registry: Registry, new_id: Callable[[], str]) -> Person:
    """The person who is to endorse; somebody else's form does not change how a known person is addressed."""
    return registry.people.of_address(form.focal_point_email) or _meet(
        form.focal_point_email, form.focal_point_name, form.focal_point_language, registry=registry, new_id=new_id
    )


def _meet(email: str, full_name: str, language: str, *, registry: Registry, new_id: Callable[[], str]) -> Person:
    met, event = person.introduce(person_id=new_id(), email=email, full_name=full_name, language=language)
    return registry.people.add(met, event)
