"""What institutions say about a seat that their official gave back, and what the clock does when they say nothing."""

from collections.abc import Callable
from typing import Any

from services.registration.model import complaints, replacing
from services.registration.model.call import Nominee
from services.registration.model.person import key_of
from services.registration.model.promotion import Promotion
from services.registration.model.replacement import ReplacementStatus
from services.registration.repository import Registry
from services.registration.schemas import replacement_answers
from services.registration.use_cases import people, promotions
from shared.contracts.envelope import Actor, Cause
from shared.contracts.refusal import Refusal

Json = dict[str, Any]

NAMED = ("given_names", "first_surname", "second_surname", "email", "language", "position")


def asked(body: Json, actor: Actor, *, registry: Registry) -> Json:
    """What an institution is asked, and how it stands."""
    return _shown(_own(body, actor, registry), registry)


def name(body: Json, cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> Json:
    """Another official for the seat, who is invited to apply."""
    kept = _own(body, cause.actor, registry)
    edition = registry.editions.get(kept.edition_id)
    wanted = replacing.asked_of(kept)
    if key_of(body["email"]) == registry.people.get(wanted.focal_point_id).email_key:
        complaints.refuse_if_any({"email": complaints.FOCAL_POINT_NOMINATED})
    said = {part: body[part] for part in NAMED}
    nominee = Nominee(id=new_id(), person_id="", nominated_at=cause.at, **said)
    known = people.nominated(
        email=nominee.email, full_name=nominee.name, language=nominee.language, registry=registry, new_id=new_id
    )
    if registry.applications.live(known.id, edition.id):
        complaints.refuse_if_any({"email": complaints.ALREADY_APPLIED_HERE})
    of_person = Nominee(id=nominee.id, person_id=known.id, nominated_at=cause.at, **said)
    named = replacing.name(kept, of_person, edition=edition, cause=cause)
    return _shown(registry.promotions.save(*named), registry)


def decline(body: Json, cause: Cause, *, registry: Registry) -> Json:
    """Nobody else: the waiting list is next, in the same act."""
    kept = _own(body, cause.actor, registry)
    declined = replacing.decline(kept, reason_code=body["reason_code"], cause=cause)
    saved = registry.promotions.save(*declined)
    promotions.look_again(registry.editions.get(saved.edition_id), cause, registry=registry)
    return _shown(registry.promotions.get(saved.id), registry)


def release(cause: Cause, *, registry: Registry) -> None:
    """Give to the waiting list what institutions have not filled in time, or whose named official is out."""
    for kept in registry.promotions.reserved():
        application = registry.applications.get(kept.application_id) if kept.application_id else None
        if replacing.over(kept, application, cause):
            saved = registry.promotions.save(*replacing.lapse(kept, cause=cause))
            promotions.look_again(registry.editions.get(saved.edition_id), cause, registry=registry)


def _own(body: Json, actor: Actor, registry: Registry) -> Promotion:
    """The freed seat; to whoever came by a link only if it is their institution that is asked."""
    kept = registry.promotions.get(body["replacement_id"])
    wanted = kept.replacement
    if wanted is None:
        raise Refusal("not-found", "No institution is asked about this seat.", status=404)
    if actor.role == "focal_point" and actor.id != wanted.focal_point_id:
        raise Refusal("not-allowed", "This is somebody else's seat.", status=403)
    return kept


def _shown(kept: Promotion, registry: Registry) -> Json:
    wanted = kept.replacement
    if wanted is None:
        raise ValueError(f"promotion {kept.id} keeps no seat for an institution")
    applied = wanted.status is ReplacementStatus.APPLIED and kept.application_id
    return replacement_answers.asked(
        kept,
        wanted,
        registry.applications.get(wanted.leaver_id),
        registry.editions.get(kept.edition_id),
        registry.applications.get(kept.application_id or "") if applied else None,
    )
