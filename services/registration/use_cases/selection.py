"""The selection: what is proposed is changed by hand and published once."""

from collections.abc import Callable
from typing import Any

from services.registration.model import offering, reviewing, selection
from services.registration.model.application import Application
from services.registration.model.edition import Edition, EditionStatus, Publication
from services.registration.model.states import Decision, Status
from services.registration.repository import Registry
from services.registration.schemas import answers
from services.registration.use_cases import calls, promotions
from services.registration.use_cases.proposals import begin
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import SelectionPublished


def decide(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Note another decision than the proposed; after publication, tell it at once."""
    application = registry.applications.get(asked["application_id"], version=asked["version"])
    edition = registry.editions.get(application.edition_id)
    decision = Decision(asked["decision"])
    if edition.status is EditionStatus.DECIDED:
        return answers.receipt(_decide_late(application, edition, decision, cause, registry))
    noted = reviewing.propose(application, decision, reason_code="by-hand", cause=cause)
    begin(edition, cause, registry)
    return answers.receipt(registry.applications.save(noted))


def publish(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Tell everybody at once; a repeat changes nothing and is answered with the same batch."""
    edition = registry.editions.get(asked["edition_id"])
    if edition.publication is not None:
        return _batch(edition.publication)
    edition = registry.editions.get(asked["edition_id"], version=asked["version"])
    under_review = registry.applications.of_edition(edition.id, (Status.UNDER_REVIEW,))
    published, event = selection.publish(edition, under_review, batch_id=new_id(), cause=cause)
    registry.editions.save(published, event)
    calls.end_all(published, cause, registry=registry)

    for application in selection.decided(under_review, Decision.SELECTED):
        offer = offering.make(new_id(), edition, cause.at)
        registry.applications.save(*offering.select(application, offer, cause=cause))
    waiting = selection.decided(under_review, Decision.WAITLISTED)
    places = selection.places(waiting)
    for application in waiting:
        registry.applications.save(*offering.waitlist(application, places[application.id], cause=cause))
    for application in selection.decided(under_review, Decision.NOT_SELECTED):
        passed_over = offering.pass_over(application, cause=cause, reason_code=application.decision_reason)
        registry.applications.save(*passed_over)
    return _batch(event)


def _decide_late(
    application: Application, edition: Edition, decision: Decision, cause: Cause, registry: Registry
) -> Application:
    """A publication of one: at the end of the waiting list, or nothing; seats go by promotion alone."""
    if cause.actor.role != "director":
        raise Refusal("not-allowed", "After publication only the director decides.", status=403)
    if application.status is not Status.UNDER_REVIEW:  # whoever waits may be meant for a seat
        raise application.wrong_status()
    if decision is Decision.SELECTED:
        raise Refusal("selection-published", "After publication seats are given from the waiting list alone.")
    if decision is Decision.NOT_SELECTED:
        return registry.applications.save(*offering.pass_over(application, cause=cause, reason_code="late"))
    waiting = registry.applications.of_edition(edition.id, (Status.WAITLISTED,))
    place = selection.last_place(waiting, application.country)
    saved = registry.applications.save(*offering.waitlist(application, place, cause=cause))
    promotions.look_again(edition, cause, registry=registry)
    return saved


def _batch(publication: Publication | SelectionPublished) -> dict[str, Any]:
    return {
        "batch_id": publication.batch_id,
        "selected": publication.selected,
        "waitlisted": publication.waitlisted,
        "not_selected": publication.not_selected,
    }
