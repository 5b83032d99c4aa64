"""The travel desk: travellers, journeys and the budget, for programs."""

from typing import Any

from flask_smorest import Blueprint

from services.gateway.api.routes import key, route
from services.gateway.schemas import (
    NewTravelBudget,
    TravelApproval,
    TravelCancellation,
    TravelFilter,
    TravelItinerary,
    TravelRefusal,
    TravelSettlement,
    TravelTicket,
    TravelWish,
    Versioned,
    as_json,
)
from services.gateway.web.door import ask, tell

routes = Blueprint("Travel", __name__, description="Journeys of participants, and their budget")

EDITION = "/editions/<edition_id>"
TRAVEL = "/travels/<travel_id>"
TRAVELLER = "/travellers/<application_id>"

Json = dict[str, Any]


@route(routes, "/travel-editions", "read_travel")
def travel_editions() -> Json:
    """The editions to which somebody travels."""
    return ask("registration", "travel_editions")


@route(routes, f"{EDITION}/travellers", "read_travel")
@routes.arguments(TravelFilter, location="query")
def travellers(asked: Json, edition_id: str) -> Json:
    """Every participant with their journey and what waits."""
    return ask("registration", "travellers", edition_id=edition_id, **asked)


@route(routes, f"{EDITION}/travel-budget", "read_travel")
def travel_budget(edition_id: str) -> Json:
    """What is committed, spent and left of each source."""
    return ask("registration", "travel_budget", edition_id=edition_id)


@route(routes, f"{EDITION}/travel-budget", "set_travel_budget", method="PUT")
@routes.arguments(NewTravelBudget)
def set_travel_budget(asked: Json, edition_id: str) -> Json:
    """Set the ceilings; only the director exceeds them."""
    return tell("registration", "set_travel_budget", key(), edition_id=edition_id, **asked)


@route(routes, TRAVELLER, "request_travel")
def traveller(application_id: str) -> Json:
    """A participant's journey, or that there is none."""
    return ask("registration", "traveller", application_id=application_id)


@route(routes, f"{TRAVELLER}/request", "request_travel", method="POST")
@routes.arguments(TravelWish)
def request_travel(asked: Json, application_id: str) -> Json:
    """Ask for a journey, or correct what was asked for."""
    said = as_json(TravelWish(), asked)
    return tell("registration", "request_travel", key(), application_id=application_id, **said)


@route(routes, f"{TRAVELLER}/no-travel", "decline_travel", method="POST")
def decline_travel(application_id: str) -> Json:
    """No journey is needed."""
    return tell("registration", "decline_travel", key(), application_id=application_id)


@route(routes, TRAVEL, "read_travel")
def travel(travel_id: str) -> Json:
    """One journey with its history and the acts that are allowed now."""
    return ask("registration", "travel", travel_id=travel_id)


@route(routes, f"{TRAVEL}/approval", "approve_travel", method="POST")
@routes.arguments(TravelApproval)
def approve_travel(asked: Json, travel_id: str) -> Json:
    """Approve up to an amount."""
    return tell("registration", "approve_travel", key(), travel_id=travel_id, **asked)


@route(routes, f"{TRAVEL}/refusal", "refuse_travel", method="POST")
@routes.arguments(TravelRefusal)
def refuse_travel(asked: Json, travel_id: str) -> Json:
    """Do not arrange it."""
    return tell("registration", "refuse_travel", key(), travel_id=travel_id, **asked)


@route(routes, f"{TRAVEL}/itinerary-proposal", "propose_itinerary", method="POST")
@routes.arguments(TravelItinerary)
def propose_itinerary(asked: Json, travel_id: str) -> Json:
    """Ask the participant whether these legs suit them."""
    return tell("registration", "propose_itinerary", key(), travel_id=travel_id, **asked)


@route(routes, f"{TRAVEL}/itinerary", "record_itinerary", method="POST")
@routes.arguments(TravelItinerary)
def record_itinerary(asked: Json, travel_id: str) -> Json:
    """Take note of the legs of somebody whose country pays."""
    return tell("registration", "record_itinerary", key(), travel_id=travel_id, **asked)


@route(routes, f"{TRAVEL}/ticket", "ticket_travel", method="POST")
@routes.arguments(TravelTicket)
def ticket_travel(asked: Json, travel_id: str) -> Json:
    """The ticket is bought."""
    return tell("registration", "ticket_travel", key(), travel_id=travel_id, **asked)


@route(routes, f"{TRAVEL}/completion", "complete_travel", method="POST")
@routes.arguments(Versioned)
def complete_travel(asked: Json, travel_id: str) -> Json:
    """The journey was made."""
    return tell("registration", "complete_travel", key(), travel_id=travel_id, **asked)


@route(routes, f"{TRAVEL}/settlement", "settle_travel", method="POST")
@routes.arguments(TravelSettlement)
def settle_travel(asked: Json, travel_id: str) -> Json:
    """Close the accounts."""
    return tell("registration", "settle_travel", key(), travel_id=travel_id, **asked)


@route(routes, f"{TRAVEL}/cancellation", "cancel_travel", method="POST")
@routes.arguments(TravelCancellation)
def cancel_travel(asked: Json, travel_id: str) -> Json:
    """Cancel it."""
    return tell("registration", "cancel_travel", key(), travel_id=travel_id, **asked)
