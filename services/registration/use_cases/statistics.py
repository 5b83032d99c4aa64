"""Who applied and took part, as recorded here; and beside it, never added to it, what others have published."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from services.registration.model import complaints, statistics
from services.registration.model.reported import Confidence, Report, Scope
from services.registration.repository import Registry
from services.registration.schemas import answers
from shared.contracts.envelope import Cause

Json = dict[str, Any]


def recorded_and_reported(asked: Json, *, registry: Registry) -> Json:
    """Both, apart."""
    tallies = registry.applications.tallies(asked["edition_id"])
    tables = statistics.tables(tallies)
    return {
        "recorded": {
            "in_all": asdict(statistics.in_all(tallies)),
            "people": asdict(registry.applications.count_people(asked["edition_id"])),
            **{f"by_{name}": [asdict(line) for line in lines] for name, lines in tables.items()},
        },
        "editions": [
            {"edition_id": one.id, "ordinal": one.ordinal, "year": one.year} for one in registry.editions.all()
        ],
        "reported": [answers.report(one) for one in registry.reports.all()],
    }


def report(asked: Json, cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> Json:
    """Record what sources say: all of it or nothing."""
    for count, total in enumerate(asked["totals"]):
        said = total | {"scope": Scope(total["scope"]), "confidence": Confidence(total["confidence"])}
        one = Report(id=new_id(), reported_by=cause.actor.id, reported_at=cause.at, **said)
        if registry.reports.has(one):
            complaints.refuse_if_any({f"totals.{count}.source": complaints.REPORTED_TWICE})
        registry.reports.add(one)
    return {"reported": len(asked["totals"])}


def strike(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """Take a mistaken entry out of account."""
    one = registry.reports.get(asked["report_id"], version=asked["version"])
    return answers.report(registry.reports.save(one.strike(reason=asked["reason"], cause=cause)))
