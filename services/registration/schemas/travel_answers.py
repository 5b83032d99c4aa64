"""The JSON that registration answers about journeys and their budget; amounts are decimal texts."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from services.registration.model import money, travel_acts, travel_budget, travelling
from services.registration.model.application import Application
from services.registration.model.edition import Edition
from services.registration.model.travel import Source, Travel
from services.registration.model.travel_budget import TravelBudget
from services.registration.schemas.answers import edition_in_short

Json = dict[str, Any]


def receipt(one: Travel) -> Json:
    """The answer to a change of a journey."""
    return {"travel_id": one.id, "version": one.version, "status": one.status}


def state(one: Travel | None, application: Application, of: Edition, *, at: datetime) -> Json | None:
    """Where a journey stands, for whoever reads the application."""
    if one is None:
        return None
    return {
        "travel_id": one.id,
        "status": one.status,
        "funding_source": one.source,
        **_turn(one, application, of, at),
    }


def to_applicant(one: Travel | None, application: Application, of: Edition, *, at: datetime) -> Json | None:
    """Where their journey stands, once they may have one."""
    if one is None and not travelling.open_for(application, of):
        return None
    return {"status": one.status if one else "", "waiting_on": _turn(one, application, of, at)["waiting_on"]}


def row(one: Travel | None, application: Application, of: Edition, *, at: datetime) -> Json:
    """A traveller in the list of the travel desk: nothing of what they applied with."""
    return {
        "application_id": application.id,
        "number": application.number,
        "name": application.form.name,
        "country": application.country,
        "seat": application.status,
        "refused_parts": list(application.offer.refused_parts) if application.offer else [],
        **_turn(one, application, of, at),
        "travel": one
        and {
            "travel_id": one.id,
            "status": one.status,
            "funding_source": one.source,
            "outbound_on": one.wish and one.wish.outbound_on,
            "return_on": one.wish and one.wish.return_on,
            "cost": money.written(one.cost),
            "currency": one.currency,
        },
    }


def in_full(one: Travel, application: Application, of: Edition, *, role: str, at: datetime) -> Json:
    """One journey with all that its page needs."""
    return {
        **to_traveller(one, application, of, role=role, at=at),
        "email": application.form.email,
        "seat": application.status,
        "overrides": [asdict(each) | {"cost": money.written(each.cost)} for each in one.overrides],
        "timeline": [
            {"from": made.pop("before"), "to": made.pop("after"), **made} for made in map(asdict, one.timeline)
        ],
    }


def to_traveller(one: Travel | None, application: Application, of: Edition, *, role: str, at: datetime) -> Json:
    """A journey as its participant sees it, or that there is none."""
    return {
        "application_id": application.id,
        "number": application.number,
        "name": application.form.name,
        "country": application.country,
        "language": application.form.language,
        "edition": edition_in_short(of),
        **_turn(one, application, of, at),
        "acts": travel_acts.on_travel(one, application, of, role=role, at=at),
        **(_journey(one) if one else _journey(travelling.begin("", application)) | {"status": ""}),
    }


def budget(one: TravelBudget, travels: Sequence[Travel], names: dict[str, str], of: Edition, *, role: str) -> Json:
    """The budget as it stands, source by source, and who was let above a ceiling."""
    return {
        "edition": edition_in_short(of),
        "version": one.version,
        "currency": one.currency,
        "lines": [
            {
                "funding_source": line.source,
                "journeys": line.journeys,
                **{name: money.written(getattr(line, name)) for name in ("ceiling", "committed", "spent", "left")},
            }
            for line in travel_budget.lines(one, travels)
        ],
        "national": sum(each.source is Source.NATIONAL and each.status in travel_acts.UNDER_WAY for each in travels),
        "overrides": [
            {
                "travel_id": each.id,
                "name": names[each.application_id],
                "reason": override.reason,
                "at": override.at,
                "cost": money.written(override.cost),
            }
            for each in travels
            for override in each.overrides
        ],
        "acts": ["set_travel_budget"] if role == "director" else [],
    }


def _turn(one: Travel | None, application: Application, of: Edition, at: datetime) -> Json:
    whose = travel_acts.turn(one, application, of, at=at)
    return {
        "waiting_on": whose.who if whose else "",
        "next_step": whose.what if whose else "",
        "waiting_since": (one or application).waiting_since,
    }


def _journey(one: Travel) -> Json:
    itinerary, settlement = one.itinerary, one.settlement
    return {
        "travel_id": one.id,
        "version": one.version,
        "status": one.status,
        "funding_source": one.source,
        "wish": one.wish and asdict(one.wish),
        "currency": one.currency,
        "approved": _amount(one.approved),
        "itinerary": itinerary
        and {
            "legs": [asdict(leg) for leg in itinerary.legs],
            "misfits": list(itinerary.misfits),
            "waiver": itinerary.waiver,
        },
        "declined": one.declined,
        "other_wish": one.other_wish,
        "ticket": one.ticket and asdict(one.ticket) | {"price": money.written(one.ticket.price)},
        "settlement": settlement
        and {
            "receipts": [asdict(each) | {"amount": money.written(each.amount)} for each in settlement.receipts],
            "settled_at": settlement.settled_at,
            "total": money.written(settlement.total),
            "difference": _amount(one.approved - settlement.total if one.approved is not None else None),
        },
    }


def _amount(one: Decimal | None) -> str | None:
    return None if one is None else money.written(one)
