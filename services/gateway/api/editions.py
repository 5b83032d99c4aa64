"""Editions, their selection, their participants and who must act next."""

from typing import Any

from flask_smorest import Blueprint

from services.gateway.api.routes import key, route
from services.gateway.model.permissions import PUBLIC
from services.gateway.schemas import (
    EDITION_ACT_SCHEMAS,
    NewEdition,
    NewReplacement,
    NoReplacement,
    OfferTerms,
    Promotion,
    Versioned,
    Weights,
    as_json,
)
from services.gateway.web.acts import EDITION_ACTS, Act
from services.gateway.web.door import ask, tell
from services.gateway.web.next_actions import next_actions

routes = Blueprint("Editions", __name__, description="Editions of the course")

ONE = "/editions/<edition_id>"


@route(routes, "/editions", "read")
def editions() -> dict[str, Any]:
    """All editions."""
    return ask("registration", "editions")


@route(routes, "/editions", "create_edition", method="POST", created=True)
@routes.arguments(NewEdition)
def create_edition(asked: dict[str, Any]) -> dict[str, Any]:
    """Set up an edition."""
    return tell("registration", "create_edition", key(), **as_json(NewEdition(), asked))


@route(routes, "/editions/current", PUBLIC)
def current_edition() -> dict[str, Any]:
    """The edition that takes applications, or null."""
    return ask("registration", "open_edition_now")


@route(routes, ONE, "read")
def edition(edition_id: str) -> dict[str, Any]:
    """One edition with its numbers."""
    return ask("registration", "edition", edition_id=edition_id)


@route(routes, f"{ONE}/actions", "read")
def actions(edition_id: str) -> dict[str, Any]:
    """Who must act next, and since when; `silent` names services that do not answer."""
    return next_actions(edition_id)


@route(routes, f"{ONE}/participants", "read")
def participants(edition_id: str) -> dict[str, Any]:
    """Those with a confirmed seat."""
    return ask("registration", "participants", edition_id=edition_id)


@route(routes, f"{ONE}/reviews", "start_reviews", method="POST")
def start_reviews(edition_id: str) -> dict[str, Any]:
    """Take every complete and eligible application under review."""
    return tell("registration", "start_reviews", key(), edition_id=edition_id)


@route(routes, f"{ONE}/selection", "read")
def selection(edition_id: str) -> dict[str, Any]:
    """What would be published now and why, and how it counts against each limit and aim."""
    return ask("registration", "selection", edition_id=edition_id)


@route(routes, f"{ONE}/selection/proposal", "propose_selection", method="POST")
def propose_selection(edition_id: str) -> dict[str, Any]:
    """Propose the cohort that does best by the aims within the limits; nobody outside sees it."""
    return tell("registration", "propose_selection", key(), edition_id=edition_id)


@route(routes, f"{ONE}/selection/undoing", "undo_proposal", method="POST")
@routes.arguments(Versioned)
def undo_proposal(asked: dict[str, Any], edition_id: str) -> dict[str, Any]:
    """Put back what was proposed before the last proposal, once."""
    return tell("registration", "undo_proposal", key(), edition_id=edition_id, **asked)


@route(routes, f"{ONE}/selection/weights", "weigh_aims", method="POST")
@routes.arguments(Weights)
def weigh_aims(asked: dict[str, Any], edition_id: str) -> dict[str, Any]:
    """Give the aims of the next proposal other weights."""
    return tell("registration", "weigh_aims", key(), edition_id=edition_id, **asked)


@route(routes, f"{ONE}/selection/publication", "publish_selection", method="POST")
@routes.arguments(Versioned)
def publish_selection(asked: dict[str, Any], edition_id: str) -> dict[str, Any]:
    """Publish the selection, once."""
    return tell("registration", "publish_selection", key(), edition_id=edition_id, **asked)


@route(routes, f"{ONE}/promotions", "read")
def promotions(edition_id: str) -> dict[str, Any]:
    """Who is next for each freed seat."""
    return ask("registration", "promotions", edition_id=edition_id)


@route(routes, "/promotions/<proposal_id>", "promote", method="POST")
@routes.arguments(Promotion, required=False)
def promote(asked: dict[str, Any], proposal_id: str) -> dict[str, Any]:
    """Offer the freed seat to the person proposed."""
    return tell("registration", "promote", key(), proposal_id=proposal_id, **asked)


def _offer(act: Act) -> None:
    schema = EDITION_ACT_SCHEMAS.get(act.command, Versioned)

    @routes.arguments(schema)
    def do(asked: dict[str, Any], edition_id: str) -> dict[str, Any]:
        return tell("registration", act.command, key(), edition_id=edition_id, **as_json(schema(), asked))

    do.__doc__ = f"{act.path.replace('-', ' ').capitalize()} of an edition."
    route(routes, f"{ONE}/{act.path}", act.command, method="POST", name=act.command)(do)


for _act in EDITION_ACTS:
    _offer(_act)


@route(routes, f"{ONE}/offers", "read")
def offers(edition_id: str) -> dict[str, Any]:
    """Every offer that is open or taken, with its parts and reminders, and the terms of offers."""
    return ask("registration", "offers", edition_id=edition_id)


@route(routes, f"{ONE}/offers/terms", "set_offer_terms", method="POST")
@routes.arguments(OfferTerms)
def set_offer_terms(asked: dict[str, Any], edition_id: str) -> dict[str, Any]:
    """Change the terms; offers that were made keep their parts."""
    return tell("registration", "set_offer_terms", key(), edition_id=edition_id, **asked)


@route(routes, "/replacements/<replacement_id>/by-staff", "name_replacement", method="POST")
@routes.arguments(NewReplacement)
def name_replacement_on_paper(asked: dict[str, Any], replacement_id: str) -> dict[str, Any]:
    """Record whom an institution names for a seat that its official gave back."""
    return tell("registration", "name_replacement", key(), replacement_id=replacement_id, **asked)


@route(routes, "/replacements/<replacement_id>/by-staff/decline", "decline_replacement", method="POST")
@routes.arguments(NoReplacement)
def decline_replacement_on_paper(asked: dict[str, Any], replacement_id: str) -> dict[str, Any]:
    """Record that an institution names nobody: the seat goes to the waiting list."""
    return tell("registration", "decline_replacement", key(), replacement_id=replacement_id, **asked)
