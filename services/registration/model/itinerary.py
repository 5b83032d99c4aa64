"""An itinerary: legs on the clocks of their places, held against each other and against the dates of the course."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from services.registration.model import complaints
from services.registration.model.edition import Edition


class Direction(StrEnum):
    """To the course, or home."""

    OUTBOUND = "outbound"
    RETURN = "return"


class Misfit(StrEnum):
    """In what an itinerary does not fit the course; it may stand all the same, with a reason."""

    ARRIVES_LATE = "arrives_late"
    LEAVES_EARLY = "leaves_early"
    NO_OUTBOUND = "no_outbound"
    NO_RETURN = "no_return"


@dataclass(frozen=True, kw_only=True)
class Leg:
    """From one place to the next; each time with the zone of its place."""

    direction: Direction
    origin: str
    destination: str
    carrier: str
    number: str
    departs_at: datetime
    departs_zone: str
    arrives_at: datetime
    arrives_zone: str


@dataclass(frozen=True, kw_only=True)
class Itinerary:
    """Legs in their order. waiver: why it stands although it does not fit."""

    legs: tuple[Leg, ...]
    misfits: tuple[Misfit, ...] = ()
    waiver: str = ""


def plan(told: Sequence[Mapping[str, Any]], *, waiver: str, edition: Edition) -> Itinerary:
    """The itinerary of these legs, each with the times that its places' clocks show, or a refusal that says why not."""
    found = {f"legs.{count}.{name}": text for count, leg in enumerate(told) for name, text in _unreal(leg).items()}
    complaints.refuse_if_any(found)
    legs = tuple(_leg(one) for one in told)
    complaints.refuse_if_any(_disorder(legs))
    misfits = tuple(_misfits(legs, edition))
    if misfits and not waiver:
        complaints.refuse_if_any({"waiver": complaints.WAIVER_NEEDED} | {one: SAID[one] for one in misfits})
    return Itinerary(legs=legs, misfits=misfits, waiver=waiver if misfits else "")


SAID = {
    Misfit.ARRIVES_LATE: complaints.ARRIVES_LATE,
    Misfit.LEAVES_EARLY: complaints.LEAVES_EARLY,
    Misfit.NO_OUTBOUND: complaints.NO_OUTBOUND,
    Misfit.NO_RETURN: complaints.NO_RETURN,
}


def _leg(told: Mapping[str, Any]) -> Leg:
    times: dict[str, Any] = {
        "departs_at": _moment(told["departs"], told["departs_zone"]),
        "arrives_at": _moment(told["arrives"], told["arrives_zone"]),
    }
    said = {name: value for name, value in told.items() if name not in ("departs", "arrives", "direction")}
    return Leg(direction=Direction(told["direction"]), **said, **times)


def _moment(clock: datetime, zone: str) -> datetime:
    return clock.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _unreal(told: Mapping[str, Any]) -> dict[str, str]:
    """The times that a place's clocks skip when they are put forward."""
    return {
        name: complaints.SKIPPED_TIME
        for name in ("departs", "arrives")
        if _moment(told[name], told[f"{name}_zone"]).astimezone(ZoneInfo(told[f"{name}_zone"])).replace(tzinfo=None)
        != told[name]
    }


def _disorder(legs: Sequence[Leg]) -> dict[str, str]:
    """Legs that end before they begin, or begin before the one before has ended."""
    found = {
        f"legs.{count}.arrives": complaints.ARRIVES_BEFORE_DEPARTURE
        for count, leg in enumerate(legs)
        if leg.arrives_at <= leg.departs_at
    }
    for count, (before, leg) in enumerate(pairwise(legs), start=1):
        if leg.departs_at < before.arrives_at:
            found[f"legs.{count}.departs"] = complaints.LEGS_OVERLAP
        if before.direction is Direction.RETURN and leg.direction is Direction.OUTBOUND:
            found[f"legs.{count}.direction"] = complaints.OUTBOUND_AFTER_RETURN
    return found


def _misfits(legs: Sequence[Leg], edition: Edition) -> list[Misfit]:
    out = [leg for leg in legs if leg.direction is Direction.OUTBOUND]
    home = [leg for leg in legs if leg.direction is Direction.RETURN]
    found = {
        Misfit.NO_OUTBOUND: not out,
        Misfit.ARRIVES_LATE: bool(out) and edition.day(out[-1].arrives_at) >= edition.dates.starts_on,
        Misfit.NO_RETURN: not home,
        Misfit.LEAVES_EARLY: bool(home) and edition.day(home[0].departs_at) <= edition.dates.ends_on,
    }
    return [misfit for misfit, is_so in found.items() if is_so]
