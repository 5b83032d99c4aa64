"""An official whom an institution nominated applies: much is filled in, and the institution's word is given."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from services.registration.model import applying, calling, document, nominating
from services.registration.model.application import Application
from services.registration.model.call import Call
from services.registration.model.document import Documents
from services.registration.model.form import NOMINATED_WITH, Form
from services.registration.model.likeness import Profile
from services.registration.repository import Registry
from services.registration.schemas import answers, call_answers
from services.registration.use_cases import alumni, drafts, eligibility, letters
from shared.contracts.envelope import Actor, Cause
from shared.contracts.refusal import Refusal

OWN = tuple(field.name for field in fields(Form) if field.name not in NOMINATED_WITH)


def invitation(asked: dict[str, Any], actor: Actor, *, registry: Registry) -> dict[str, Any]:
    """What is filled in for somebody who was nominated."""
    call = _own(asked, actor, registry)
    shown = call_answers.invitation(
        call,
        asked["nomination_id"],
        registry.editions.get(call.edition_id),
        registry.institutions.get(call.institution_id),
    )
    begun = registry.drafts.of_nomination(asked["nomination_id"])
    return shown | {"draft": begun and {"draft_id": begun.id, "person_id": begun.person_id}}


def submit(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Receive the application of somebody who was nominated."""
    call = _own(asked, cause.actor, registry)
    application_id = new_id()
    letter = letters.receive(asked["letter"], application_id, cause, registry=registry, new_id=new_id)
    documents = document.with_file((), "letter", letter, at=cause.at) if letter else ()
    saved = apply(asked, call, documents, cause, application_id=application_id, registry=registry)
    drafts.end(saved, cause, registry=registry)
    return answers.receipt(saved)


def apply(
    asked: dict[str, Any],
    call: Call,
    documents: Documents,
    cause: Cause,
    *,
    application_id: str,
    registry: Registry,
) -> Application:
    """Keep the application of somebody who was nominated; it is endorsed from the start."""
    nominee = call.nominee(asked["nomination_id"])
    if nominee.application_id:
        raise Refusal("nomination-used", "This official has applied already.", status=410)
    edition = registry.editions.get(call.edition_id)
    edition.refuse_unless_open(cause.at)
    form = _form(asked, call, nominee.email, registry)
    form.refuse_mistakes(edition.countries)
    person = registry.people.now(nominee.person_id)
    registry.applications.refuse_second(person.id, edition.id)
    of_call = call.letters[-1] if call.letters else None
    application, submitted = applying.submit(
        application_id=application_id,
        edition=edition,
        person_id=person.id,
        sent_as=nominee.person_id,
        number=applying.number_of(edition, registry.editions.count_application(edition)),
        form=form,
        documents=documents,
        cause=cause,
    )
    endorsed, received = nominating.nominated(
        application, focal_point_id=call.focal_point_id, letter=of_call, cause=cause
    )
    checked, evaluated = eligibility.check(endorsed, edition, cause, registry=registry)
    recognised = alumni.recognise(checked, registry=registry)
    saved = registry.applications.add(checked, submitted, received, evaluated, *recognised)
    registry.profiles.keep(Profile.of(saved))
    registry.calls.save(*calling.note_application(call, nomination_id=nominee.id, application_id=saved.id, cause=cause))
    return saved


def _own(asked: dict[str, Any], actor: Actor, registry: Registry) -> Call:
    if actor.id != asked["nomination_id"]:
        raise Refusal("not-allowed", "This is somebody else's nomination.", status=403)
    return registry.calls.of_nomination(asked["nomination_id"])


def _form(asked: dict[str, Any], call: Call, email: str, registry: Registry) -> Form:
    institution = registry.institutions.get(call.institution_id)
    focal_point = registry.people.get(call.focal_point_id)
    return Form(
        **{name: asked[name] for name in OWN},
        email=email,
        country=call.country,
        institution=institution.name,
        ministry_kind=institution.ministry_kind,
        focal_point_name=focal_point.full_name,
        focal_point_email=focal_point.email,
        focal_point_language=focal_point.language,
    )
