"""The JSON about people who may be one."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from services.registration.model.application import Application
from services.registration.model.edition import Edition
from services.registration.model.likeness import Likeness, Profile
from services.registration.model.match import Match, MatchStatus
from services.registration.model.person import Person
from services.registration.model.states import LIVE

Json = dict[str, Any]
Side = tuple[Person, Sequence[Application]]

SHOWN = ("given_names", "first_surname", "second_surname", "birthday", "sex", "country", "institution", "position")


def receipt(one: Match) -> Json:
    """The answer to a decision."""
    return {"match_id": one.id, "version": one.version, "status": one.status}


def row(one: Match, people: Sequence[Person]) -> Json:
    """A pair in a list."""
    return receipt(one) | {
        "confidence": one.confidence,
        "suspected_at": one.suspected_at,
        "people": [{"person_id": who.id, "name": who.full_name, "email": who.email} for who in people],
    }


def with_more(one: Profile) -> Json:
    """Somebody who is like more people than are asked about at once."""
    return {"application_id": one.application_id, "name": f"{one.given_names} {one.surnames}"}


def in_full(
    one: Match,
    sides: Sequence[Side],
    likeness: Likeness,
    *,
    editions: Mapping[str, Edition],
    kept_id: str,
    both_live: Sequence[str],
) -> Json:
    """A pair side by side; `kept_id` is who would be kept, `both_live` what must be settled before."""
    return row(one, [who for who, _ in sides]) | {
        "grounds": dict(likeness.grounds),
        "sides": [_side(who, sent, editions) for who, sent in sides],
        "kept_id": one.kept_id or kept_id,
        "both_live": [{"edition_id": each, "ordinal": editions[each].ordinal} for each in both_live],
        "decisions": [
            {"at": made.at, "actor": made.actor, "role": made.role, "to": made.after, "reason": made.note}
            for made in one.timeline
        ],
        "acts": {
            MatchStatus.SUSPECTED: ["merge_people", "tell_people_apart"],
            MatchStatus.SAME: ["tell_people_apart"],
            MatchStatus.DIFFERENT: ["merge_people"],
        }[one.status],
    }


def sent(one: Application, editions: Mapping[str, Edition]) -> Json:
    """An application in somebody's history."""
    return {
        "application_id": one.id,
        "edition_id": one.edition_id,
        "ordinal": editions[one.edition_id].ordinal,
        "number": one.number,
        "status": one.status,
        "is_live": one.status in LIVE,
        "version": one.version,
        "submitted_at": one.submitted_at,
    }


def _side(who: Person, applications: Sequence[Application], editions: Mapping[str, Edition]) -> Json:
    form = asdict(applications[-1].form) if applications else {}
    return {
        "person_id": who.id,
        "email": who.email,
        **{name: form.get(name, "") for name in SHOWN},
        "applications": [sent(one, editions) for one in applications],
    }
