"""Writing: a fact becomes one email to each person it is told to, in that person's language."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from services.notifications.links import Links
from services.notifications.model.email import Email, id_of, key_of
from services.notifications.model.known import Application, Edition, Session, Told, language_of
from services.notifications.model.status_emails import (
    PROGRAMME_EMAIL,
    STAYING,
    TAKING_PART,
    Recipient,
    StatusEmail,
    names,
)
from services.notifications.rendering import Templates
from services.notifications.repository import Emails, Known
from services.notifications.use_cases import learn, say
from services.notifications.use_cases.learn import contact_key
from shared.contracts import registration, scheduling
from shared.contracts.event import Event
from shared.contracts.refusal import NotYet
from shared.messaging.delivery import Heard


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What it takes to write: what is known, where emails are queued, and their words and links."""

    known: Known
    emails: Emails
    templates: Templates
    links: Links


def tell(row: StatusEmail, event: Event, heard: Heard, *, desk: Desk) -> None:
    """Queue the emails about this fact, each once. Raises NotYet when somebody or something is not known yet."""
    learn.status(event, heard, known=desk.known)
    for told in _told(row, event, desk.known):
        _queue(row, event, told, event_id=heard.event_id, heard=heard, desk=desk)
    if isinstance(event, registration.OfferConfirmed):
        _tell_programme(event, heard, desk=desk)


def _tell_programme(event: registration.OfferConfirmed, heard: Heard, *, desk: Desk) -> None:
    """A participant who is confirmed after the release, or is only heard of after it, is told the programme too."""
    release = desk.known.release_seen_by_participant(event.edition_id)
    application = desk.known.applications.get(event.application_id)
    if release is not None and application.status.name in names(STAYING):
        told = _applicant(application, desk.known)
        released = scheduling.ProgrammeReleased.from_data(release.data)
        _queue(PROGRAMME_EMAIL, released, told, event_id=release.event_id, heard=heard, desk=desk)


def _queue(row: StatusEmail, event: Event, told: Told, *, event_id: str, heard: Heard, desk: Desk) -> None:
    template = row.template_for(told)
    key = key_of(event_id, template, told.to.person_id)
    if desk.emails.has(id_of(key)):
        return
    edition = _edition(event, desk.known)
    language = language_of(told.to.language)
    values = say.values(event, told, edition, language, links=desk.links)
    rendered = desk.templates.render(template, language, values)
    desk.emails.add(
        Email(
            id=id_of(key),
            key=key,
            template=template,
            language=language,
            recipient_id=told.to.person_id,
            to_name=told.to.full_name,
            to_address=told.to.address,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            application_id=told.application.id if told.application else "",
            edition_id=edition.id,
            cause_event_id=event_id,
            correlation_id=heard.correlation_id,
            created_at=heard.at,
            next_at=heard.at,
            traceparent=heard.traceparent,
            asked_id=told.asked_id,
            review_ids=_reviews_asked_for(event),
        )
    )


def _told(row: StatusEmail, event: Any, known: Known) -> Iterator[Told]:
    match row.recipient:
        case Recipient.APPLICANT | Recipient.TRAVELLER:
            about = _applicant(known.applications.get(event.application_id), known)
            yield replace(about, asked_id=learn.thing_of(event))
        case Recipient.FOCAL_POINT:
            yield from _focal_point(event, known)
        case Recipient.APPLICANT_AND_FOCAL_POINT:
            yield _applicant(known.applications.get(event.application_id), known)
            yield from _focal_point(event, known)
        case Recipient.INSTITUTION:
            yield _asked(event, event.focal_point_id, event.call_id, known)
        case Recipient.NOMINEE:
            yield _asked(event, event.person_id, event.nomination_id, known)
        case Recipient.EXPERT:
            expert = known.contacts.get(contact_key("scheduling", event.expert_id))
            yield Told(to=expert, sessions=_sessions(event, known))
        case Recipient.REVIEWER | Recipient.REPLACEMENT | Recipient.DRAFTER:
            contact = known.contacts.get(contact_key("registration", event.person_id))
            yield Told(to=contact, asked_id=learn.thing_of(event) or getattr(event, "nomination_id", ""))
        case Recipient.PARTICIPANTS:
            yield from _participants(event, known)


def _participants(released: scheduling.ProgrammeReleased, known: Known) -> Iterator[Told]:
    """Everybody who takes part; nobody when it comes after a newer one, which it would say it replaces."""
    if known.is_latest_release(released):
        for application in known.applications_after(released.edition_id, names(TAKING_PART)):
            yield _applicant(application, known)


def _focal_point(event: Any, known: Known) -> Iterator[Told]:
    """Whoever speaks for the institution of the official that this is about, if anybody does."""
    if event.focal_point_id:
        about = _applicant(known.applications.get(event.application_id), known)
        asked = known.contacts.get(contact_key("registration", event.focal_point_id))
        asked_id = getattr(event, "replacement_id", "")
        yield Told(to=asked, application=about.application, official=about.to, asked_id=asked_id)


def _asked(event: Any, person_id: str, asked_id: str, known: Known) -> Told:
    return Told(
        to=known.contacts.get(contact_key("registration", person_id)),
        institution=known.institutions.get(event.institution_id),
        asked_id=asked_id,
    )


def _applicant(application: Application, known: Known) -> Told:
    return Told(to=known.contacts.get(contact_key("registration", application.person_id)), application=application)


def _reviews_asked_for(event: Event) -> tuple[str, ...]:
    match event:
        case registration.ReviewAssigned():
            return tuple(event.review_ids)
        case registration.ReviewReopened():
            return (event.review_id,)
    return ()


def _sessions(event: scheduling.ExpertAssigned, known: Known) -> tuple[Session, ...]:
    sessions = [known.sessions.get(session_id) for session_id in event.session_ids]
    if any(session.programme_version < event.programme_version for session in sessions):
        raise NotYet(f"not every session of version {event.programme_version} is known")
    return tuple(sorted(sessions, key=lambda session: session.starts_at))


def _edition(event: Any, known: Known) -> Edition:
    return known.editions.get(event.edition_id)
