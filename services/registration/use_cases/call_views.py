"""What is asked about institutions and the call to them, and changes nothing."""

from datetime import datetime
from typing import Any

from services.registration.model import call_board
from services.registration.model.application import Application
from services.registration.model.call import Call, is_calling
from services.registration.model.edition import Edition
from services.registration.repository import Registry
from services.registration.schemas import call_answers
from services.registration.use_cases import letters
from shared.contracts.envelope import Actor
from shared.contracts.refusal import Refusal

Json = dict[str, Any]


def institutions(asked: Json, *, registry: Registry) -> Json:
    """A page of the institutions; an address finds those that its owner speaks for."""
    wanted = dict(asked)
    if "@" in wanted["q"]:
        owner = registry.people.of_address(wanted.pop("q"))
        if owner is None:
            return {"rows": [], "next": None}
        wanted["person_id"] = owner.id
    found = registry.institutions.page(**wanted)
    people = registry.people.of_ids(one.focal_point_id for one in found)
    return {
        "rows": [call_answers.institution(one, people.get(one.focal_point_id)) for one in found],
        "next": found[-1].place if len(found) == asked["limit"] else None,
    }


def institution(asked: Json, *, registry: Registry) -> Json:
    """One institution with its history."""
    one = registry.institutions.get(asked["institution_id"])
    calls = [
        call_answers.call_of_institution(call, registry.editions.get(call.edition_id))
        for call in registry.calls.of_institution(one.id)
    ]
    people = registry.people.of_ids(term.person_id for term in one.terms)
    return call_answers.institution_in_full(one, people, sorted(calls, key=lambda call: -call["ordinal"]))


def board(asked: Json, actor: Actor, at: datetime, *, registry: Registry) -> Json:
    """Every invited country that fits, and how many stand where."""
    edition = registry.editions.get(asked["edition_id"])
    kept = registry.institutions.of_countries(edition.countries)
    calls = registry.calls.of_edition(edition.id)
    countries = call_board.board(edition, kept, calls, at=at)
    fitting = [one for one in countries if asked["state"] in ("", one.state) and asked["country"] in ("", one.code)]
    people = registry.people.of_ids(call.focal_point_id for call in calls)
    by_id = {one.id: one for one in kept}
    counts: dict[str, int] = {}
    for one in countries:
        counts[one.state] = counts.get(one.state, 0) + 1
    return {
        "edition_id": edition.id,
        "edition_version": edition.version,
        **call_answers.terms(edition, at),
        "counts": counts,
        "rows": [call_answers.country(one, edition, by_id, people, at=at) for one in fitting],
        "acts": call_board.acts(edition, role=actor.role, at=at),
    }


def plan(asked: Json, *, registry: Registry, at: datetime) -> Json:
    """What sending the call would do: to every institution of the invited countries, and who is missing."""
    edition = registry.editions.get(asked["edition_id"])
    kept = registry.institutions.of_countries(edition.countries)
    called = {call.institution_id for call in registry.calls.of_edition(edition.id)}
    people = registry.people.of_ids(one.focal_point_id for one in kept)
    return {
        **call_answers.terms(edition, at),
        "lines": [
            call_answers.institution(one, people.get(one.focal_point_id)) | {"outcome": call_board.outcome(one, called)}
            for one in kept
        ],
        "without_institution": [code for code in edition.countries if code not in {one.country for one in kept}],
        "may_be_sent": is_calling(edition, at),
    }


def call(asked: Json, actor: Actor, *, registry: Registry, at: datetime) -> Json:
    """One call."""
    return shown(own(asked["call_id"], actor, registry), actor, at, registry=registry)


def call_letter(asked: Json, actor: Actor, *, registry: Registry) -> Json:
    """A letter of a call."""
    for letter in own(asked["call_id"], actor, registry).letters:
        if letter.id == asked["letter_id"]:
            return letters.answer(letter, registry=registry)
    raise Refusal("not-found", "There is no such letter.", status=404)


def own(call_id: str, actor: Actor, registry: Registry) -> Call:
    """The call, unless whoever came by a link is not the focal point any more."""
    found = registry.calls.get(call_id)
    if actor.role == "focal_point" and actor.id != found.focal_point_id:
        raise Refusal(
            "focal-point-replaced",
            "This link is no longer good: somebody else is the focal point of the institution now.",
            status=410,
        )
    return found


def shown(found: Call, actor: Actor, at: datetime, *, registry: Registry) -> Json:
    """A call with all that its page needs."""
    edition = registry.editions.get(found.edition_id)
    institution = registry.institutions.get(found.institution_id)
    return call_answers.call(
        found,
        edition,
        institution,
        registry.people.get(found.focal_point_id),
        waiting(found, registry),
        _others(found, edition, registry),
        used=call_board.nominated(registry.calls.of_country(edition.id, found.country)),
        role=actor.role,
        at=at,
    )


def waiting(found: Call, registry: Registry) -> list[Application]:
    """Who applied by themselves and waits for this institution's word, not for another of the same focal point."""
    elsewhere = {
        other.institution_id
        for other in registry.calls.of_focal_point(found.focal_point_id, found.edition_id)
        if other.id != found.id
    }
    asked = registry.applications.waiting_for(found.focal_point_id, found.edition_id)
    return [one for one in asked if one.form.institution_id not in elsewhere]


def _others(found: Call, edition: Edition, registry: Registry) -> list[Json]:
    """The calls to the other institutions that the same person speaks for."""
    return [
        {
            "call_id": other.id,
            "country": other.country,
            "institution": registry.institutions.get(other.institution_id).name,
        }
        for other in registry.calls.of_focal_point(found.focal_point_id, edition.id)
        if other.id != found.id
    ]
