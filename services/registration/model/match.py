"""A match: two people who may be one. Software suspects; staff decide, with a reason, and may find otherwise later."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from services.registration.model.likeness import Likeness, Profile
from services.registration.model.timeline import Step, step
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import PersonMerged, PersonSeparated


class MatchStatus(StrEnum):
    """Whether two people are one: not decided, yes, no."""

    SUSPECTED = "suspected"
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, kw_only=True)
class Match:
    """`seen` are the pairs of forms that were compared, as digests: what was decided holds for them.

    kept_id, merged_id: who was kept and who points to them, when the two are the same.
    """

    id: str
    person_ids: tuple[str, str]
    confidence: int
    suspected_at: datetime
    seen: tuple[str, ...]
    status: MatchStatus = MatchStatus.SUSPECTED
    kept_id: str = ""
    merged_id: str = ""
    timeline: tuple[Step, ...] = ()
    version: int = 0


def suspect(
    one: Profile, other: Profile, likeness: Likeness, *, match_id: str, person_ids: tuple[str, str], cause: Cause
) -> Match:
    """Have two people looked at."""
    first, second = sorted(person_ids)
    return Match(
        id=match_id,
        person_ids=(first, second),
        confidence=likeness.confidence,
        suspected_at=cause.at,
        seen=(_digest(one, other),),
        timeline=(step("", MatchStatus.SUSPECTED, cause=cause, version=0),),
    )


def reconsider(match: Match, one: Profile, other: Profile, likeness: Likeness, *, cause: Cause) -> Match:
    """What was decided is not asked again, unless the two write something else of themselves."""
    digest = _digest(one, other)
    if digest in match.seen:
        return match
    seen = replace(match, seen=(*match.seen, digest), confidence=max(match.confidence, likeness.confidence))
    if match.status is not MatchStatus.DIFFERENT:
        return seen
    return _move(replace(seen, suspected_at=cause.at), MatchStatus.SUSPECTED, reason_code="changed", cause=cause)


def merge(match: Match, *, kept_id: str, merged_id: str, reason: str, cause: Cause) -> tuple[Match, PersonMerged]:
    """They are one person."""
    if match.status is MatchStatus.SAME:
        raise _decided(match)
    merged = _move(replace(match, kept_id=kept_id, merged_id=merged_id), MatchStatus.SAME, note=reason, cause=cause)
    return merged, PersonMerged(match_id=match.id, kept_id=kept_id, merged_id=merged_id, confidence=match.confidence)


def keep_apart(match: Match, *, reason: str, cause: Cause) -> Match:
    """They are two people."""
    if match.status is not MatchStatus.SUSPECTED:
        raise _decided(match)
    return _move(match, MatchStatus.DIFFERENT, note=reason, cause=cause)


def separate(match: Match, *, reason: str, cause: Cause) -> tuple[Match, PersonSeparated]:
    """They are two people after all."""
    if match.status is not MatchStatus.SAME:
        raise _decided(match)
    separated = _move(replace(match, kept_id="", merged_id=""), MatchStatus.DIFFERENT, note=reason, cause=cause)
    return separated, PersonSeparated(match_id=match.id, kept_id=match.kept_id, separated_id=match.merged_id)


def _move(match: Match, to: MatchStatus, *, cause: Cause, reason_code: str = "", note: str = "") -> Match:
    made = step(match.status, to, cause=cause, version=match.version, reason_code=reason_code, note=note)
    return replace(match, status=to, timeline=(*match.timeline, made))


def _digest(one: Profile, other: Profile) -> str:
    return hashlib.sha256("\n".join(sorted((one.told, other.told))).encode()).hexdigest()[:32]


def _decided(match: Match) -> Refusal:
    return Refusal("wrong-status", f"These two are {match.status}: this cannot be done now.")
