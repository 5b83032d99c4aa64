"""Who must act next on an edition's programme, and since when."""

from datetime import datetime

from services.scheduling.model.programme import Programme, ProgrammeStatus
from services.scheduling.model.session import Session
from services.scheduling.repository import Course
from services.scheduling.schemas import Answer


def show(edition_id: str, *, now: datetime, course: Course) -> Answer:
    """What waits for whom; nothing before there is a programme or after it was cancelled."""
    programme = course.programmes.find_one({"_id": edition_id})
    if programme is None or programme.status is ProgrammeStatus.CANCELLED:
        return {"actions": []}
    sessions = course.sessions_of(edition_id)
    found = [_release(programme, sessions), _assign(programme, sessions), _attendance(programme, sessions, now)]
    return {"actions": [action for action in found if action]}


def _assign(programme: Programme, sessions: list[Session]) -> Answer | None:
    lacking = [session for session in sessions if session.is_teaching and not session.expert_id]
    return _action("secretariat", "assign-experts", len(lacking), programme.changed_at, programme) if lacking else None


def _release(programme: Programme, sessions: list[Session]) -> Answer | None:
    ready = all(session.expert_id or not session.is_teaching for session in sessions)
    if programme.is_released or not ready:
        return None
    return _action("director", "release-programme", 1, programme.changed_at, programme)


def _attendance(programme: Programme, sessions: list[Session], now: datetime) -> Answer | None:
    """Sheets of sessions that are over, in a programme that was released."""
    over = [
        session for session in sessions if session.is_published and not session.is_closed and session.ends_at <= now
    ]
    if not over:
        return None
    return _action("secretariat", "lock-attendance", len(over), min(each.ends_at for each in over), programme)


def _action(who: str, what: str, count: int, since: datetime, programme: Programme) -> Answer:
    return {"who": who, "what": what, "count": count, "since": since, "link": f"/editions/{programme.id}/programme"}
