"""What is asked of registration and changes nothing."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from services.registration.model import (
    board,
    call_board,
    checking,
    listing,
    next_actions,
    promotion,
    readiness,
    selection,
    travel_acts,
)
from services.registration.model.application import Application
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.promotion import PromotionStatus
from services.registration.model.scoring import score_of
from services.registration.model.settings import BEFORE_OPENING
from services.registration.model.states import SEATED, Decision, Status
from services.registration.model.visa_letter import INVITED
from services.registration.repository import Registry
from services.registration.schemas import answers, call_answers, replacement_answers, travel_answers
from services.registration.use_cases import details, duplicates, reviews, travels
from services.registration.use_cases.access import refuse_others
from shared.contracts.envelope import Actor
from shared.contracts.refusal import Refusal

ATTENDING = (Status.CONFIRMED, Status.ENROLLED, Status.FINISHED)


def editions(actor: Actor, *, registry: Registry) -> dict[str, Any]:
    """Every edition, the latest first."""
    return {"editions": [answers.edition(one, role=actor.role) for one in registry.editions.all()]}


def edition(asked: dict[str, Any], actor: Actor, *, registry: Registry, at: datetime) -> dict[str, Any]:
    """One edition, with what is missing while it is set up."""
    one = registry.editions.get(asked["edition_id"])
    answer = answers.edition(one, counts=registry.listing.by_status(one.id), role=actor.role)
    if one.status not in BEFORE_OPENING:
        return answer
    return answer | {"missing": [asdict(gap) for gap in readiness.gaps(one, registry.texts.of(one.id), at=at)]}


def eligibility_rules(asked: dict[str, Any], *, registry: Registry) -> dict[str, Any]:
    """The requirements of an edition, and how many applications fit them."""
    of = registry.editions.get(asked["edition_id"])
    return {**answers.eligibility_rules(of), "version": of.version, "changeable": of.status in checking.CHANGED_IN}


def open_edition(*, registry: Registry, at: datetime) -> dict[str, Any]:
    """The edition that takes applications now, if one does."""
    taking = [one for one in registry.editions.of_status(EditionStatus.OPEN) if one.takes_applications(at)]
    return {"edition": answers.edition(taking[0]) if taking else None}


def applications(asked: dict[str, Any], *, registry: Registry) -> dict[str, Any]:
    """A page of an edition's applications, and how many there are in all."""
    wanted = listing.wanted(asked["edition_id"], asked, asked["q"])
    page = registry.listing.page(wanted, sort=asked["sort"], after=asked["after"], limit=asked["limit"])
    counted = registry.listing.count(wanted)
    return {"rows": [answers.row(one) for one in page.applications], "next": page.next, **asdict(counted)}


def exported(asked: dict[str, Any], *, registry: Registry) -> dict[str, Any]:
    """A page of them with what a spreadsheet holds."""
    wanted = listing.wanted(asked["edition_id"], asked, asked["q"])
    page = registry.listing.page(wanted, sort=asked["sort"], after=asked["after"], limit=asked["limit"])
    return {"rows": [answers.line(one) for one in page.applications], "next": page.next}


def application(asked: dict[str, Any], actor: Actor, *, registry: Registry, at: datetime) -> dict[str, Any]:
    """One application with its timeline."""
    one = registry.applications.get(asked["application_id"])
    asked_whom = one.endorsement.focal_point_id
    focal_point = registry.people.get(asked_whom) if asked_whom else None
    of = registry.editions.get(one.edition_id)
    call = registry.calls.of_application(one.id)
    journeys = registry.travels.of_application(one.id)
    return {
        **answers.in_full(one, of, focal_point, role=actor.role, at=at),
        "nomination": call and call_answers.nomination(call, one.id),
        "reviews": reviews.of_application(one, of, registry=registry),
        "travel": travel_answers.state(travel_acts.latest(journeys).get(one.id), one, of, at=at),
    }


def application_of_number(asked: dict[str, Any], *, registry: Registry) -> dict[str, Any]:
    """The id of the application that has a number. Refuses with `not-found`."""
    found = registry.applications.of_number(asked["number"])
    if found is None:
        raise Refusal("not-found", "There is no application of this number.", status=404)
    return {"application_id": found.id}


def my_application(asked: dict[str, Any], actor: Actor, *, registry: Registry, at: datetime) -> dict[str, Any]:
    """An application as its applicant sees it."""
    one = _own(asked, actor, registry)
    of = registry.editions.get(one.edition_id)
    journey = travel_acts.latest(registry.travels.of_application(one.id)).get(one.id)
    return answers.to_applicant(one, of, at=at) | {
        "travel": travel_answers.to_applicant(journey, one, of, at=at),
        "visa_letter": _visa_letter(one, of, registry),
    }


def nomination(asked: dict[str, Any], actor: Actor, *, registry: Registry, at: datetime) -> dict[str, Any]:
    """A nomination as the focal point sees it."""
    one = _own(asked, actor, registry)
    return answers.nomination(one, registry.editions.get(one.edition_id), at=at)


def dry_run(asked: dict[str, Any], *, registry: Registry) -> dict[str, Any]:
    """What publication would do, or has done."""
    of = registry.editions.get(asked["edition_id"])
    weighed = registry.applications.weighed(of.id)
    unreviewed = registry.applications.count_unreviewed(of.id)
    findings = [] if of.publication else selection.findings(weighed, of, not_reviewed=unreviewed)
    return {
        "edition_id": of.id,
        "edition_version": of.version,
        "status": of.status,
        "seats": of.seats,
        "country_cap": of.country_cap,
        "aims": asdict(of.aims),
        "proposed": of.proposed and asdict(of.proposed),
        "board": asdict(board.count(weighed, of)),
        "rows": [_weighed(one) for one in selection.in_order(weighed)],
        "counts": {
            **{decision: sum(one.proposed_decision is decision for one in weighed) for decision in Decision},
            "undecided": sum(one.proposed_decision is None for one in weighed),
        },
        "problems": [{"code": one.code, "message": one.message} for one in findings if one.blocking],
        "warnings": [{"code": one.code, "message": one.message} for one in findings if not one.blocking],
        "publication": of.publication and {"batch_id": of.publication.batch_id},
    }


def promotions(asked: dict[str, Any], *, registry: Registry, at: datetime) -> dict[str, Any]:
    """The freed seats: whom each is meant for, why, and who else waits; and those that institutions may fill."""
    of = registry.editions.get(asked["edition_id"])
    standing = registry.promotions.standing_in(of.id)
    waiting = registry.applications.of_edition(of.id, (Status.WAITLISTED,)) if standing else []
    seated = registry.applications.of_edition(of.id, SEATED) if standing else []
    proposals = []
    for one in standing:
        meant = registry.applications.get(one.application_id) if one.application_id else None
        line = promotion.in_line(
            waiting, [other for other in standing if other != one], country=one.country, edition=of, seated=seated
        )
        proposals.append(replacement_answers.proposal(one, meant, line))
        if one.replacement:
            leaver = registry.applications.get(one.replacement.leaver_id)
            reserved = one.status is PromotionStatus.RESERVED
            proposals[-1]["replacement"] = replacement_answers.asked(
                one, one.replacement, leaver, of, meant if reserved else None
            )
    return {
        "proposals": proposals,
        "seats_free": of.seats - of.seats_taken,
        "until": of.end_of(of.dates.promotion_cutoff),
        "open": of.promotes(at),
    }


def offers(asked: dict[str, Any], *, registry: Registry, at: datetime) -> dict[str, Any]:
    """Every offer that is open or taken: until when, when reminded, and with which parts; and the terms of offers."""
    of = registry.editions.get(asked["edition_id"])
    found = registry.applications.of_edition(of.id, (Status.SELECTED, Status.CONFIRMED, Status.ENROLLED))
    return {
        "edition_id": of.id,
        "edition_version": of.version,
        **asdict(of.offers),
        "parts_until": of.parts_until,
        "rows": [answers.offered(one, of, at=at) for one in found],
    }


def actions(asked: dict[str, Any], *, registry: Registry, at: datetime) -> dict[str, Any]:
    """What waits to be done in an edition."""
    of = registry.editions.get(asked["edition_id"])
    gaps = len(readiness.gaps(of, registry.texts.of(of.id), at=at)) if of.status in BEFORE_OPENING else 0
    applications, promotions = registry.listing.longest_waiting(of.id), registry.promotions.standing_in(of.id)
    due = next_actions.due(of, applications, promotions, at=at, gaps=gaps)
    due += details.due(of, registry=registry)
    countries = call_board.board(
        of, registry.institutions.of_countries(of.countries), registry.calls.of_edition(of.id), at=at
    )
    due += call_board.due(of, countries, at=at)
    has_budget = registry.travel_budgets.find(of.id) is not None
    due += travel_acts.due(of, travels.journeys(of, registry), has_budget=has_budget, at=at)
    due += next_actions.of_people(of, [one["suspected_at"] for one in duplicates.waiting(registry=registry)])
    due += reviews.actions(of, applications, registry=registry)
    return {
        "actions": [
            {"who": one.who, "what": one.what, "count": one.count, "since": one.since, "link": one.where} for one in due
        ]
    }


def participants(asked: dict[str, Any], *, registry: Registry) -> dict[str, Any]:
    """Whoever has confirmed a seat and kept it."""
    found = registry.applications.of_edition(asked["edition_id"], ATTENDING)
    return {"participants": [answers.participant(one) for one in found]}


def _visa_letter(one: Application, of: Edition, registry: Registry) -> dict[str, Any] | None:
    letters = registry.visa_letters.of_application(one.id) if one.status in INVITED else []
    return answers.visa_letter(letters[-1] if letters else None, one, of)


def _own(asked: dict[str, Any], actor: Actor, registry: Registry) -> Application:
    one = registry.applications.get(asked["application_id"])
    refuse_others(one, actor)
    return one


def _weighed(one: Application) -> dict[str, Any]:
    return {
        "application_id": one.id,
        "version": one.version,
        "number": one.number,
        "name": one.form.name,
        "country": one.country,
        "ministry_kind": one.form.ministry_kind,
        "institution": one.form.institution,
        "sex": one.form.sex,
        "score": score_of(one),
        "endorsement": one.endorsement.status,
        "status": one.status,
        "decision": one.proposed_decision,
        "reason": one.decision_reason,
        **answers.why(one),
    }
