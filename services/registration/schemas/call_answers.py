"""The JSON that registration answers about institutions and the call to them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from services.registration.model import call_acts
from services.registration.model.application import Application
from services.registration.model.call import Call, due_at, due_on, in_time, next_chaser_on, nominate_until
from services.registration.model.call_board import Country
from services.registration.model.edition import Edition
from services.registration.model.institution import Institution
from services.registration.model.person import Person
from services.registration.schemas.answers import edition_in_short

Json = dict[str, Any]


def institution(one: Institution, focal_point: Person | None) -> Json:
    """An institution and who speaks for it."""
    return {
        "institution_id": one.id,
        "version": one.version,
        "country": one.country,
        "name": one.name,
        "ministry_kind": one.ministry_kind,
        "focal_point": _person(focal_point),
    }


def institution_in_full(one: Institution, people: Mapping[str, Person], calls: list[Json]) -> Json:
    """With everybody who spoke for it, the latest first, and its calls."""
    terms = [
        {**(_person(people.get(term.person_id)) or {}), "since": term.since, "until": term.until}
        for term in reversed(one.terms)
    ]
    return institution(one, people.get(one.focal_point_id)) | {"terms": terms, "calls": calls}


def terms(edition: Edition, at: datetime) -> Json:
    """The terms of the call, for whoever shows anything about it."""
    return {
        "quota": edition.call.quota,
        "chasers": list(edition.call.chasers),
        "nominate_until": nominate_until(edition),
        "due_on": due_on(edition, at),
        "due_at": due_at(edition),
    }


def call_of_institution(one: Call, edition: Edition) -> Json:
    """A call among those of an institution."""
    return {
        "call_id": one.id,
        "edition_id": edition.id,
        "ordinal": edition.ordinal,
        "year": edition.year,
        "status": one.status,
        "nominated": len(one.ranked),
    }


def country(
    one: Country,
    edition: Edition,
    institutions: Mapping[str, Institution],
    people: Mapping[str, Person],
    *,
    at: datetime,
) -> Json:
    """A country on the board."""
    return {
        "country": one.code,
        "state": one.state,
        "quota": edition.call.quota,
        "nominated": one.nominated,
        "over_quota": max(0, one.nominated - edition.call.quota),
        "applied": one.applied,
        "waiting_since": one.waiting_since,
        "next_chaser_on": one.next_chaser_on,
        "calls": [
            {
                "call_id": call.id,
                "institution_id": call.institution_id,
                "institution": institutions[call.institution_id].name,
                "focal_point": _person(people.get(call.focal_point_id)),
                "status": call.status,
                "sent_at": call.sent_at,
                "reminders": len(call.reminded_at),
                "nominated": len(call.ranked),
                "applied": sum(bool(nominee.application_id) for nominee in call.ranked),
                "waiting_since": call.waiting_since,
                "next_chaser_on": next_chaser_on(call, edition, at),
            }
            for call in one.calls
        ],
        "uncalled": [{"institution_id": kept.id, "institution": kept.name} for kept in one.uncalled],
    }


def call(
    one: Call,
    edition: Edition,
    institution: Institution,
    focal_point: Person,
    waiting: Sequence[Application],
    others: Sequence[Json],
    *,
    used: int,
    role: str,
    at: datetime,
) -> Json:
    """One call, as its focal point sees it; staff see its history too."""
    seen = {
        "call_id": one.id,
        "version": one.version,
        "status": one.status,
        "reason_code": one.reason_code,
        "country": one.country,
        "institution_id": institution.id,
        "institution": institution.name,
        "focal_point": _person(focal_point),
        "edition": edition_in_short(edition),
        "applications_close_at": edition.dates.application_closes_at,
        "in_time": in_time(edition, at),
        **terms(edition, at),
        "used": used,
        "left": max(0, edition.call.quota - used),
        "nominees": [
            {
                "nomination_id": nominee.id,
                "rank": rank,
                "name": nominee.name,
                "email": nominee.email,
                "position": nominee.position,
                "nominated_at": nominee.nominated_at,
                "applied": bool(nominee.application_id),
            }
            for rank, nominee in enumerate(one.ranked, start=1)
        ],
        "waiting": [
            {
                "application_id": application.id,
                "number": application.number,
                "name": application.form.name,
                "position": application.form.position,
                "institution": application.form.institution,
                "due_on": application.endorsement.due_on,
            }
            for application in waiting
        ],
        "letters": [
            {"letter_id": letter.id, "filename": letter.filename, "size": letter.size} for letter in one.letters
        ],
        "others": list(others),
        "acts": call_acts.on_call(one, edition, role=role, used=used, at=at),
    }
    if role == "focal_point":
        return seen
    return seen | {
        "sent_at": one.sent_at,
        "reminded_at": list(one.reminded_at),
        "next_chaser_on": next_chaser_on(one, edition, at),
        "applications": {nominee.id: nominee.application_id for nominee in one.ranked},
        "timeline": [
            {"from": made.pop("before"), "to": made.pop("after"), **made} for made in map(asdict, one.timeline)
        ],
    }


def nomination(one: Call, application_id: str) -> Json:
    """Where an application stands among the nominations of its institution."""
    ranks = {nominee.application_id: rank for rank, nominee in enumerate(one.ranked, start=1)}
    return {"call_id": one.id, "rank": ranks[application_id], "of": len(one.ranked)}


def invitation(one: Call, nomination_id: str, edition: Edition, institution: Institution) -> Json:
    """What somebody who was nominated finds filled in."""
    nominee = one.nominee(nomination_id)
    return {
        "nomination_id": nominee.id,
        "applied": bool(nominee.application_id),
        "country": one.country,
        "institution": institution.name,
        "ministry_kind": institution.ministry_kind,
        "given_names": nominee.given_names,
        "first_surname": nominee.first_surname,
        "second_surname": nominee.second_surname,
        "email": nominee.email,
        "language": nominee.language,
        "position": nominee.position,
        "has_letter": bool(one.letters),
        "edition": edition_in_short(edition) | {"application_closes_at": edition.dates.application_closes_at},
    }


def _person(one: Person | None) -> Json | None:
    if one is None:
        return None
    return {"person_id": one.id, "name": one.full_name, "email": one.email, "language": one.language}
