"""What staff do to many applications at once: first as a trial that changes nothing, then once."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from services.registration.model import bulk, listing
from services.registration.model.application import Application
from services.registration.model.bulk import DONE, INVERSE, MOST_AT_ONCE, Bulk, BulkAct, Terms
from services.registration.model.edition import Edition
from services.registration.repository import Registry
from shared.contracts.envelope import Actor, Cause
from shared.contracts.refusal import Refusal

LATEST = 50
STALE = "stale"

Json = dict[str, Any]


def plan(asked: Json, actor: Actor, *, registry: Registry, at: datetime) -> Json:
    """Who would change and who would not, and why; nothing does."""
    act = BulkAct(asked["act"])
    bulk.refuse_role(act, actor.role)
    edition = registry.editions.get(asked["edition_id"])
    chosen, more = _chosen(asked, registry)
    trial = Cause(correlation_id="", causation_id="", actor=actor, at=at)
    tomorrow = Terms(reason="-", reason_code="other", due_at=at + timedelta(days=1))
    return {
        "act": act,
        "inverse": INVERSE.get(act),
        "undoes": asked["undoes"],
        "rows": [_tried(act, one, edition, tomorrow, trial) for one in chosen],
        "most": MOST_AT_ONCE,
        "more": more,
    }


def run(asked: Json, cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> Json:
    """Do it to all that are still as they were shown; what changed meanwhile, or refuses, is told and left alone."""
    act, terms = BulkAct(asked["act"]), Terms(**{name: asked[name] for name in asdict(Terms())})
    bulk.refuse_role(act, cause.actor.role)
    bulk.refuse_incomplete(act, terms, cause)
    edition = registry.editions.get(asked["edition_id"])
    shown = {item["application_id"]: item["version"] for item in asked["items"]}
    found = registry.applications.of_ids(edition.id, shown)
    outcomes = []
    for application in found:
        if application.version != shown[application.id]:
            outcomes.append(bulk.outcome(application, STALE))
            continue
        try:
            changed, event = bulk.apply(act, application, edition=edition, terms=terms, cause=cause)
        except Refusal as refusal:
            outcomes.append(bulk.outcome(application, refusal.code))
        else:
            registry.applications.save(changed, event)
            outcomes.append(bulk.outcome(application))
    made = Bulk(
        id=new_id(),
        edition_id=edition.id,
        act=act,
        terms=terms,
        actor=cause.actor.id,
        role=cause.actor.role,
        at=cause.at,
        outcomes=tuple(outcomes),
        undoes=asked["undoes"],
    )
    _note_undone(made, registry)
    return _answer(registry.bulks.add(made))


def show(asked: Json, *, registry: Registry) -> Json:
    """One that was carried out."""
    return _answer(registry.bulks.get(asked["bulk_id"]))


def latest(asked: Json, *, registry: Registry) -> Json:
    """Those of an edition, the newest first."""
    return {"bulk_acts": [_in_short(one) for one in registry.bulks.latest(asked["edition_id"], limit=LATEST)]}


def _chosen(asked: Json, registry: Registry) -> tuple[list[Application], bool]:
    edition_id: str = asked["edition_id"]
    if asked["undoes"]:
        before = registry.bulks.get(asked["undoes"])
        return registry.applications.of_ids(edition_id, [one.application_id for one in before.done]), False
    if asked["matching"]:
        wanted = listing.wanted(edition_id, asked, asked["q"])
        page = registry.listing.page(wanted, sort="number", limit=MOST_AT_ONCE)
        return page.applications, page.next is not None
    return registry.applications.of_ids(edition_id, asked["application_ids"]), False


def _tried(act: BulkAct, application: Application, edition: Edition, terms: Terms, trial: Cause) -> Json:
    try:
        changed, _ = bulk.apply(act, application, edition=edition, terms=terms, cause=trial)
    except Refusal as refusal:
        return _row(application) | {"becomes": None, "code": refusal.code}
    return _row(application) | {"becomes": changed.status, "code": DONE}


def _row(one: Application) -> Json:
    return {
        "application_id": one.id,
        "version": one.version,
        "number": one.number,
        "name": one.form.name,
        "country": one.country,
        "status": one.status,
    }


def _note_undone(made: Bulk, registry: Registry) -> None:
    if made.undoes and made.done:
        registry.bulks.save(replace(registry.bulks.get(made.undoes), undone_by=made.id))


def _in_short(one: Bulk) -> Json:
    return {
        "bulk_id": one.id,
        "edition_id": one.edition_id,
        "act": one.act,
        "actor": one.actor,
        "role": one.role,
        "at": one.at,
        "done": len(one.done),
        "left": len(one.outcomes) - len(one.done),
        "inverse": one.inverse,
        "undoes": one.undoes,
        "undone_by": one.undone_by,
    }


def _answer(one: Bulk) -> Json:
    return {**_in_short(one), **asdict(one.terms), "outcomes": [asdict(outcome) for outcome in one.outcomes]}
