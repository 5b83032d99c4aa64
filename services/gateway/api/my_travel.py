"""What a participant does about their journey by the link in their emails."""

from typing import Any

from flask_smorest import Blueprint

from services.gateway.api.routes import key, route
from services.gateway.model.permissions import PUBLIC
from services.gateway.schemas import TravelCancellation, TravelItinerary, TravelWish, Versioned, WishForAnother, as_json
from services.gateway.web.door import ask, tell
from services.gateway.web.links import enter_as_applicant

routes = Blueprint("Travel by link", __name__, description="The participant's journey; the link in an email is the key")

MY = "/my/<token>/travel"

Json = dict[str, Any]


@route(routes, MY, PUBLIC)
def traveller(token: str) -> Json:
    """Where the journey stands, and the acts that are allowed now."""
    return ask("registration", "traveller", application_id=enter_as_applicant(token).application_id)


@route(routes, f"{MY}/request", PUBLIC, method="POST")
@routes.arguments(TravelWish)
def request_travel(asked: Json, token: str) -> Json:
    """Ask for a journey, or correct what was asked for."""
    application_id = enter_as_applicant(token).application_id
    said = as_json(TravelWish(), asked)
    return tell("registration", "request_travel", key(), application_id=application_id, **said)


@route(routes, f"{MY}/no-travel", PUBLIC, method="POST")
def decline_travel(token: str) -> Json:
    """No journey is needed."""
    return tell("registration", "decline_travel", key(), application_id=enter_as_applicant(token).application_id)


@route(routes, f"{MY}/acceptance", PUBLIC, method="POST")
@routes.arguments(Versioned)
def accept_itinerary(asked: Json, token: str) -> Json:
    """Agree to the itinerary."""
    return _mine("accept_itinerary", token, asked)


@route(routes, f"{MY}/other-wish", PUBLIC, method="POST")
@routes.arguments(WishForAnother)
def decline_itinerary(asked: Json, token: str) -> Json:
    """Wish for another itinerary."""
    return _mine("decline_itinerary", token, asked)


@route(routes, f"{MY}/itinerary", PUBLIC, method="POST")
@routes.arguments(TravelItinerary)
def record_itinerary(asked: Json, token: str) -> Json:
    """Tell one's own itinerary."""
    return _mine("record_itinerary", token, asked)


@route(routes, f"{MY}/cancellation", PUBLIC, method="POST")
@routes.arguments(TravelCancellation)
def cancel_travel(asked: Json, token: str) -> Json:
    """Not travel after all."""
    return _mine("cancel_travel", token, asked)


def _mine(command: str, token: str, asked: Json) -> Json:
    travel_id = traveller(token)["travel_id"]
    return tell("registration", command, key(), travel_id=travel_id, **asked)
