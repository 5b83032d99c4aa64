"""The travel budget of an edition: a ceiling for each source of funds, in one currency, that only a director exceeds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from services.registration.model import complaints, money
from services.registration.model.timeline import Step, step
from services.registration.model.travel import BUDGETED, NOTHING, Override, Source, Travel
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal


@dataclass(frozen=True, kw_only=True)
class TravelBudget:
    """`id` is that of the edition. What is committed and spent is counted from the journeys."""

    id: str
    currency: str = ""
    ceilings: dict[Source, Decimal] = field(default_factory=dict)
    timeline: tuple[Step, ...] = ()
    version: int = 0

    def ceiling(self, source: Source) -> Decimal:
        """The most that this source may pay."""
        return self.ceilings.get(source, NOTHING)


@dataclass(frozen=True, kw_only=True)
class Line:
    """How one source stands."""

    source: Source
    ceiling: Decimal
    committed: Decimal
    spent: Decimal
    journeys: int

    @property
    def left(self) -> Decimal:
        """What may still be approved; less than nothing after an override."""
        return self.ceiling - self.committed - self.spent


def lines(budget: TravelBudget, travels: Iterable[Travel]) -> list[Line]:
    """How every source stands that is in the budget."""
    known = list(travels)
    return [_line(source, budget, [one for one in known if one.source is source]) for source in BUDGETED]


def set_up(
    budget: TravelBudget,
    *,
    currency: str,
    ceilings: Mapping[Source, Decimal],
    travels: Iterable[Travel],
    cause: Cause,
) -> TravelBudget:
    """Other ceilings, not below what is committed or spent; the currency stays once something is approved in it."""
    known = list(travels)
    found = {
        f"ceiling_{source}": wrong
        for source, ceiling in ceilings.items()
        if (wrong := money.complaint(ceiling, currency))
    }
    if currency != budget.currency and any(one.approved is not None for one in known):
        found["currency"] = complaints.CURRENCY_IN_USE
    for line in lines(budget, known):
        lowered = ceilings[line.source] < budget.ceiling(line.source)
        if lowered and ceilings[line.source] < line.committed + line.spent:
            found[f"ceiling_{line.source}"] = complaints.BELOW_COMMITTED
    complaints.refuse_if_any(found)
    exact = {source: money.exact(ceiling, currency) for source, ceiling in ceilings.items()}
    made = step(_said(budget), "set", cause=cause, version=budget.version, note=_written(currency, exact))
    return replace(budget, currency=currency, ceilings=exact, timeline=(*budget.timeline, made))


def bear(
    before: Travel, after: Travel, *, budget: TravelBudget | None, travels: Iterable[Travel], reason: str, cause: Cause
) -> Travel:
    """`after`, when the budget bears what it costs more; above the ceiling only by a director who says why."""
    if budget is None:
        raise Refusal("no-travel-budget", "The edition has no travel budget yet.")
    others = sum((one.cost for one in travels if one.source is after.source and one.id != after.id), NOTHING)
    if after.cost <= before.cost or others + after.cost <= budget.ceiling(after.source):
        return after
    if cause.actor.role != "director":
        raise Refusal("above-ceiling", "This goes above the ceiling of the budget; only the director may allow it.")
    if not reason:
        complaints.refuse_if_any({"override_reason": complaints.OVERRIDE_REASON})
    override = Override(reason=reason, actor=cause.actor.id, at=cause.at, cost=after.cost)
    told = after.remark(after.status, after.status, cause=cause, reason_code="above-ceiling", note=reason)
    return replace(told, overrides=(*after.overrides, override))


def _line(source: Source, budget: TravelBudget, travels: list[Travel]) -> Line:
    return Line(
        source=source,
        ceiling=budget.ceiling(source),
        committed=sum((one.committed for one in travels), NOTHING),
        spent=sum((one.spent for one in travels), NOTHING),
        journeys=sum(one.cost > 0 for one in travels),
    )


def _said(budget: TravelBudget) -> str:
    return "set" if budget.version else ""


def _written(currency: str, ceilings: Mapping[Source, Decimal]) -> str:
    return ", ".join(f"{source} {money.written(ceiling)} {currency}" for source, ceiling in ceilings.items())
