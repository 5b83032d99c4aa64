"""Hearing facts as the service does: each in its transaction, against a real database."""

from datetime import datetime
from typing import Any

from services.notifications.model.email import Email
from services.notifications.model.status_emails import STATUS_EMAILS
from services.notifications.use_cases import learn, write
from services.notifications.use_cases.write import Desk
from shared.contracts import registration, scheduling
from shared.contracts.envelope import Actor
from shared.contracts.event import Event
from shared.messaging.delivery import Heard
from tests.services.notifications.people import (
    AT,
    EDITION,
    EXPERT,
    FOCAL_POINT,
    MIGRATIONS,
    QUISPE,
    REVIEWER,
    SESSIONS,
    fact,
)

ROWS = {row.event: row for row in STATUS_EMAILS}


def hear(desk: Desk, event: Event, *, event_id: str, sequence: int, at: datetime = AT) -> None:
    """Handle one fact."""
    heard = Heard(
        correlation_id="chain-1",
        causation_id=event_id,
        actor=Actor(kind="staff", id="director-1", role="director"),
        at=at,
        event_id=event_id,
        sequence=sequence,
        occurred_at=at,
    )
    desk.emails.database.transact(lambda: _handle(desk, event, heard), cause=heard)


def _handle(desk: Desk, event: Event, heard: Heard) -> None:
    match event:
        case registration.ContactUpdated() | scheduling.ContactUpdated():
            learn.contact(event, heard.sequence, known=desk.known)
        case registration.InstitutionUpdated():
            learn.institution(event, heard.sequence, known=desk.known)
        case registration.EditionOpened():
            learn.edition(event, heard.sequence, known=desk.known)
        case registration.ReviewSubmitted() | registration.ReviewRecused():
            learn.review(event, heard.sequence, known=desk.known)
        case scheduling.SessionPublished():
            learn.session(event, heard.sequence, known=desk.known)
        case registration.ReplacementLapsed() | registration.ReplacementDeclined() | registration.ReplacementSeated():
            learn.replacement(event, heard, known=desk.known)
        case _:
            write.tell(ROWS[type(event)], event, heard, desk=desk)


def hear_who_is_who(desk: Desk) -> None:
    """The edition is open, and its applicant, focal point and expert can be written to."""
    opened = registration.EditionOpened(
        edition_id=EDITION.id,
        ordinal=EDITION.ordinal,
        year=EDITION.year,
        city=EDITION.city,
        timezone=EDITION.timezone,
        starts_on=EDITION.starts_on,
        ends_on=EDITION.ends_on,
        seats=30,
        countries=["AR", "PE"],
        languages=["es", "en", "pt", "fr"],
    )
    hear(desk, opened, event_id="opened", sequence=2)
    named = registration.InstitutionUpdated(institution_id=MIGRATIONS.id, country="PE", called=MIGRATIONS.name)
    hear(desk, named, event_id="institution", sequence=1)
    for one, kind in (
        (QUISPE, registration.ContactUpdated),
        (FOCAL_POINT, registration.ContactUpdated),
        (REVIEWER, registration.ContactUpdated),
        (EXPERT, scheduling.ContactUpdated),
    ):
        known = kind(person_id=one.person_id, email=one.address, language=one.language, full_name=one.full_name)
        hear(desk, known, event_id=f"contact of {one.person_id}", sequence=1)


def hear_submission(desk: Desk, **said: Any) -> None:
    """The application arrives."""
    hear(desk, fact(registration.ApplicationSubmitted, **said), event_id="submitted", sequence=1)


def hear_session(desk: Desk) -> None:
    """The session stands in the released programme."""
    one = SESSIONS[0]
    published = scheduling.SessionPublished(
        session_id=one.id,
        edition_id=EDITION.id,
        programme_version=one.programme_version,
        module_no=one.module_no,
        day_no=3,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        timezone=EDITION.timezone,
        room=one.room,
        expert_ids=[EXPERT.person_id],
    )
    hear(desk, published, event_id="session published", sequence=1)


def register(desk: Desk) -> list[Email]:
    """All emails, the oldest first."""
    return sorted(desk.emails.search({}, recipient="", after=None, limit=100), key=lambda email: email.key)
