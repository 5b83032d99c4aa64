"""Beginning an application and coming back to it, until it ends in one way or another."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from services.registration.model import applying, replacing
from services.registration.model import draft as drafting
from services.registration.model.application import Application
from services.registration.model.call import Nominee
from services.registration.model.draft import NOT_IN_A_HURRY, Draft
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.person import Person
from services.registration.model.windows import Phase
from services.registration.repository import Registry
from services.registration.use_cases import letters, people
from shared.contracts.envelope import Actor, Cause
from shared.contracts.refusal import Refusal

KEPT_AFTER_CLOSING = timedelta(days=7)
"""A window that has closed may be extended; until then nobody has to begin anew."""

STARTED = {"started": True}
"""Whoever asks is answered the same, whether the address is known or not: the rest is said in the email."""


def start(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Begin an application and send its link; whoever has one already is sent the link to that, unchanged."""
    edition = registry.editions.get(asked["edition_id"])
    edition.refuse_unless_open(cause.at)
    written = {name: value for name, value in asked.items() if name not in ("edition_id", "email")}
    person = people.beginner(
        email=asked["email"], full_name=_name(written), language=asked["language"], registry=registry, new_id=new_id
    )
    if applied := registry.applications.live(person.id, edition.id):
        if told := applying.send_again(applied, cause=cause):
            registry.applications.save(*told)
    elif begun := of_person(person.id, edition.id, registry):
        _save(begun[0], begun[0].resume(edition=edition, cause=cause), registry)
    else:
        _start(edition, person, asked["email"], written, cause, registry=registry, new_id=new_id)
    return STARTED


def start_nominated(
    asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]
) -> dict[str, Any]:
    """Keep what somebody who was nominated has typed; they come by the link of their invitation."""
    if cause.actor.id != asked["nomination_id"]:
        raise Refusal("not-allowed", "This is somebody else's nomination.", status=403)
    nominee, edition, seat_until = _invited(asked["nomination_id"], cause, registry)
    person = registry.people.now(nominee.person_id)
    registry.applications.refuse_second(person.id, edition.id)
    begun = next(iter(of_person(person.id, edition.id, registry)), None)
    if begun is None:
        written = {name: value for name, value in asked.items() if name != "nomination_id"}
        begun = _start(
            edition,
            person,
            nominee.email,
            written,
            cause,
            nomination_id=nominee.id,
            seat_until=seat_until,
            registry=registry,
            new_id=new_id,
        )
    elif not begun.nomination_id or (seat_until and seat_until != begun.seat_until):
        begun = registry.drafts.save(begun.nominated(nominee.id, seat_until=seat_until))
    return {"draft_id": begun.id, "person_id": person.id}


def save(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Keep what has been typed, complete or not."""
    begun = own(asked, cause.actor, registry)
    written = {name: value for name, value in asked.items() if name not in ("draft_id", "version")}
    saved = registry.drafts.save(begun.save(written, edition=registry.editions.get(begun.edition_id), cause=cause))
    return {"draft_id": saved.id, "version": saved.version}


def attach(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Keep a document with it."""
    begun = own(asked, cause.actor, registry)
    edition = registry.editions.get(begun.edition_id)
    sent = letters.receive_document(asked["kind"], asked["file"], begun.id, cause, registry=registry, new_id=new_id)
    saved = registry.drafts.save(begun.attach(asked["kind"], sent, edition=edition, cause=cause))
    return {"draft_id": saved.id, "version": saved.version}


def discard(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """The person does not want to send it."""
    discarded = own(asked, cause.actor, registry).discard(reason_code="by_applicant", cause=cause)
    return {"draft_id": registry.drafts.save(*discarded).id}


def end(applied: Application, cause: Cause, *, registry: Registry) -> None:
    """The person has sent an application; what else they had begun is needed no more."""
    for begun in of_person(applied.person_id, applied.edition_id, registry):
        registry.drafts.save(*begun.discard(reason_code="sent_directly", cause=cause))


def of_person(person_id: str, edition_id: str, registry: Registry) -> list[Draft]:
    """What somebody has begun and not sent, also by a name or address that was found to be theirs meanwhile."""
    return registry.drafts.live(registry.people.ids_of(person_id), edition_id)


def by_the_clock(cause: Cause, *, registry: Registry) -> None:
    """Remind of what was begun before the window closes, and discard what was not sent."""
    for edition_id in registry.drafts.editions_with_live():
        edition = registry.editions.get(edition_id)
        for begun in registry.drafts.unreminded(edition_id, cause.at - NOT_IN_A_HURRY):
            if begun.is_to_be_reminded(edition, cause.at) and not _applied(begun, registry):
                registry.drafts.save(*begun.remind(edition=edition, cause=cause))
        if _over(edition, edition.windows[Phase.APPLICATION].closes_at, cause.at):
            for begun in registry.drafts.of_edition(edition_id):
                if reason := _over(edition, begun.closes_at(edition), cause.at):
                    registry.drafts.save(*begun.discard(reason_code=reason, cause=cause))


def own(asked: dict[str, Any], actor: Actor, registry: Registry) -> Draft:
    """The draft whose link it is, as the page showed it."""
    if actor.id != asked["draft_id"]:
        raise Refusal("not-allowed", "This is somebody else's application.", status=403)
    return registry.drafts.get(asked["draft_id"], version=asked.get("version"))


def _start(
    edition: Edition,
    person: Person,
    email: str,
    written: dict[str, Any],
    cause: Cause,
    *,
    nomination_id: str = "",
    seat_until: datetime | None = None,
    registry: Registry,
    new_id: Callable[[], str],
) -> Draft:
    begun = drafting.start(
        draft_id=new_id(),
        edition=edition,
        person_id=person.id,
        email=email,
        written=written,
        nomination_id=nomination_id,
        seat_until=seat_until,
        cause=cause,
    )
    return registry.drafts.add(*begun)


def _save(begun: Draft, changed: tuple[Any, ...], registry: Registry) -> None:
    if changed[0] != begun:
        registry.drafts.save(*changed)


def _invited(nomination_id: str, cause: Cause, registry: Registry) -> tuple[Nominee, Edition, datetime | None]:
    """Who was nominated by this, in which edition, and until when a seat is kept for them if it is for one."""
    if kept := registry.promotions.of_nomination(nomination_id):
        edition = registry.editions.get(kept.edition_id)
        nominee, until = replacing.named_in_time(kept, edition=edition, cause=cause)
        return nominee, edition, until
    call = registry.calls.of_nomination(nomination_id)
    return call.nominee(nomination_id), registry.editions.get(call.edition_id), None


def _over(edition: Edition, closes_at: datetime, at: datetime) -> str:
    if edition.status is EditionStatus.CANCELLED:
        return "edition_cancelled"
    return "window_closed" if at > closes_at + KEPT_AFTER_CLOSING else ""


def _applied(begun: Draft, registry: Registry) -> bool:
    """Whether the person turned out to have sent an application by another address."""
    return registry.applications.has_live(registry.people.now(begun.person_id).id, begun.edition_id)


def _name(written: dict[str, Any]) -> str:
    parts = (written.get(name, "") for name in ("given_names", "first_surname", "second_surname"))
    return " ".join(part for part in parts if part)
