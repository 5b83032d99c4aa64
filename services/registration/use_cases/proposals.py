"""The proposal of a selection: weights and pins before it, made by the solver, undone while nobody has seen it."""

from typing import Any

from services.registration.model import proposing, selection
from services.registration.model.alternatives import Solve
from services.registration.model.cohort import AIMS, Aims, Pin
from services.registration.model.edition import Edition
from services.registration.model.states import Decision, Status
from services.registration.repository import Registry
from services.registration.schemas import answers
from shared.contracts.envelope import Cause


def propose(asked: dict[str, Any], cause: Cause, *, registry: Registry, solve: Solve) -> dict[str, Any]:
    """Note for each application under review what is proposed and why; by hand it can be changed."""
    edition = begin(registry.editions.get(asked["edition_id"]), cause, registry)
    under_review = registry.applications.of_edition(edition.id, (Status.UNDER_REVIEW,))
    proposal = selection.propose(under_review, edition, solve=solve)
    for application in under_review:
        taken = proposing.take(application, proposal.verdicts[application.id], cause=cause)
        if taken != application:
            registry.applications.save(taken)
    registry.editions.save(proposing.made(edition, proposal, cause=cause))
    decisions = [verdict.decision for verdict in proposal.verdicts.values()]
    return {**{decision: decisions.count(decision) for decision in Decision}, "gap": proposal.gap}


def undo(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Put back what was proposed before the last proposal; pins stay."""
    edition = registry.editions.get(asked["edition_id"], version=asked["version"])
    undone = registry.editions.save(proposing.undo(edition, cause=cause))
    for application in registry.applications.of_edition(edition.id, (Status.UNDER_REVIEW,)):
        put_back = proposing.put_back(application, cause=cause)
        if put_back != application:
            registry.applications.save(put_back)
    return answers.weights(undone)


def weigh_aims(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Give the aims other weights."""
    edition = registry.editions.get(asked["edition_id"], version=asked["version"])
    aims = Aims(**{aim: asked[aim] for aim in AIMS})
    return answers.weights(registry.editions.save(proposing.weigh(edition, aims, cause=cause)))


def pin(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Pin somebody in or out, or let go; two at once cannot go above a limit together."""
    application = registry.applications.get(asked["application_id"], version=asked["version"])
    edition = registry.editions.get(application.edition_id)
    registry.editions.hold_waiting_list(edition.id)
    others = registry.applications.of_edition(edition.id, (Status.UNDER_REVIEW,))
    pinned = proposing.pin(
        application, Pin(asked["pin"]), reason=asked["reason"], others=others, edition=edition, cause=cause
    )
    return answers.receipt(registry.applications.save(pinned))


def begin(edition: Edition, cause: Cause, registry: Registry) -> Edition:
    """Weigh from now on, if that has not begun."""
    begun = edition.begin_selecting(cause=cause)
    return edition if begun == edition else registry.editions.save(begun)
