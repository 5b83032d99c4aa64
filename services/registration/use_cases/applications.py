"""What applicants send and staff do with it until the selection."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from services.registration.model import applying, document, nominating, reviewing
from services.registration.model.application import Application
from services.registration.model.document import Documents
from services.registration.model.edition import Edition
from services.registration.model.form import Form
from services.registration.model.likeness import Profile
from services.registration.model.states import EndorsementStatus, Status
from services.registration.repository import Registry
from services.registration.repository.applications import already_applied
from services.registration.schemas import answers
from services.registration.use_cases import alumni, by_the_clock, drafts, eligibility, letters, people
from services.registration.use_cases.access import refuse_others
from shared.contracts.envelope import Cause
from shared.contracts.event import Event

FORM = tuple(field.name for field in fields(Form))


def submit(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Receive an application that was not saved before; a draft that the person had begun ends with it."""
    edition = registry.editions.get(asked["edition_id"])
    edition.refuse_unless_open(cause.at)
    form = Form(**{name: asked[name] for name in FORM})
    form.refuse_mistakes(edition.countries)
    known = registry.people.of_address(form.email)
    if known and (live := registry.applications.live(known.id, edition.id)):
        return _lead_to(live, form, edition, asked, cause, registry=registry, new_id=new_id)
    application_id = new_id()
    letter = letters.receive(asked["letter"], application_id, cause, registry=registry, new_id=new_id)
    documents = document.with_file((), "letter", letter, at=cause.at) if letter else ()
    saved = apply(form, edition, documents, cause, application_id=application_id, registry=registry, new_id=new_id)
    drafts.end(saved, cause, registry=registry)
    return answers.receipt(saved)


def apply(
    form: Form,
    edition: Edition,
    documents: Documents,
    cause: Cause,
    *,
    application_id: str,
    registry: Registry,
    new_id: Callable[[], str],
) -> Application:
    """Keep an application, numbered, evaluated, and with its institution asked for its word."""
    edition.refuse_unless_open(cause.at)
    form.refuse_mistakes(edition.countries)
    person, sent_as = people.applicant(form, registry=registry, new_id=new_id)
    registry.applications.refuse_second(person.id, edition.id)
    application, submitted = applying.submit(
        application_id=application_id,
        edition=edition,
        person_id=person.id,
        sent_as=sent_as,
        number=applying.number_of(edition, registry.editions.count_application(edition)),  # as late as it can be:
        form=form,  # from here to the commit no other submission can be counted
        documents=documents,
        cause=cause,
    )
    checked, evaluated = eligibility.check(application, edition, cause, registry=registry)
    recognised = alumni.recognise(checked, registry=registry)
    asking, events = ask_institution(checked, edition, cause, registry=registry, new_id=new_id)
    saved = registry.applications.add(asking, submitted, evaluated, *recognised, *events)
    registry.profiles.keep(Profile.of(saved))
    return saved


def resubmit(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Receive corrections; what is left out stays as it was."""
    returned = _asked(asked, registry)
    refuse_others(returned, cause.actor)
    edition = registry.editions.get(returned.edition_id)
    corrected, resubmitted = applying.resubmit(
        returned,
        edition=edition,
        form=replace(returned.form, **{name: asked[name] for name in FORM if name in asked}),
        letter=letters.receive(asked.get("letter"), returned.id, cause, registry=registry, new_id=new_id),
        cause=cause,
    )
    people.correct(returned.person_id, returned.form, corrected.form, registry=registry)
    checked, evaluated = eligibility.check(corrected, edition, cause, registry=registry)
    asking, events = ask_institution(checked, edition, cause, registry=registry, new_id=new_id)
    saved = registry.applications.save(asking, resubmitted, evaluated, *events)
    registry.profiles.keep(Profile.of(saved))
    return answers.receipt(saved)


def send_back(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Ask for corrections."""
    returned = reviewing.send_back(_asked(asked, registry), reason=asked["reason"], due_at=asked["due_at"], cause=cause)
    return answers.receipt(registry.applications.save(*returned))


def start_review(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Take one application under review."""
    application = _asked(asked, registry)
    edition = registry.editions.get(application.edition_id)
    return answers.receipt(registry.applications.save(*reviewing.start(application, edition=edition, cause=cause)))


def start_reviews(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Take every application under review that needs no second look."""
    edition = registry.editions.get(asked["edition_id"])
    ready = [one for one in registry.applications.of_edition(edition.id, (Status.SUBMITTED,)) if reviewing.ready(one)]
    for application in ready:
        registry.applications.save(*reviewing.start(application, edition=edition, cause=cause))
    return {"started": len(ready)}


def mark_ineligible(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Decide that the requirements are not met."""
    marked = reviewing.mark_ineligible(
        _asked(asked, registry), reason_code=asked["reason_code"], note=asked["note"], cause=cause
    )
    return answers.receipt(registry.applications.save(*marked))


def reopen(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Take an ended application back under review."""
    application = _asked(asked, registry)
    edition = registry.editions.get(application.edition_id)
    reopened = reviewing.reopen(application, reason=asked["reason"], edition=edition, cause=cause)
    return answers.receipt(registry.applications.save(*reopened))


def lapse_uncorrected(cause: Cause, *, registry: Registry) -> None:
    """End the applications that did not come back in time."""
    past = registry.applications.past_return(cause.at)
    for lapsed in by_the_clock.each(past, lambda one: reviewing.lapse(one, cause=cause)):
        registry.applications.save(*lapsed)


def _lead_to(
    live: Application,
    form: Form,
    edition: Edition,
    asked: dict[str, Any],
    cause: Cause,
    *,
    registry: Registry,
    new_id: Callable[[], str],
) -> dict[str, Any]:
    """Who sends the form again is told by email alone which application they have; anybody may try an address."""
    if cause.actor.role != "public":
        raise already_applied()
    has_letter = letters.look_at(asked["letter"], new_id=new_id) is not None
    if told := applying.send_again(live, cause=cause):
        registry.applications.save(*told)
    return {"missing": list(applying.missing(form, has_letter=has_letter, required=edition.documents))}


def _asked(asked: dict[str, Any], registry: Registry) -> Application:
    return registry.applications.get(asked["application_id"], version=asked["version"])


def ask_institution(
    application: Application, edition: Edition, cause: Cause, *, registry: Registry, new_id: Callable[[], str]
) -> tuple[Application, list[Event]]:
    """Ask whom the form names for the institution's word, unless somebody was asked before."""
    asked_before = application.endorsement.status is not EndorsementStatus.NOT_REQUESTED
    if asked_before or not application.form.focal_point_email:
        return application, []
    person = people.focal_point(application.form, registry=registry, new_id=new_id)
    asking, event = nominating.request(application, focal_point_id=person.id, edition=edition, cause=cause)
    return asking, [event]
