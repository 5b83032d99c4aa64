"""Setting an edition up: its dates, seats and texts, its windows and their extension, and the next one like it."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import Any

from services.registration.model import cloning, extending, nominating, quotas, readiness, settings
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.offer_terms import OfferTerms
from services.registration.model.promotion import PromotionStatus
from services.registration.model.quotas import Limits
from services.registration.model.settings import BEFORE_OPENING, CHANGEABLE
from services.registration.model.texts import CallText
from services.registration.model.windows import Phase
from services.registration.repository import Registry
from services.registration.schemas import answers
from services.registration.use_cases import promotions
from services.registration.use_cases.editions import DATES
from shared.contracts.envelope import Actor, Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import OFFER_PARTS

Json = dict[str, Any]

TEXT = tuple(CallText.__dataclass_fields__)


def change_dates(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """Take other dates, another place or other documents."""
    edition = _asked(asked, registry)
    said: Json = {name: asked[name] for name in ("year", "city", "timezone") if name in asked}
    if "documents" in asked:
        said["documents"] = tuple(asked["documents"])
    dates = {name: asked[name] for name in DATES if asked.get(name) is not None}
    changed = registry.editions.save(settings.change(edition, cause=cause, dates=dates, **said))
    return answers.edition(changed, role=cause.actor.role)


def change_seats(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """Take other limits, as long as nobody who is selected or has applied stands in the way."""
    edition = _asked(asked, registry)
    limits = Limits(
        seats=asked["seats"],
        country_cap=asked["country_cap"],
        country_caps=asked["country_caps"],
        institution_cap=asked["institution_cap"],
        countries=tuple(sorted(set(asked["countries"]))),
    )
    live = registry.applications.live_by_country(edition.id)
    standing = registry.promotions.standing_in(edition.id)
    held = Counter(one.country for one in standing if one.status is PromotionStatus.RESERVED)
    changed = registry.editions.save(*quotas.change(edition, limits, live=live, held=held, cause=cause))
    promotions.adjust(changed, cause, registry=registry)
    return answers.edition(registry.editions.get(changed.id), role=cause.actor.role)


def set_offer_terms(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """Other terms for offers: those that are open keep their parts, and their reminders follow at once."""
    edition = _asked(asked, registry)
    terms = OfferTerms(
        parts=tuple(part for part in OFFER_PARTS if part in asked["parts"]),
        reminders=tuple(sorted(asked["reminders"], reverse=True)),
        parts_days=asked["parts_days"],
        replacement_days=asked["replacement_days"],
    )
    return answers.edition(
        registry.editions.save(settings.set_offer_terms(edition, terms, cause=cause)), role=cause.actor.role
    )


def change_texts(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """Take the texts of one language."""
    edition = registry.editions.get(asked["edition_id"])
    if edition.status not in CHANGEABLE:
        raise edition.wrong_status()
    texts = registry.texts.get(edition.id, version=asked["version"])
    written = CallText(**{part: asked[part] for part in TEXT})
    return answers.texts(registry.texts.keep(texts.change(asked["language"], written, cause=cause)))


def extend(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """Extend a window; whom the institutions have not answered about gets the new last day."""
    edition = _asked(asked, registry)
    phase = Phase(asked["phase"])
    extended, event = extending.extend(
        edition,
        phase,
        closes_at=asked["closes_at"],
        reason_code=asked["reason_code"],
        note=asked["note"],
        cause=cause,
    )
    saved = registry.editions.save(extended, event)
    if phase is Phase.NOMINATION:
        for application in registry.applications.awaiting_institution(saved.id):
            prolonged, *events = nominating.prolong(application, edition=saved, cause=cause)
            if prolonged != application:
                registry.applications.save(prolonged, *events)
    return answers.edition(saved, role=cause.actor.role)


def close_windows(cause: Cause, *, registry: Registry) -> None:
    """What ends by itself: a call whose last moment is over, and review when its last day is."""
    for edition in registry.editions.of_status(EditionStatus.OPEN):
        if edition.windows[Phase.APPLICATION].closes_at < cause.at:
            registry.editions.save(*edition.close(cause=cause))
    for edition in registry.editions.of_status(EditionStatus.CLOSED_FOR_APPLICATIONS):
        if edition.windows[Phase.REVIEW].closes_at < cause.at:
            registry.editions.save(edition.begin_selecting(cause=cause))


def proposal(asked: Json, *, registry: Registry) -> Json:
    """The next edition like this one, for a person to look at before it is created."""
    like = registry.editions.get(asked["edition_id"])
    taken = {edition.ordinal for edition in registry.editions.all()}
    before = {name: getattr(like.dates, name) for name in DATES}
    return {"texts_of": like.id, **cloning.proposal(like, taken=taken), "before": before}


def progress(asked: Json, actor: Actor, *, registry: Registry, at: datetime) -> Json:
    """An edition with its texts, what is missing before it can open, and who changed what, the latest first."""
    edition = registry.editions.get(asked["edition_id"])
    texts = registry.texts.of(edition.id)
    steps = sorted((*edition.timeline, *texts.timeline), key=lambda step: step.at, reverse=True)
    return {
        **answers.edition(edition, role=actor.role),
        **answers.texts(texts),
        "missing": [asdict(gap) for gap in readiness.gaps(edition, texts, at=at)],
        "changes": [answers.change(step) for step in steps],
    }


def call_text(asked: Json, *, registry: Registry) -> Json:
    """What the public reads about an edition whose call has been opened, in one language."""
    if registry.editions.get(asked["edition_id"]).status in BEFORE_OPENING:
        raise Refusal("not-found", "There is no such call.", status=404)
    written = registry.texts.of(asked["edition_id"]).languages.get(asked["language"], CallText())
    return {"title": written.title, "description": written.description, "offered": written.offered}


def _asked(asked: Json, registry: Registry) -> Edition:
    return registry.editions.get(asked["edition_id"], version=asked["version"])
