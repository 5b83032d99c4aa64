"""The verbs of the programme: draft, draft again, release, cancel; and how it is shown."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from services.scheduling.calendar import holidays_from
from services.scheduling.model.days import DayPattern, course_days
from services.scheduling.model.expert import Expert
from services.scheduling.model.problems import Problem, problems_of
from services.scheduling.model.programme import Programme
from services.scheduling.model.release import release_of
from services.scheduling.model.session import Session, Slot, plan, session_in
from services.scheduling.repository import Course
from services.scheduling.schemas import Answer, programme_answer, release_answer
from shared.contracts.refusal import Refusal
from shared.contracts.registration import EditionCancelled, EditionOpened


def draft_for_edition(opened: EditionOpened, *, at: datetime, new_id: Callable[[], str], course: Course) -> None:
    """Make the first draft for an edition that has opened; a second telling of it changes nothing."""
    known = course.programmes.find_one({"_id": opened.edition_id}) is not None
    if known or course.is_noted_cancelled(opened.edition_id):
        return
    programme = Programme(
        id=opened.edition_id,
        timezone=opened.timezone,
        edition_starts_on=opened.starts_on,
        edition_ends_on=opened.ends_on,
        changed_at=at,
    )
    days = course_days(opened.starts_on, programme.pattern, holidays_from(opened.starts_on.year))
    programme, drafted = programme.drafted(days, pattern=programme.pattern, at=at)
    course.programmes.add(programme, drafted)
    for slot in plan(programme.days, programme.pattern, programme.timezone):
        course.sessions.add(_session(slot, programme, new_id))


def draft_again(asked: dict[str, Any], *, at: datetime, new_id: Callable[[], str], course: Course) -> Answer:
    """Lay the programme on other days; sessions keep their ids, and their experts where these are free."""
    programme = course.programmes.get(asked["edition_id"], version=asked["version"])
    pattern = _pattern(asked, programme)
    start = asked["starts_on"] or programme.days[0]
    days = course_days(start, pattern, holidays_from(start.year))
    programme, drafted = programme.drafted(days, pattern=pattern, at=at)
    course.programmes.save(programme, drafted)
    _lay(plan(programme.days, pattern, programme.timezone), programme, new_id, course)
    return show(programme.id, course=course)


def release(asked: dict[str, Any], *, at: datetime, course: Course) -> Answer:
    """Release the next numbered version: to everybody, session by session, and to each expert."""
    programme = course.programmes.get(asked["edition_id"], version=asked["version"])
    sessions = course.sessions_of(programme.id)
    previous = course.release(programme.id, programme.programme_version)
    programme, released = programme.released(sessions, _problems(programme, sessions), at=at)
    course.programmes.save(programme, released)
    course.releases.add(release_of(programme, sessions, previous=previous, at=at))
    for session in sessions:
        course.sessions.save(*session.published(programme.programme_version))
    for expert in course.experts_of(programme.id):
        taught = [session for session in sessions if session.expert_id == expert.id]
        course.experts.save(*expert.announced(taught, programme_version=programme.programme_version))
    return {"programme_version": programme.programme_version, "sessions": len(sessions)}


def cancel_with_edition(cancelled: EditionCancelled, *, at: datetime, course: Course) -> None:
    """Take a cancelled edition's programme down and give its experts their time back."""
    programme = course.programmes.find_one({"_id": cancelled.edition_id})
    if programme is None:
        course.note_cancelled(cancelled.edition_id)
        return
    course.programmes.save(programme.cancelled(at=at))
    sessions = course.sessions_of(programme.id)
    for session in sessions:
        if not session.has_begun:
            course.sessions.save(session.cancelled())
    for expert in course.experts_of(programme.id):
        course.experts.save(expert.freed(session.id for session in sessions))


def show(edition_id: str, *, course: Course) -> Answer:
    """The programme as it stands, with what keeps it from being released."""
    programme = course.programmes.get(edition_id)
    sessions = course.sessions_of(edition_id)
    return programme_answer(programme, sessions, names_of(sessions, course), _problems(programme, sessions))


def show_released(edition_id: str, *, course: Course) -> Answer:
    """The version that was released last, and nothing of a draft."""
    programme = course.programmes.find_one({"_id": edition_id})
    released = course.release(edition_id, programme.programme_version) if programme else None
    if programme is None or released is None:
        raise Refusal("not-found", "No programme has been released for this edition.", status=404)
    programme.refuse_cancelled()
    teaching = {session.expert_id for session in released.sessions if session.expert_id}
    return release_answer(released, _names(teaching, course))


def names_of(sessions: Iterable[Session], course: Course) -> dict[str, str]:
    """The names of the experts of these sessions, by id."""
    return _names({session.expert_id for session in sessions if session.expert_id}, course)


def _names(expert_ids: Iterable[str], course: Course) -> dict[str, str]:
    return {expert.id: expert.name for expert in course.experts.find({"_id": {"$in": sorted(expert_ids)}})}


def _problems(programme: Programme, sessions: list[Session]) -> tuple[Problem, ...]:
    """Checked against the holidays known today: a bridge day may have been decreed since the draft."""
    start = programme.days[0]
    return problems_of(sessions, days=programme.days, pattern=programme.pattern, holidays=holidays_from(start.year))


def _pattern(asked: dict[str, Any], programme: Programme) -> DayPattern:
    working, closing = asked["working_days"], asked["closing_days"]
    return DayPattern(
        working_days=programme.pattern.working_days if working is None else working,
        closing_days=programme.pattern.closing_days if closing is None else closing,
    )


def _session(slot: Slot, programme: Programme, new_id: Callable[[], str]) -> Session:
    return session_in(slot, session_id=new_id(), edition_id=programme.id, timezone=programme.timezone)


def _lay(slots: tuple[Slot, ...], programme: Programme, new_id: Callable[[], str], course: Course) -> None:
    """Put the sessions there are into the new slots, add those that lack and cancel those left over."""
    standing = course.every_slot_of(programme.id)
    for session in standing.values():
        session.refuse_begun()
    before = {expert.id: expert for expert in course.experts_of(programme.id)}
    after = {key: expert.freed(each.id for each in standing.values()) for key, expert in before.items()}
    for slot in slots:
        there_is = standing.pop((slot.day_no, slot.slot_no), None)
        if there_is is None:
            course.sessions.add(_session(slot, programme, new_id))
        else:
            course.sessions.save(_keep_expert(there_is.moved(slot), after))
    for session in standing.values():
        course.sessions.save(session.cancelled())
    for key, expert in after.items():
        if expert != before[key]:
            course.experts.save(expert)


def _keep_expert(session: Session, experts: dict[str, Expert]) -> Session:
    """Leave the session with its expert if they can teach it at its new time; else it needs another one."""
    expert = experts.get(session.expert_id or "")
    if expert is None or not expert.can_teach(session):
        return session.led_by(None)
    experts[expert.id] = expert.booked(session)
    return session
