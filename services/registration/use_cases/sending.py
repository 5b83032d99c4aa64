"""Sending what was begun: the draft becomes an application, or what it lacks is listed field by field."""

from collections.abc import Callable
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError

from services.registration.model import complaints, document
from services.registration.model.draft import Draft
from services.registration.model.form import Form
from services.registration.repository import Registry
from services.registration.schemas import answers
from services.registration.schemas.applications import ApplicationForm
from services.registration.schemas.calls import NominatedForm
from services.registration.use_cases import applications, drafts, nominated, people
from shared.contracts.envelope import Actor, Cause


def send(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Send a draft, if everything that an application cannot do without is there and right."""
    begun = drafts.own(asked, cause.actor, registry)
    form, lacking = _read(begun)
    complaints.refuse_if_any(lacking)
    edition = registry.editions.get(begun.edition_id)
    application_id = new_id()
    registry.drafts.save(*begun.send(application_id=application_id, edition=edition, cause=cause))
    if begun.nomination_id:
        form["nomination_id"] = begun.nomination_id
        saved = nominated.apply(form, begun.documents, cause, application_id=application_id, registry=registry)
    else:
        saved = applications.apply(
            Form(**{name: form[name] for name in applications.FORM}),
            edition,
            begun.documents,
            cause,
            application_id=application_id,
            registry=registry,
            new_id=new_id,
        )
    drafts.end(saved, cause, registry=registry)
    people.introduced(saved.person_id, saved.form, registry=registry)
    return answers.receipt(saved)


def mine(asked: dict[str, Any], actor: Actor, *, registry: Registry) -> dict[str, Any]:
    """What was typed, and what is missing: what sending needs, and what may come later."""
    begun = drafts.own(asked, actor, registry)
    edition = registry.editions.get(begun.edition_id)
    _, lacking = _read(begun)
    later = [name for name in ("motivation",) if not begun.written.get(name)]
    if not begun.nomination_id and not begun.written.get("focal_point_email"):
        later.append("focal_point")
    return {
        "draft_id": begun.id,
        "version": begun.version,
        "status": begun.status,
        "application_id": begun.application_id,
        "person_id": registry.people.now(begun.person_id).id,
        "email": begun.email,
        "language": begun.language,
        "nominated": _nomination(begun, registry),
        "written": begun.written,
        "ordinary": answers.ordinary_writing(begun.written),
        "required": list(edition.documents),
        "documents": [answers.document(one) for one in begun.documents],
        "lacking": list(lacking),
        "later": [*document.lacking(edition.documents, begun.documents), *later],
        "edition": answers.edition_in_short(edition) | {"application_closes_at": begun.closes_at(edition)},
        "countries": list(edition.countries),
    }


def _read(begun: Draft) -> tuple[dict[str, Any], dict[str, str]]:
    """The form as it would be sent, or what is wrong with it, by field."""
    schema: Schema = NominatedForm(unknown=EXCLUDE) if begun.nomination_id else ApplicationForm(unknown=EXCLUDE)
    try:
        form: dict[str, Any] = schema.load(begun.written)
    except ValidationError as error:
        return {}, {name: " ".join(map(str, messages)) for name, messages in error.messages_dict.items()}
    return form, {}


def _nomination(begun: Draft, registry: Registry) -> dict[str, Any] | None:
    if not begun.nomination_id:
        return None
    if kept := registry.promotions.of_nomination(begun.nomination_id):
        said = nominated.institution_of(kept, registry)
        return {"institution": said["institution"], "country": kept.country, "ministry_kind": said["ministry_kind"]}
    call = registry.calls.of_nomination(begun.nomination_id)
    institution = registry.institutions.get(call.institution_id)
    return {"institution": institution.name, "country": institution.country, "ministry_kind": institution.ministry_kind}
