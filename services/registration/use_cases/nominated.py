"""An official whom an institution nominated applies: much is filled in, and the institution's word is given."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from services.registration.model import applying, calling, document, nominating, replacing
from services.registration.model.application import Application
from services.registration.model.call import Call, Nominee
from services.registration.model.document import Documents
from services.registration.model.edition import Edition
from services.registration.model.form import NOMINATED_WITH, Form
from services.registration.model.letter import Letter
from services.registration.model.likeness import Profile
from services.registration.model.promotion import Promotion
from services.registration.repository import Registry
from services.registration.schemas import answers, call_answers, replacement_answers
from services.registration.use_cases import alumni, drafts, eligibility, letters
from shared.contracts.envelope import Actor, Cause
from shared.contracts.refusal import Refusal

OWN = tuple(field.name for field in fields(Form) if field.name not in NOMINATED_WITH)
OF_INSTITUTION = tuple(name for name in NOMINATED_WITH if name != "email")


def invitation(asked: dict[str, Any], actor: Actor, *, registry: Registry) -> dict[str, Any]:
    """What is filled in for somebody who was nominated."""
    _refuse_others(asked, actor)
    if kept := registry.promotions.of_nomination(asked["nomination_id"]):
        shown = replacement_answers.invitation(
            kept, institution_of(kept, registry), registry.editions.get(kept.edition_id)
        )
        if not shown["applied"]:
            replacing.asked_of(kept)
    else:
        call = registry.calls.of_nomination(asked["nomination_id"])
        shown = call_answers.invitation(
            call,
            asked["nomination_id"],
            registry.editions.get(call.edition_id),
            registry.institutions.get(call.institution_id),
        )
    begun = registry.drafts.of_nomination(asked["nomination_id"])
    return shown | {"draft": begun and {"draft_id": begun.id, "person_id": registry.people.now(begun.person_id).id}}


def submit(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Receive the application of somebody who was nominated; it is endorsed from the start."""
    _refuse_others(asked, cause.actor)
    application_id = new_id()
    documents = _letter(asked, application_id, cause, registry=registry, new_id=new_id)
    saved = apply(asked, documents, cause, application_id=application_id, registry=registry)
    drafts.end(saved, cause, registry=registry)
    return answers.receipt(saved)


def apply(
    asked: dict[str, Any], documents: Documents, cause: Cause, *, application_id: str, registry: Registry
) -> Application:
    """Keep the application of somebody who was nominated, in the call or for a seat that was given back."""
    if kept := registry.promotions.of_nomination(asked["nomination_id"]):
        return _apply_for_seat(kept, asked, documents, cause, application_id=application_id, registry=registry)
    call = registry.calls.of_nomination(asked["nomination_id"])
    nominee = call.nominee(asked["nomination_id"])
    if nominee.application_id:
        raise Refusal("nomination-used", "This official has applied already.", status=410)
    edition = registry.editions.get(call.edition_id)
    edition.refuse_unless_open(cause.at)
    saved = _receive(
        asked,
        cause,
        nominee=nominee,
        edition=edition,
        form=_form(asked, nominee.email, _of_call(call, registry)),
        focal_point_id=call.focal_point_id,
        of_call=call.letters[-1] if call.letters else None,
        application_id=application_id,
        documents=documents,
        registry=registry,
    )
    registry.calls.save(*calling.note_application(call, nomination_id=nominee.id, application_id=saved.id, cause=cause))
    return saved


def institution_of(kept: Promotion, registry: Registry) -> dict[str, Any]:
    """What is known of the institution that named somebody for a seat: as its official said who gave it back."""
    if kept.replacement is None:
        raise ValueError(f"promotion {kept.id} keeps no seat for an institution")
    leaver = registry.applications.get(kept.replacement.leaver_id)
    return {name: getattr(leaver.form, name) for name in OF_INSTITUTION}


def _apply_for_seat(
    kept: Promotion,
    asked: dict[str, Any],
    documents: Documents,
    cause: Cause,
    *,
    application_id: str,
    registry: Registry,
) -> Application:
    """Whoever is named for a seat that was given back applies after the call has closed, for this seat alone."""
    edition = registry.editions.get(kept.edition_id)
    nominee, _ = replacing.named_in_time(kept, edition=edition, cause=cause)
    saved = _receive(
        asked,
        cause,
        nominee=nominee,
        edition=edition,
        form=_form(asked, nominee.email, institution_of(kept, registry)),
        focal_point_id=replacing.asked_of(kept).focal_point_id,
        of_call=None,
        application_id=application_id,
        documents=documents,
        registry=registry,
    )
    registry.promotions.save(replacing.note_application(kept, saved.id, edition=edition, cause=cause))
    return saved


def _receive(
    asked: dict[str, Any],
    cause: Cause,
    *,
    nominee: Nominee,
    edition: Edition,
    form: Form,
    focal_point_id: str,
    of_call: Letter | None,
    application_id: str,
    documents: Documents,
    registry: Registry,
) -> Application:
    form.refuse_mistakes(edition.countries)
    person = registry.people.now(nominee.person_id)
    registry.applications.refuse_second(person.id, edition.id)
    application, submitted = applying.receive(
        application_id=application_id,
        edition=edition,
        person_id=person.id,
        sent_as=nominee.person_id,
        number=applying.number_of(edition, registry.editions.count_application(edition)),
        form=form,
        documents=documents,
        cause=cause,
    )
    endorsed, received = nominating.nominated(application, focal_point_id=focal_point_id, letter=of_call, cause=cause)
    checked, evaluated = eligibility.check(endorsed, edition, cause, registry=registry)
    recognised = alumni.recognise(checked, registry=registry)
    saved = registry.applications.add(checked, submitted, received, evaluated, *recognised)
    registry.profiles.keep(Profile.of(saved))
    return saved


def _letter(
    asked: dict[str, Any], application_id: str, cause: Cause, *, registry: Registry, new_id: Callable[[], str]
) -> Documents:
    letter = letters.receive(asked["letter"], application_id, cause, registry=registry, new_id=new_id)
    return document.with_file((), "letter", letter, at=cause.at) if letter else ()


def _refuse_others(asked: dict[str, Any], actor: Actor) -> None:
    if actor.id != asked["nomination_id"]:
        raise Refusal("not-allowed", "This is somebody else's nomination.", status=403)


def _of_call(call: Call, registry: Registry) -> dict[str, Any]:
    institution = registry.institutions.get(call.institution_id)
    focal_point = registry.people.get(call.focal_point_id)
    return {
        "country": call.country,
        "institution": institution.name,
        "ministry_kind": institution.ministry_kind,
        "focal_point_name": focal_point.full_name,
        "focal_point_email": focal_point.email,
        "focal_point_language": focal_point.language,
    }


def _form(asked: dict[str, Any], email: str, of_institution: dict[str, Any]) -> Form:
    return Form(**{name: asked[name] for name in OWN}, email=email, **of_institution)
