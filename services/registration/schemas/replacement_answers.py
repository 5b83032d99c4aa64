"""The JSON about freed seats: whom they are meant for, and what institutions are asked about them."""

from collections.abc import Iterable
from typing import Any

from services.registration.model.application import Application
from services.registration.model.edition import Edition
from services.registration.model.promotion import Promotion, PromotionStatus
from services.registration.model.replacement import Replacement, ReplacementStatus
from services.registration.schemas.answers import edition_in_short

Json = dict[str, Any]

SHOWN = 5


def asked(
    kept: Promotion, wanted: Replacement, leaver: Application, edition: Edition, applied: Application | None
) -> Json:
    """What an institution is asked for a seat that its official gave back."""
    waits = kept.status is PromotionStatus.RESERVED and wanted.status is ReplacementStatus.ASKED
    return {
        "replacement_id": kept.id,
        "version": kept.version,
        "status": wanted.status,
        "due_at": wanted.due_at,
        "asked_at": wanted.asked_at,
        "country": kept.country,
        "institution": leaver.form.institution,
        "leaver": {"application_id": leaver.id, "name": leaver.form.name},
        "named": wanted.nominee and {"name": wanted.nominee.name, "position": wanted.nominee.position},
        "application": applied and {"application_id": applied.id, "number": applied.number, "status": applied.status},
        "edition": edition_in_short(edition),
        "acts": ["name_replacement", "decline_replacement"] if waits else [],
    }


def proposal(vacant: Promotion, meant: Application | None, line: Iterable[tuple[Application, str]]) -> Json:
    """A freed seat: whom it is meant for and why, and who else waits, with what speaks for or against them."""
    return {
        "proposal_id": vacant.id,
        "version": vacant.version,
        "status": vacant.status,
        "freed_by_country": vacant.country,
        "application_id": meant and meant.id,
        "number": meant and meant.number,
        "name": meant and meant.form.name,
        "country": meant.country if meant else vacant.country,
        "reason": vacant.reason,
        "others": [
            {
                "application_id": one.id,
                "number": one.number,
                "name": one.form.name,
                "country": one.country,
                "place": one.place and one.place.region_position,
                "reason": "behind" if reason in ("same-country", "region") else reason,
            }
            for one, reason in line
            if meant is None or one.id != meant.id
        ][:SHOWN],
    }


def invitation(kept: Promotion, institution: Json, edition: Edition) -> Json:
    """What somebody who was named for a freed seat finds filled in."""
    if kept.replacement is None or kept.replacement.nominee is None:
        raise ValueError(f"nobody is named for the seat of {kept.id}")
    nominee = kept.replacement.nominee
    return {
        "nomination_id": nominee.id,
        "applied": bool(nominee.application_id),
        "country": kept.country,
        "institution": institution["institution"],
        "ministry_kind": institution["ministry_kind"],
        "given_names": nominee.given_names,
        "first_surname": nominee.first_surname,
        "second_surname": nominee.second_surname,
        "email": nominee.email,
        "language": nominee.language,
        "position": nominee.position,
        "has_letter": False,
        "edition": edition_in_short(edition) | {"application_closes_at": kept.replacement.due_at},
    }
