"""Journeys of participants: asked for by their link or by the travel desk, and everything that becomes of them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from services.registration.model import travel_acts, travel_budget, travelling
from services.registration.model.application import Application
from services.registration.model.edition import Edition
from services.registration.model.states import Status
from services.registration.model.travel import Receipt, Source, Travel, Wish
from services.registration.model.travel_budget import TravelBudget
from services.registration.repository import Registry
from services.registration.schemas import travel_answers
from services.registration.schemas.answers import edition_in_short
from services.registration.use_cases.access import refuse_others
from shared.contracts.envelope import Actor, Cause
from shared.contracts.event import Event

Json = dict[str, Any]

TRAVELLERS = (Status.CONFIRMED, Status.ENROLLED, Status.LEFT_EARLY, Status.FINISHED)


def request(asked: Json, cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> Json:
    """Ask for a journey, or correct what was asked for."""
    registry.applications.hold(asked["application_id"])
    application, edition = _participant(asked, cause.actor, registry)
    wish = Wish(**{name: asked[name] for name in ("origin", "outbound_on", "return_on", "constraints")})
    requested = travelling.request(
        _at_hand(application, registry, new_id),
        source=Source(asked["funding_source"]),
        wish=wish,
        application=application,
        edition=edition,
        cause=cause,
    )
    return _keep(*requested, registry=registry)


def decline_need(asked: Json, cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> Json:
    """Say that no journey is needed."""
    registry.applications.hold(asked["application_id"])
    application, edition = _participant(asked, cause.actor, registry)
    travel = _at_hand(application, registry, new_id)
    declined = travelling.decline_need(travel, application=application, edition=edition, cause=cause)
    return _keep(*declined, registry=registry)


def approve(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """Approve an amount within the budget."""
    said = {"amount": asked["amount"], **_purse(asked, registry)}
    return _keep(*travelling.approve(_asked(asked, cause.actor, registry), cause=cause, **said), registry=registry)


def refuse(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """Do not arrange a journey."""
    said = {name: asked[name] for name in ("reason_code", "note")}
    return _keep(*travelling.refuse(_asked(asked, cause.actor, registry), cause=cause, **said), registry=registry)


def propose(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """Propose an itinerary to the participant."""
    return _plan(travelling.propose, asked, cause, registry)


def record(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """Take note of the itinerary of somebody whose country pays."""
    return _plan(travelling.record, asked, cause, registry)


def accept(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """The participant agrees to the itinerary."""
    return _keep(*travelling.accept(_asked(asked, cause.actor, registry), cause=cause), registry=registry)


def decline(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """The participant wishes for another itinerary."""
    travel = _asked(asked, cause.actor, registry)
    return _keep(*travelling.decline(travel, wish=asked["wish"], cause=cause), registry=registry)


def ticket(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """Record the ticket that was bought."""
    said = {"reference": asked["reference"], "price": asked["price"], **_purse(asked, registry)}
    return _keep(*travelling.ticket(_asked(asked, cause.actor, registry), cause=cause, **said), registry=registry)


def complete(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """Record that the journey was made."""
    return _keep(*travelling.complete(_asked(asked, cause.actor, registry), cause=cause), registry=registry)


def settle(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """Close the accounts of a journey."""
    said = {"receipts": [Receipt(**one) for one in asked["receipts"]], **_purse(asked, registry)}
    return _keep(*travelling.settle(_asked(asked, cause.actor, registry), cause=cause, **said), registry=registry)


def cancel(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """Cancel a journey."""
    said = {name: asked[name] for name in ("reason_code", "note")}
    return _keep(*travelling.cancel(_asked(asked, cause.actor, registry), cause=cause, **said), registry=registry)


def call_off(application: Application, cause: Cause, *, reason_code: str, registry: Registry) -> None:
    """The seat is gone, and so is the journey to it, if it was still ahead."""
    travel = registry.travels.live_of(application.id)
    if travel and travelling.may_be_cancelled(travel):
        registry.travels.save(*travelling.cancel(travel, reason_code=reason_code, cause=cause))


def note_parts(application: Application, cause: Cause, *, registry: Registry) -> None:
    """Whoever gives the airfare back travels in another way."""
    travel = registry.travels.live_of(application.id)
    paid = travel is not None and travel.source is Source.OSI and travelling.may_be_cancelled(travel)
    if travel and paid and travelling.refuses_airfare(application):
        registry.travels.save(*travelling.cancel(travel, reason_code="own_way", cause=cause))


def set_budget(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """Set the ceilings of an edition's travel budget."""
    edition = registry.editions.get(asked["edition_id"])
    before = registry.travel_budgets.of(edition.id, version=asked["version"])
    travels = registry.travels.of_edition(edition.id)
    ceilings = {Source.OSI: asked["ceiling_osi"], Source.OTHER: asked["ceiling_other"]}
    changed = travel_budget.set_up(before, currency=asked["currency"], ceilings=ceilings, travels=travels, cause=cause)
    return _budget(registry.travel_budgets.keep(changed), edition, cause.actor, registry)


def budget(asked: Json, actor: Actor, *, registry: Registry) -> Json:
    """The travel budget, set or not."""
    edition = registry.editions.get(asked["edition_id"])
    known = registry.travel_budgets.find(edition.id) or TravelBudget(id=edition.id)
    return _budget(known, edition, actor, registry)


def editions(*, registry: Registry) -> Json:
    """The editions to which somebody may travel or has travelled, the latest first."""
    return {"editions": [edition_in_short(one) for one in registry.editions.all() if one.publication]}


def travellers(asked: Json, *, registry: Registry, at: datetime) -> Json:
    """Every participant with their journey, whoever waits for the travel desk first."""
    edition = registry.editions.get(asked["edition_id"])
    rows = [
        travel_answers.row(travel, application, edition, at=at) for application, travel in journeys(edition, registry)
    ]
    wanted = [one for one in rows if asked["status"] in ("", one["travel"] and one["travel"]["status"])]
    wanted.sort(key=lambda one: (one["waiting_on"] != travel_acts.DESK, not one["next_step"], one["waiting_since"]))
    return {
        "edition": edition_in_short(edition),
        "rows": wanted,
        "participants": len(rows),
        "waiting": sum(one["waiting_on"] == travel_acts.DESK for one in rows),
        "has_budget": registry.travel_budgets.find(edition.id) is not None,
    }


def travel(asked: Json, actor: Actor, *, registry: Registry, at: datetime) -> Json:
    """One journey as staff see it."""
    one = registry.travels.get(asked["travel_id"])
    application = registry.applications.get(one.application_id)
    edition = registry.editions.get(one.edition_id)
    return travel_answers.in_full(one, application, edition, role=actor.role, at=at)


def traveller(asked: Json, actor: Actor, *, registry: Registry, at: datetime) -> Json:
    """The journey of a participant, or that they have none: to themselves, and to the desk that asks for them."""
    application, edition = _participant(asked, actor, registry)
    one = travel_acts.latest(registry.travels.of_application(application.id)).get(application.id)
    return travel_answers.to_traveller(one, application, edition, role=actor.role, at=at)


def journeys(edition: Edition, registry: Registry) -> list[tuple[Application, Travel | None]]:
    """Everybody with a seat, or with a journey that is still to be settled, and that journey."""
    found = travel_acts.latest(registry.travels.of_edition(edition.id))
    owing = {one.application_id for one in found.values() if one.to_settle}
    seated = registry.applications.of_edition(edition.id, TRAVELLERS)
    gone = [registry.applications.get(one) for one in sorted(owing - {each.id for each in seated})]
    return [(application, found.get(application.id)) for application in (*seated, *gone)]


def _participant(asked: Json, actor: Actor, registry: Registry) -> tuple[Application, Edition]:
    application = registry.applications.get(asked["application_id"])
    refuse_others(application, actor)
    return application, registry.editions.get(application.edition_id)


def _at_hand(application: Application, registry: Registry, new_id: Callable[[], str]) -> Travel:
    return registry.travels.live_of(application.id) or travelling.begin(new_id(), application)


def _asked(asked: Json, actor: Actor, registry: Registry) -> Travel:
    one = registry.travels.get(asked["travel_id"], version=asked["version"])
    refuse_others(registry.applications.get(one.application_id), actor)
    return one


def _purse(asked: Json, registry: Registry) -> Json:
    """The budget, held so that nobody else takes from it meanwhile, and what it pays already."""
    edition_id = registry.travels.get(asked["travel_id"]).edition_id
    held = registry.travel_budgets.hold(edition_id)
    taken = registry.travels.of_edition(edition_id)
    return {"budget": held, "travels": taken, "override_reason": asked["override_reason"]}


def _plan(plan: Callable[..., tuple[Travel, Event]], asked: Json, cause: Cause, registry: Registry) -> Json:
    travel = _asked(asked, cause.actor, registry)
    edition = registry.editions.get(travel.edition_id)
    planned = plan(travel, legs=asked["legs"], waiver=asked["waiver"], edition=edition, cause=cause)
    return _keep(*planned, registry=registry)


def _keep(travel: Travel, event: Event, *, registry: Registry) -> Json:
    kept = registry.travels.save(travel, event) if travel.version else registry.travels.add(travel, event)
    return travel_answers.receipt(kept)


def _budget(known: TravelBudget, edition: Edition, actor: Actor, registry: Registry) -> Json:
    travels = registry.travels.of_edition(edition.id)
    let_above = {one.application_id for one in travels if one.overrides}
    names = {one: registry.applications.get(one).form.name for one in let_above}
    return travel_answers.budget(known, travels, names, edition, role=actor.role)
