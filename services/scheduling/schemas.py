"""What scheduling is asked, and the JSON it answers with."""

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from services.scheduling.model.attendance import MarkStatus
from services.scheduling.model.expert import Expert
from services.scheduling.model.modules import title_of
from services.scheduling.model.problems import Problem
from services.scheduling.model.programme import Programme
from services.scheduling.model.release import Release
from services.scheduling.model.session import Session

LANGUAGES = ("es", "en", "pt", "fr")
ID = Length(min=1, max=64)

Answer = dict[str, Any]


class Nothing(Schema):
    """A question without parameters."""


class RestateContacts(Schema):
    """The next experts, by id."""

    after = fields.String(load_default="", validate=Length(max=64))
    limit = fields.Integer(load_default=100, strict=True, validate=Range(1, 200))


class OfEdition(Schema):
    """About one edition."""

    edition_id = fields.String(required=True, validate=ID)


class OfSession(Schema):
    """About one session."""

    session_id = fields.String(required=True, validate=ID)


class DraftProgramme(OfEdition):
    """Lay the programme anew; what is left out stays as it was."""

    version = fields.Integer(strict=True, load_default=None, allow_none=True)
    starts_on = fields.Date(load_default=None, allow_none=True)
    working_days = fields.Integer(strict=True, validate=Range(1, 30), load_default=None, allow_none=True)
    closing_days = fields.Integer(strict=True, validate=Range(0, 2), load_default=None, allow_none=True)


class ReleaseProgramme(OfEdition):
    """Release what was looked at."""

    version = fields.Integer(strict=True, required=True)


class AddExpert(Schema):
    """A person who will teach."""

    name = fields.String(required=True, validate=[Length(min=2, max=200), Regexp(r"^[^\x00-\x1f]*$")])
    email = fields.Email(required=True, validate=Length(max=254))
    language = fields.String(required=True, validate=OneOf(LANGUAGES))
    country = fields.String(required=True, validate=Regexp(r"^[A-Z]{2}$", error="Give a country's two-letter code."))
    modules = fields.List(
        fields.Integer(strict=True, validate=Range(1, 6)), required=True, validate=Length(min=1, max=6)
    )


class AssignExpert(OfSession):
    """Give a session to an expert."""

    version = fields.Integer(strict=True, required=True)
    expert_id = fields.String(required=True, validate=ID)


class OneMark(Schema):
    """One line of an attendance sheet."""

    application_id = fields.String(required=True, validate=ID)
    status = fields.Enum(MarkStatus, by_value=True, required=True)
    minutes = fields.Integer(strict=True, load_default=None, allow_none=True)


class MarkAttendance(OfSession):
    """Take attendance, wholly or in part."""

    version = fields.Integer(strict=True, required=True)
    marks = fields.List(fields.Nested(OneMark), required=True, validate=Length(min=1, max=500))


class LockAttendance(OfSession):
    """Make a sheet final."""

    version = fields.Integer(strict=True, required=True)


def programme_answer(
    programme: Programme,
    sessions: Iterable[Session],
    names: Mapping[str, str],
    problems: Iterable[Problem],
) -> Answer:
    """The programme as staff see it; `names` of the experts by id."""
    return {
        "edition_id": programme.id,
        "version": programme.version,
        "status": programme.status.value,
        "programme_version": programme.programme_version,
        "timezone": programme.timezone,
        "working_days": programme.pattern.working_days,
        "closing_days": programme.pattern.closing_days,
        "days": list(programme.days),
        "holidays_skipped": [{"date": holiday.on, "name": holiday.name} for holiday in programme.holidays_skipped],
        "warnings": [_problem(warning) for warning in programme.warnings],
        "problems": [_problem(problem) for problem in problems],
        "sessions": [session_answer(session, names) for session in sessions],
    }


def session_answer(session: Session, names: Mapping[str, str]) -> Answer:
    """A session in the staff's programme."""
    return {
        "session_id": session.id,
        "edition_id": session.edition_id,
        "version": session.version,
        "status": session.status.value,
        "module_no": session.module_no,
        "title": title_of(session.module_no),
        "day_no": session.day_no,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "timezone": session.timezone,
        "minutes": session.minutes,
        "room": session.room,
        "expert": _expert_named(session.expert_id, names),
        "attendance": session.sheet.status.value,
        "marked": len(session.sheet.marks),
    }


def sheet_answer(session: Session, names: Mapping[str, str], roster: Iterable[str]) -> Answer:
    """A session with its sheet: everybody expected and everybody marked."""
    marks = {mark.application_id: mark for mark in session.sheet.marks}
    lines = [
        {
            "application_id": application_id,
            "mark": marks[application_id].status.value if application_id in marks else None,
            "minutes": marks[application_id].minutes if application_id in marks else None,
        }
        for application_id in sorted({*roster, *marks})
    ]
    return session_answer(session, names) | {"roster": lines}


def release_answer(release: Release, names: Mapping[str, str]) -> Answer:
    """A released programme as anybody may see it."""
    return {
        "edition_id": release.edition_id,
        "programme_version": release.programme_version,
        "released_at": release.released_at,
        "timezone": release.timezone,
        "days": list(release.days),
        "changes": {
            "added": list(release.changes.added),
            "moved": list(release.changes.moved),
            "expert_changed": list(release.changes.expert_changed),
            "cancelled": list(release.changes.cancelled),
        },
        "sessions": [
            {
                "session_id": session.session_id,
                "module_no": session.module_no,
                "title": title_of(session.module_no),
                "day_no": session.day_no,
                "starts_at": session.starts_at,
                "ends_at": session.ends_at,
                "room": session.room,
                "expert": _expert_named(session.expert_id, names),
            }
            for session in release.sessions
        ],
    }


def expert_answer(expert: Expert) -> Answer:
    """An expert in the staff's list."""
    return {
        "expert_id": expert.id,
        "version": expert.version,
        "name": expert.name,
        "country": expert.country,
        "language": expert.language,
        "modules": list(expert.modules),
        "sessions": len(expert.bookings),
    }


def _problem(problem: Problem) -> Answer:
    return {"code": problem.code, "message": problem.message, "refs": list(problem.refs)}


def _expert_named(expert_id: str | None, names: Mapping[str, str]) -> Answer | None:
    return {"expert_id": expert_id, "name": names.get(expert_id, "")} if expert_id else None
