"""The call to governments: sent, answered, reminded and ended."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from services.registration.model import call_board, calling, complaints, nominating
from services.registration.model.application import Application
from services.registration.model.call import ANSWERED_IN, UNANSWERED, Call, Nominee, chaser_due, is_over
from services.registration.model.call_board import Outcome
from services.registration.model.call_terms import CallTerms
from services.registration.model.edition import Edition
from services.registration.model.letter import Letter
from services.registration.model.person import key_of
from services.registration.repository import Registry
from services.registration.use_cases import by_the_clock, call_views, letters, people
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import CallReminded, CallUnanswered

NewId = Callable[[], str]

NAMES = ("given_names", "first_surname", "second_surname")
MOST_AT_ONCE = 100


def set_terms(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Another quota or other days for reminders; a quota below what is nominated takes nobody's nomination away."""
    edition = registry.editions.get(asked["edition_id"], version=asked["version"])
    terms = CallTerms(quota=asked["quota"], chasers=tuple(sorted(asked["chasers"], reverse=True)))
    saved = registry.editions.save(calling.set_terms(edition, terms))
    return call_views.board(
        {"edition_id": saved.id, "state": "", "country": ""}, cause.actor, cause.at, registry=registry
    )


def send(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: NewId) -> dict[str, Any]:
    """Send the call to the chosen institutions; those that have it get nothing again."""
    edition = registry.editions.get(asked["edition_id"])
    called = {call.institution_id for call in registry.calls.of_edition(edition.id)}
    outcomes = {}
    for institution_id in dict.fromkeys(asked["institution_ids"]):
        institution = registry.institutions.get(institution_id)
        outcomes[institution_id] = call_board.outcome(institution, called)
        if outcomes[institution_id] is Outcome.SEND:
            sent = calling.send(call_id=new_id(), institution=institution, edition=edition, cause=cause)
            registry.calls.add(*sent)
    return {
        "sent": sum(outcome is Outcome.SEND for outcome in outcomes.values()),
        "sent_before": sum(outcome is Outcome.SENT_BEFORE for outcome in outcomes.values()),
    }


def remind(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Remind an institution by hand."""
    call, edition = _asked(asked, cause, registry)
    return _answer(registry.calls.save(*calling.remind(call, edition=edition, cause=cause)), cause, registry)


def acknowledge(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """The institution has taken note."""
    call, edition = _asked(asked, cause, registry)
    noted = calling.acknowledge(call, evidence=_evidence(asked, cause), edition=edition, cause=cause)
    return _answer(registry.calls.save(*noted), cause, registry)


def decline(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """The institution nominates nobody."""
    call, edition = _asked(asked, cause, registry)
    declined = calling.decline(
        call, reason_code=asked["reason_code"], evidence=_evidence(asked, cause), edition=edition, cause=cause
    )
    return _answer(registry.calls.save(*declined), cause, registry)


def nominate(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: NewId) -> dict[str, Any]:
    """One more official, who is invited to apply."""
    call, edition = _asked(asked, cause, registry)
    registry.calls.hold_country(edition.id, call.country)
    used = call_board.nominated(registry.calls.of_country(edition.id, call.country))
    nominee = _nominee(asked, call, cause, registry=registry, new_id=new_id)
    nominated, *events = calling.nominate(
        call, nominee=nominee, used=used, evidence=_evidence(asked, cause), edition=edition, cause=cause
    )
    return _answer(registry.calls.save(nominated, *events), cause, registry)


def rank(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Another place for one of the institution's officials."""
    call, edition = _asked(asked, cause, registry)
    ranked, events = calling.rank(
        call, nomination_id=asked["nomination_id"], place=asked["rank"], edition=edition, cause=cause
    )
    return _answer(registry.calls.save(ranked, *events), cause, registry)


def take_back(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """One official less."""
    call, edition = _asked(asked, cause, registry)
    left, events = calling.take_back(call, nomination_id=asked["nomination_id"], edition=edition, cause=cause)
    return _answer(registry.calls.save(left, *events), cause, registry)


def receive_letter(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: NewId) -> dict[str, Any]:
    """A signed letter: it endorses the applications that it names and stands beside every nomination of the call."""
    call, edition = _asked(asked, cause, registry)
    received = letters.receive(asked["letter"], call.id, cause, registry=registry, new_id=new_id)
    if received is None:
        raise ValueError("a letter is required")
    evidence = _evidence(asked, cause)
    saved = registry.calls.save(
        calling.receive_letter(call, letter=received, evidence=evidence, edition=edition, cause=cause)
    )
    waiting = {one.id: one for one in call_views.waiting(saved, registry)}
    for application_id in dict.fromkeys(asked["application_ids"]):
        if application_id not in waiting:
            raise Refusal("already-answered", "One of these applications does not wait for this institution.")
        _endorse(waiting[application_id], received, evidence, edition, cause, registry)
    for nominee in saved.ranked:
        if nominee.application_id:
            application = registry.applications.get(nominee.application_id)
            registry.applications.save(nominating.prove(application, letter=received, cause=cause))
    return _answer(saved, cause, registry)


def chase(cause: Cause, *, registry: Registry) -> None:
    """Remind whoever is due, and end the calls whose last day is over."""
    for edition in registry.editions.of_status(*ANSWERED_IN):

        def changed(call: Call, edition: Edition = edition) -> tuple[Call, CallReminded | CallUnanswered] | None:
            if chaser_due(call, edition, cause.at):
                return calling.remind(call, edition=edition, cause=cause)
            return calling.end(call, edition=edition, cause=cause) if is_over(edition, cause.at) else None

        open_calls = registry.calls.of_edition(edition.id, UNANSWERED)
        for number, (call, event) in enumerate(by_the_clock.each(open_calls, changed), start=1):
            registry.calls.save(call, event)
            if number == MOST_AT_ONCE:
                return


def end_all(edition: Edition, cause: Cause, *, registry: Registry) -> None:
    """The selection is published: nobody waits any more for whoever has not answered."""
    for call in registry.calls.of_edition(edition.id, UNANSWERED):
        registry.calls.save(*calling.end(call, edition=edition, cause=cause))


def call_off(edition: Edition, cause: Cause, *, registry: Registry) -> None:
    """The edition is cancelled: nothing is asked of any institution any more."""
    for call in registry.calls.of_edition(edition.id):
        withdrawn, events = calling.call_off(call, cause=cause)
        registry.calls.save(withdrawn, *events)


def _asked(asked: dict[str, Any], cause: Cause, registry: Registry) -> tuple[Call, Edition]:
    call = call_views.own(asked["call_id"], cause.actor, registry)
    return call, registry.editions.get(call.edition_id)


def _answer(call: Call, cause: Cause, registry: Registry) -> dict[str, Any]:
    return call_views.shown(call, cause.actor, cause.at, registry=registry)


def _evidence(asked: dict[str, Any], cause: Cause) -> str:
    """The paper from which staff record; who answers by link is evidence enough."""
    evidence: str = asked["evidence"]
    return evidence if cause.actor.role == "secretariat" else ""


def _nominee(asked: dict[str, Any], call: Call, cause: Cause, *, registry: Registry, new_id: NewId) -> Nominee:
    focal_point = registry.people.get(call.focal_point_id)
    if key_of(asked["email"]) == focal_point.email_key:
        complaints.refuse_if_any({"email": complaints.FOCAL_POINT_NOMINATED})
    nominee = Nominee(
        id=new_id(),
        person_id="",
        **{name: asked[name] for name in NAMES},
        email=asked["email"],
        language=asked["language"],
        position=asked["position"],
        nominated_at=cause.at,
    )
    known = people.nominated(
        email=nominee.email, full_name=nominee.name, language=nominee.language, registry=registry, new_id=new_id
    )
    if registry.calls.nominating([one.id for one in registry.people.known_as(known)], call.edition_id):
        complaints.refuse_if_any({"email": complaints.ALREADY_NOMINATED})
    if registry.applications.live(known.id, call.edition_id):
        complaints.refuse_if_any({"email": complaints.ALREADY_APPLIED})
    return replace(nominee, person_id=known.id)


def _endorse(
    application: Application, letter: Letter, evidence: str, edition: Edition, cause: Cause, registry: Registry
) -> None:
    if cause.actor.role == "secretariat":
        given = nominating.record(application, word="endorsed", evidence=evidence, cause=cause, letter=letter)
    else:
        given = nominating.answer(application, word="endorsed", reason="", edition=edition, cause=cause, letter=letter)
    registry.applications.save(*given)
