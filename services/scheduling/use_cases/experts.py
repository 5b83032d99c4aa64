"""The verbs of experts: add one, give them a session, spread them over all that lack one."""

from collections.abc import Sequence
from typing import Any

from services.scheduling.model.expert import Expert, spread_experts
from services.scheduling.model.session import Session
from services.scheduling.repository import Course
from services.scheduling.schemas import Answer, expert_answer, session_answer
from shared.contracts.envelope import Cause


def add(asked: dict[str, Any], *, expert_id: str, course: Course) -> Answer:
    """Enter an expert; one address is one expert."""
    expert = Expert(
        id=expert_id,
        name=asked["name"].strip(),
        email=asked["email"].strip(),
        language=asked["language"],
        country=asked["country"],
        modules=tuple(sorted(set(asked["modules"]))),
    )
    course.experts.add(*expert.added())
    return {"expert_id": expert.id}


def assign(asked: dict[str, Any], cause: Cause, *, course: Course) -> Answer:
    """Give a session to an expert who teaches its module and is free; whoever had it is freed."""
    session = course.sessions.get(asked["session_id"], version=asked["version"])
    expert = course.experts.get(asked["expert_id"])
    if session.expert_id and session.expert_id != expert.id:
        replaced = course.experts.get(session.expert_id)
        course.experts.save(replaced.freed({session.id}))
    expert = expert.booked(session)
    session = course.sessions.save(session.led_by(expert.id))
    course.experts.save(expert)
    _note_change([session], cause, course)
    return session_answer(session, {expert.id: expert.name})


def assign_all(edition_id: str, cause: Cause, *, course: Course) -> Answer:
    """Spread the free experts over the sessions that have none."""
    course.programmes.get(edition_id).refuse_cancelled()
    sessions = course.sessions_of(edition_id)
    assigned, busy = spread_experts(sessions, course.experts.find({}))
    for session in assigned:
        course.sessions.save(session)
    for expert in busy:
        course.experts.save(expert)
    _note_change(assigned, cause, course)
    lacking = sum(session.is_teaching and not session.expert_id for session in sessions)
    return {"assigned": len(assigned), "unassigned": lacking - len(assigned)}


def restate(asked: dict[str, Any], *, course: Course) -> Answer:
    """Tell notifications anew how to write to the next experts by id; what it knows already stays as it is."""
    found = list(course.experts.find({"_id": {"$gt": asked["after"]}}, limit=asked["limit"]))
    for expert in found:
        course.experts.save(*expert.restated())
    return {"restated": len(found), "next": found[-1].id if len(found) == asked["limit"] else None}


def show_all(*, course: Course) -> Answer:
    """Everybody who can teach, by name."""
    return {"experts": [expert_answer(expert) for expert in course.experts.find({}, sort=[("name", 1)])]}


def _note_change(sessions: Sequence[Session], cause: Cause, course: Course) -> None:
    """After a release a change makes the programme a draft again, until the next release tells it."""
    for edition_id in {session.edition_id for session in sessions}:
        programme = course.programmes.get(edition_id)
        programme.refuse_cancelled()
        if programme.is_released:
            course.programmes.save(programme.changed(at=cause.at))
