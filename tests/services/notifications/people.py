"""Invented people, an edition and one of each fact, for the tests of notifications."""

import dataclasses
from datetime import UTC, date, datetime
from typing import Any

from services.notifications.links import Links
from services.notifications.model.email import Email, id_of, key_of
from services.notifications.model.known import Application, Contact, Edition, Fact, Institution, Session, Told
from services.notifications.model.status_emails import Recipient, StatusEmail
from shared.contracts.event import Event
from shared.contracts.registration import ApplicationSubmitted, ReplacementRequested

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LINKS = Links("https://cimi.example", b"a key that only tests know")

QUISPE = Contact(
    person_id="person-1",
    address="mf.quispe@migraciones.example",
    full_name="María Fernanda Quispe Huamán",
    language="es",
)
FOCAL_POINT = Contact(
    person_id="focal-1", address="cooperacion@migraciones.example", full_name="Julio Ramírez Poma", language="es"
)
MIGRATIONS = Institution(id="institution-1", name="Superintendencia Nacional de Migraciones")
EXPERT = Contact(person_id="expert-1", address="a.silveira@univ.example", full_name="Ana Silveira", language="pt")

REVIEWER = Contact(
    person_id="person-of-graciela",
    address="graciela.montero@oim.example",
    full_name="Graciela Montero",
    language="es",
)

EDITION = Edition(
    id="edition-44",
    ordinal=44,
    year=2027,
    city="Mar del Plata",
    timezone="America/Argentina/Buenos_Aires",
    starts_on=date(2027, 3, 1),
    ends_on=date(2027, 3, 15),
)
SESSIONS = (
    Session(
        id="session-1",
        programme_version=1,
        module_no=3,
        starts_at=datetime(2027, 3, 3, 12, 0, tzinfo=UTC),
        ends_at=datetime(2027, 3, 3, 14, 30, tzinfo=UTC),
        room="Sala Alfonsina",
    ),
)
APPLICATION = Application(
    id="application-1",
    person_id=QUISPE.person_id,
    edition_id=EDITION.id,
    number="CIMI-44-0007",
    country="PE",
    status=Fact(name=ApplicationSubmitted.name, event_id="event-1", sequence=1),
)

SAID: dict[str, Any] = {
    "application_id": APPLICATION.id,
    "person_id": QUISPE.person_id,
    "edition_id": EDITION.id,
    "focal_point_id": FOCAL_POINT.person_id,
    "institution_id": "institution-1",
    "expert_id": EXPERT.person_id,
    "certificate_id": "certificate-1",
    "offer_id": "offer-1",
    "number": "CIMI-44-0007",
    "country": "PE",
    "ministry_kind": "interior",
    "missing": ["letter", "motivation", "focal_point"],
    "reason_code": "duty",
    "reason_class": "error",
    "due_at": datetime(2026, 12, 12, 2, 59, tzinfo=UTC),
    "due_on": date(2026, 12, 11),
    "offer_expires_at": datetime(2027, 1, 16, 2, 59, tzinfo=UTC),
    "accepted_parts": ["lodging", "meals"],
    "refused_parts": ["airfare"],
    "replacement_id": "replacement-1",
    "country_position": 2,
    "region_position": 5,
    "seat_released": True,
    "programme_version": 1,
    "days": [date(2027, 3, 1), date(2027, 3, 15)],
    "session_ids": [session.id for session in SESSIONS],
    "minutes": 3330,
    "first_starts_at": SESSIONS[0].starts_at,
    "timezone": EDITION.timezone,
    "attended_minutes": 1815,
    "required_minutes": 2664,
    "verify_id": "k7w2qz4xn5t8b3hm",
    "issued_on": date(2027, 3, 15),
    "effective_on": date(2027, 4, 1),
    "pdf_sha256": "0" * 64,
    "replaces": "certificate-0",
    "reviewer_id": "graciela",
    "review_id": "review-1",
    "review_ids": ["review-1", "review-2"],
    "application_ids": ["application-1", "application-2"],
    "replaced_by": "certificate-2",
    "call_id": "call-1",
    "nomination_id": "nomination-1",
    "apply_until": datetime(2026, 12, 12, 2, 59, tzinfo=UTC),
    "evidence_doc_id": None,
    "draft_id": "draft-1",
    "closes_at": datetime(2026, 12, 12, 2, 59, tzinfo=UTC),
    "participant_id": "details-1",
    "kind": "cv",
    "document_id": "document-1",
    "sha256": "0" * 64,
    "needs_visa": False,
    "needs_accessibility": False,
    "needs_diet": False,
    "travel_id": "travel-1",
    "funding_source": "osi",
    "amount": "1250.50",
    "currency": "USD",
    "legs_count": 4,
    "times": 2,
}


def fact(event: type[Event], **said: Any) -> Event:
    """One fact of this kind about the people above."""
    return event(**{field.name: (SAID | said)[field.name] for field in dataclasses.fields(event)})


def about(language: str) -> Told:
    """The focal point, written to about María Fernanda."""
    return Told(to=dataclasses.replace(FOCAL_POINT, language=language), application=APPLICATION, official=QUISPE)


def told(row: StatusEmail, language: str) -> Told:
    """The person this row writes to, as one who reads `language`."""
    match row.recipient:
        case Recipient.FOCAL_POINT:
            asked_id = "replacement-1" if row.event is ReplacementRequested else ""
            return dataclasses.replace(about(language), asked_id=asked_id)
        case Recipient.REPLACEMENT:
            return Told(to=dataclasses.replace(QUISPE, language=language), asked_id="nomination-1")
        case Recipient.INSTITUTION:
            return Told(
                to=dataclasses.replace(FOCAL_POINT, language=language), institution=MIGRATIONS, asked_id="call-1"
            )
        case Recipient.NOMINEE:
            return Told(
                to=dataclasses.replace(QUISPE, language=language), institution=MIGRATIONS, asked_id="nomination-1"
            )
        case Recipient.DRAFTER:
            return Told(to=dataclasses.replace(QUISPE, language=language), asked_id="draft-1")
        case Recipient.TRAVELLER:
            return Told(to=dataclasses.replace(QUISPE, language=language), application=APPLICATION, asked_id="travel-1")
        case Recipient.EXPERT:
            return Told(to=dataclasses.replace(EXPERT, language=language), sessions=SESSIONS)
        case Recipient.REVIEWER:
            return Told(to=dataclasses.replace(REVIEWER, language=language))
        case _:
            return Told(to=dataclasses.replace(QUISPE, language=language), application=APPLICATION)


def email(template: str = "application-selected", event_id: str = "event-9", **said: Any) -> Email:
    """A queued email to María Fernanda."""
    key = key_of(event_id, template, QUISPE.person_id)
    plain = Email(
        id=id_of(key),
        key=key,
        template=template,
        language="es",
        recipient_id=QUISPE.person_id,
        to_name=QUISPE.full_name,
        to_address=QUISPE.address,
        subject="Confirme su plaza",
        text="Reciba un cordial saludo.\n.\nUna línea que empieza con punto no termina el mensaje.\n",
        html="<p>Reciba un cordial saludo.</p>\n",
        application_id=APPLICATION.id,
        edition_id=EDITION.id,
        cause_event_id=event_id,
        correlation_id="chain-1",
        created_at=AT,
        next_at=AT,
    )
    return dataclasses.replace(plain, **said)
