"""The verbs of attendance: look at a sheet, mark it, lock it."""

from typing import Any

from services.scheduling.model.attendance import Mark, mark
from services.scheduling.model.roster import RosterEntry
from services.scheduling.model.session import Session
from services.scheduling.repository import Course
from services.scheduling.schemas import Answer, sheet_answer
from services.scheduling.use_cases.programme import names_of


def show(session_id: str, *, course: Course) -> Answer:
    """A session and its sheet, with everybody expected."""
    session = course.sessions.get(session_id)
    return _sheet(session, course.participants(session.edition_id), course)


def take(asked: dict[str, Any], *, course: Course) -> Answer:
    """Mark participants on a sheet; who is seen for the first time in the edition has arrived."""
    session = course.sessions.get(asked["session_id"], version=asked["version"])
    roster = course.participants(session.edition_id)
    marks = [
        mark(line["application_id"], line["status"], minutes=line["minutes"], length=session.minutes, place=place)
        for place, line in enumerate(asked["marks"])
    ]
    session, recorded = session.marked(marks, roster=[entry.id for entry in roster])
    session = course.sessions.save(session, recorded)
    _note_arrivals(marks, roster, session, course)
    return _sheet(session, roster, course)


def lock(asked: dict[str, Any], *, course: Course) -> Answer:
    """Make a sheet final once everybody on the roster is marked."""
    session = course.sessions.get(asked["session_id"], version=asked["version"])
    roster = course.participants(session.edition_id)
    session, locked = session.locked(roster=[entry.id for entry in roster])
    return _sheet(course.sessions.save(session, locked), roster, course)


def _note_arrivals(marks: list[Mark], roster: list[RosterEntry], session: Session, course: Course) -> None:
    seen = {each.application_id for each in marks if each.status.seen}
    for entry in roster:
        if entry.id in seen and entry.arrived_on is None:
            course.roster.save(*entry.arrived(session.on))


def _sheet(session: Session, roster: list[RosterEntry], course: Course) -> Answer:
    return sheet_answer(session, names_of([session], course), [entry.id for entry in roster])
