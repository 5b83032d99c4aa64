"""A released version of the programme, kept as it was, and what changed from the one before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.scheduling.model.programme import Programme
from services.scheduling.model.session import Session


@dataclass(frozen=True, kw_only=True)
class ReleasedSession:
    """A session as it stood in a released programme."""

    session_id: str
    module_no: int
    day_no: int
    starts_at: datetime
    ends_at: datetime
    room: str
    expert_id: str | None


@dataclass(frozen=True, kw_only=True)
class Changes:
    """The sessions that differ from the version before."""

    added: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    expert_changed: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Release:
    """One numbered version of an edition's programme; never changed afterwards."""

    id: str
    edition_id: str
    programme_version: int
    released_at: datetime
    timezone: str
    days: tuple[date, ...]
    sessions: tuple[ReleasedSession, ...]
    changes: Changes
    version: int = 0


def release_of(programme: Programme, sessions: Sequence[Session], *, previous: Release | None, at: datetime) -> Release:
    """The version that `programme`, released just now, stands for."""
    shown = tuple(
        ReleasedSession(
            session_id=each.id,
            module_no=each.module_no,
            day_no=each.day_no,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            room=each.room,
            expert_id=each.expert_id,
        )
        for each in sessions
    )
    return Release(
        id=release_id(programme.id, programme.programme_version),
        edition_id=programme.id,
        programme_version=programme.programme_version,
        released_at=at,
        timezone=programme.timezone,
        days=programme.days,
        sessions=shown,
        changes=changes_between(previous.sessions, shown) if previous else Changes(),
    )


def release_id(edition_id: str, programme_version: int) -> str:
    """Where a numbered version is kept."""
    return f"{edition_id}/{programme_version}"


def changes_between(old: Sequence[ReleasedSession], new: Sequence[ReleasedSession]) -> Changes:
    """What somebody who knows the old version must learn."""
    before = {each.session_id: each for each in old}
    after = {each.session_id: each for each in new}
    both = [(before[key], each) for key, each in after.items() if key in before]
    return Changes(
        added=tuple(key for key in after if key not in before),
        moved=tuple(now.session_id for was, now in both if _place(was) != _place(now)),
        expert_changed=tuple(now.session_id for was, now in both if was.expert_id != now.expert_id),
        cancelled=tuple(key for key in before if key not in after),
    )


def _place(session: ReleasedSession) -> tuple[datetime, datetime, str]:
    return session.starts_at, session.ends_at, session.room
