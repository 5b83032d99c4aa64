"""What scheduling publishes: the programme, its sessions, experts, attendance and, internally, experts' contacts."""

from datetime import date, datetime
from typing import Annotated

from shared.contracts.event import Event
from shared.contracts.texts import Codes, Id, Language, PersonId, Place, Timezone

Source = Annotated[str, Codes(("manual", "qr", "paper_import", "self"))]


class ContactUpdated(Event, name="scheduling.contact.updated.v1", subject="person_id", audience="internal"):
    """How to write to an expert."""

    person_id: PersonId
    email: str
    language: Language
    full_name: str


class ProgrammeDrafted(Event, name="scheduling.programme.drafted.v1", subject="edition_id"):
    """A first draft of the programme exists; nobody outside has seen it."""

    edition_id: Id
    days: list[date]


class ProgrammeReleased(Event, name="scheduling.programme.released.v1", subject="edition_id"):
    """The director released a numbered version of the programme."""

    edition_id: Id
    programme_version: int
    days: list[date]
    session_ids: list[Id]
    minutes: int


class SessionPublished(Event, name="scheduling.session.published.v1"):
    """A session stands in a released programme."""

    session_id: Id
    edition_id: Id
    programme_version: int
    module_no: int
    day_no: int
    starts_at: datetime
    ends_at: datetime
    timezone: Timezone
    room: Place
    expert_ids: list[PersonId]


class ExpertAssigned(Event, name="scheduling.expert.assigned.v1"):
    """An expert teaches these sessions of a released programme."""

    expert_id: PersonId
    edition_id: Id
    programme_version: int
    session_ids: list[Id]
    first_starts_at: datetime
    timezone: Timezone


class ParticipantArrived(Event, name="scheduling.participant.arrived.v1", subject="application_id"):
    """A participant was seen at a session for the first time."""

    application_id: PersonId
    edition_id: Id
    on: date


class AttendanceRecorded(Event, name="scheduling.attendance.recorded.v1", subject="session_id"):
    """A session's sheet was filled in; participants' minutes by application id."""

    session_id: Id
    edition_id: Id
    minutes_present: dict[PersonId, int]
    source: Source


class AttendanceLocked(Event, name="scheduling.attendance.locked.v1", subject="session_id"):
    """A session's sheet is final; participants' minutes by application id."""

    session_id: Id
    edition_id: Id
    module_no: int
    minutes: int
    minutes_present: dict[PersonId, int]
