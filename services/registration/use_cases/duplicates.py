"""Duplicates: people who may be one are found by the clock and told apart, or merged, by staff."""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from services.registration.model import likeness, match, person
from services.registration.model.application import Application
from services.registration.model.checking import CHECKED_WHILE
from services.registration.model.likeness import Profile
from services.registration.model.match import Match, MatchStatus
from services.registration.model.person import Person
from services.registration.model.states import LIVE
from services.registration.repository import Registry
from services.registration.schemas import match_answers
from services.registration.use_cases import alumni, eligibility
from shared.contracts.envelope import Cause
from shared.contracts.event import Event
from shared.contracts.refusal import Refusal

Json = dict[str, Any]
Alike = tuple[likeness.Likeness, Profile]

_log = logging.getLogger(__name__)

AT_ONCE = 100
MOST_ASKED = 10
"""Of hundreds who share a usual name each is asked about with so many at once; with the next when one is decided."""

MANY = 200
"""Beyond it matters to nobody how many wait."""


def compare(cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> None:
    """Hold the profiles that have come against all others that sound alike."""
    for profile in registry.profiles.not_compared(limit=AT_ONCE):
        compared = ((likeness.compare(profile, other), other) for other in registry.profiles.near(profile))
        alike = [(found, other) for found, other in compared if found.suspected]
        beyond = _suspect(profile, alike, cause, registry=registry, new_id=new_id) if alike else set()
        registry.profiles.note_compared(profile, has_more=bool(beyond))
        if beyond:
            _log.warning("%s is like %d more people than are asked about", profile.application_id, len(beyond))


def _suspect(
    one: Profile, alike: list[Alike], cause: Cause, *, registry: Registry, new_id: Callable[[], str]
) -> set[str]:
    """Have the people looked at whom somebody is most like; whom nobody is asked about yet is answered."""
    first = registry.people.now(one.person_id).id
    own = registry.people.ids_of(first)
    known = registry.matches.of_people(own)
    waiting = sum(each.status is MatchStatus.SUSPECTED for each in known)
    people = [person_id for each in known for person_id in each.person_ids]
    people += [other.person_id for _, other in alike]
    now = _now(registry.people.of_ids(people).values(), registry)
    by_other = {now[other]: each for each in known for other in each.person_ids if other not in own}
    beyond = set()
    for found, other in sorted(alike, key=lambda pair: (-pair[0].confidence, pair[1].application_id)):
        second = now[other.person_id]
        if second == first:
            continue
        if before := by_other.get(second):
            again = match.reconsider(before, one, other, found, cause=cause)
            if again != before:
                by_other[second] = registry.matches.save(again)
                _check_both((first, second), cause, registry=registry)
        elif waiting < MOST_ASKED:
            ids = (first, second)
            suspected = match.suspect(one, other, found, match_id=new_id(), person_ids=ids, cause=cause)
            by_other[second] = registry.matches.add(suspected)
            waiting += 1
            _check_both(ids, cause, registry=registry)
        else:
            beyond.add(second)
    return beyond


def merge(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """They are one: whoever applied last is kept, with the address in use; the other points to them."""
    known = registry.matches.get(asked["match_id"], version=asked["version"])
    kept, merged = _kept_first(known, registry)
    if kept.id == merged.id:
        raise Refusal("wrong-status", "These two are one person already.")
    _refuse_two_live(kept, merged, registry)
    moving = registry.applications.of_person(merged.id)
    decided, event = match.merge(known, kept_id=kept.id, merged_id=merged.id, reason=asked["reason"], cause=cause)
    saved = registry.matches.save(decided, event)
    registry.people.save(*person.merge(merged, into=kept))
    _restate(merged, now=kept, registry=registry)
    for application in moving:
        registry.applications.save(application.given_to(kept.id, cause=cause))
    _look_again(kept.id, cause, confidence=known.confidence, registry=registry)
    registry.profiles.compare_more(registry.people.ids_of(kept.id))
    return match_answers.receipt(saved)


def tell_apart(asked: Json, cause: Cause, *, registry: Registry) -> Json:
    """They are two; if they were merged, each gets their own back."""
    known = registry.matches.get(asked["match_id"], version=asked["version"])
    if known.status is not MatchStatus.SAME:
        apart = registry.matches.save(match.keep_apart(known, reason=asked["reason"], cause=cause))
        _check_both(known.person_ids, cause, registry=registry)
        registry.profiles.compare_more(
            {one for person_id in known.person_ids for one in registry.people.ids_of(registry.people.now(person_id).id)}
        )
        return match_answers.receipt(apart)
    separated, event = match.separate(known, reason=asked["reason"], cause=cause)
    saved = registry.matches.save(separated, event)
    together = registry.people.now(known.merged_id)
    alone = registry.people.save(*person.separate(registry.people.get(known.merged_id)))
    _restate(alone, now=alone, registry=registry)
    own = registry.people.ids_of(alone.id)
    for application in registry.applications.of_person(together.id):
        if application.sender_id in own:
            registry.applications.save(application.given_to(alone.id, cause=cause))
    for person_id in (together.id, alone.id):
        _look_again(person_id, cause, confidence=known.confidence, registry=registry)
    return match_answers.receipt(saved)


def listed(asked: Json, *, registry: Registry) -> Json:
    """A page of the pairs of one status; what another decision has answered meanwhile is left out."""
    found = registry.matches.page(MatchStatus(asked["status"]), after=asked["after"], limit=asked["limit"])
    more = registry.profiles.with_more(limit=MANY) if asked["status"] == MatchStatus.SUSPECTED else []
    return {
        "rows": _rows(found, registry),
        "next": found[-1].id if len(found) == asked["limit"] else None,
        "with_more": [match_answers.with_more(one) for one in more],
    }


def shown(asked: Json, *, registry: Registry) -> Json:
    """Two people side by side: what agrees, what differs, and all that each has sent."""
    one = registry.matches.get(asked["match_id"])
    sides = _sides(one, registry)
    first, second = ([Profile.of(each) for each in sent] for _, sent in sides)
    closest = max((likeness.compare(a, b) for a in first for b in second), key=lambda pair: pair.confidence)
    kept, merged = _kept_first(one, registry)
    editions = {edition.id: edition for edition in registry.editions.all()}
    return match_answers.in_full(
        one, sides, closest, editions=editions, kept_id=kept.id, both_live=_both_live(kept, merged, registry)
    )


def waiting(*, registry: Registry) -> list[Json]:
    """The pairs that somebody has to look at."""
    return _rows(registry.matches.page(MatchStatus.SUSPECTED, limit=MANY), registry)


def of_person(person_id: str, *, registry: Registry) -> Json:
    """What staff are told beside an application: with whom its applicant may be one, and what else they have sent."""
    known = registry.people.now(person_id)
    matches = registry.matches.of_people(registry.people.ids_of(known.id))
    editions = {edition.id: edition for edition in registry.editions.all()}
    return {
        "matches": _rows([one for one in matches if one.status is not MatchStatus.DIFFERENT], registry),
        "history": [match_answers.sent(one, editions) for one in registry.applications.of_person(known.id)],
    }


def _rows(matches: Sequence[Match], registry: Registry) -> list[Json]:
    """Those whose two are still two, or were found to be one by this very match."""
    people = registry.people.of_ids(person_id for one in matches for person_id in one.person_ids)
    now = _now(people.values(), registry)
    return [
        match_answers.row(one, [people[person_id] for person_id in one.person_ids])
        for one in matches
        if one.status is MatchStatus.SAME or now[one.person_ids[0]] != now[one.person_ids[1]]
    ]


def _sides(one: Match, registry: Registry) -> list[tuple[Person, list[Application]]]:
    """Each of the two as they are known apart from the other, with what was sent under that name."""
    people = [registry.people.get(person_id) for person_id in one.person_ids]
    ids = [registry.people.ids_of(who.id) for who in people]
    sides = []
    for who, own, others in zip(people, ids, reversed(ids), strict=True):
        sent = registry.applications.of_person(registry.people.now(who.id).id)
        apart = own if who.id in others else own - others
        sides.append((who, [each for each in sent if each.sender_id in apart]))
    return sides


def _kept_first(one: Match, registry: Registry) -> tuple[Person, Person]:
    first, second = (registry.people.now(person_id) for person_id in one.person_ids)
    last_sent = [registry.applications.of_person(who.id)[-1].submitted_at for who in (first, second)]
    return (first, second) if last_sent[0] >= last_sent[1] else (second, first)


def _refuse_two_live(kept: Person, merged: Person, registry: Registry) -> None:
    if _both_live(kept, merged, registry):
        raise Refusal("two-live-applications", "Both have an application in one edition: first withdraw one of them.")


def _both_live(kept: Person, merged: Person, registry: Registry) -> list[str]:
    """The editions in which each of two people has an application that has not ended."""
    if kept.id == merged.id:
        return []
    live = [
        {sent.edition_id for sent in registry.applications.of_person(who.id) if sent.status in LIVE}
        for who in (kept, merged)
    ]
    return sorted(live[0] & live[1])


def _restate(known: Person, *, now: Person, registry: Registry) -> None:
    for other in registry.people.known_as(known)[1:]:
        registry.people.save(*person.restate(other, now=now))


def _check_both(person_ids: Iterable[str], cause: Cause, *, registry: Registry) -> None:
    """Hold both against the requirements again when one has taken part before: the other may be an alumnus, or not."""
    now = [registry.people.now(person_id).id for person_id in person_ids]
    if not any(alumni.finished(person_id, besides="", registry=registry) for person_id in now):
        return
    for person_id in now:
        for application in registry.applications.of_person(person_id):
            if application.status in CHECKED_WHILE:
                edition = registry.editions.get(application.edition_id)
                checked, evaluated = eligibility.check(application, edition, cause, registry=registry)
                if checked.eligibility != application.eligibility:
                    registry.applications.save(checked, evaluated)


def _look_again(person_id: str, cause: Cause, *, confidence: int, registry: Registry) -> None:
    """Whoever has another past than before is held against the requirements again, unless that is over."""
    for application in registry.applications.of_person(person_id):
        if application.status in CHECKED_WHILE:
            edition = registry.editions.get(application.edition_id)
            checked, evaluated = eligibility.check(application, edition, cause, registry=registry)
            events: list[Event] = [evaluated, *alumni.recognise(checked, confidence=confidence, registry=registry)]
            registry.applications.save(checked, *events)


def _now(known: Iterable[Person], registry: Registry) -> dict[str, str]:
    """Who each turned out to be."""
    return {one.id: registry.people.now(one.id).id if one.merged_into else one.id for one in known}
