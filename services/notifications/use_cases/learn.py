"""Learning: what each fact tells about people, applications, editions and sessions is kept for wording emails."""

from dataclasses import replace
from typing import Any

from services.notifications.model.known import (
    Application,
    Asked,
    Contact,
    Edition,
    Fact,
    Institution,
    Release,
    Review,
    Session,
)
from services.notifications.model.status_emails import (
    BESIDE_THE_STATUS,
    CALL_FACTS,
    DETAILS_FACTS,
    DOCUMENT_FACTS,
    DRAFT_FACTS,
    NOMINATION_FACTS,
    REPLACEMENT_FACTS,
    TRAVEL_FACTS,
)
from services.notifications.repository import Known
from shared.contracts import registration, scheduling
from shared.contracts.event import Event
from shared.messaging.delivery import Heard


def contact(event: registration.ContactUpdated | scheduling.ContactUpdated, sequence: int, *, known: Known) -> None:
    """How to write to a person from now on."""
    told = Contact(person_id=event.person_id, address=event.email, full_name=event.full_name, language=event.language)
    known.contacts.put(contact_key(event.publisher(), event.person_id), told, sequence=sequence)


def contact_key(publisher: str, person_id: str) -> str:
    """Registration's people and scheduling's experts number their facts apart."""
    return f"{publisher}|{person_id}"


def edition(event: registration.EditionOpened, sequence: int, *, known: Known) -> None:
    """When and where an edition takes place."""
    told = Edition(
        id=event.edition_id,
        ordinal=event.ordinal,
        year=event.year,
        city=event.city,
        timezone=event.timezone,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
    )
    known.editions.put(event.edition_id, told, sequence=sequence)


def session(event: scheduling.SessionPublished, sequence: int, *, known: Known) -> None:
    """What is taught when and where."""
    told = Session(
        id=event.session_id,
        programme_version=event.programme_version,
        module_no=event.module_no,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        room=event.room,
    )
    known.sessions.put(event.session_id, told, sequence=sequence)


def review(
    event: registration.ReviewSubmitted | registration.ReviewRecused | registration.ReviewReopened,
    sequence: int,
    *,
    known: Known,
) -> None:
    """Whether a reviewer is still waited for."""
    told = Review(id=event.review_id, done=not isinstance(event, registration.ReviewReopened))
    known.reviews.put(event.review_id, told, sequence=sequence)


SAYS_NOTHING_NEW = (registration.ReviewAssigned, registration.ApplicationSentAgain)
"""About where an application stands."""


def status(event: Event, heard: Heard, *, known: Known) -> None:
    """What a fact that is told by email says about the subject itself."""
    if isinstance(event, scheduling.ProgrammeReleased):
        told = Release(id=event.edition_id, event_id=heard.event_id, data=event.to_data())
        known.releases.put(told.id, told, sequence=heard.sequence)
    elif isinstance(event, CALL_FACTS):
        asked(event, heard, known=known)
    elif isinstance(event, REPLACEMENT_FACTS):
        replacement(event, heard, known=known)
    elif isinstance(event, BESIDE_THE_STATUS):
        known.applications.get(event.subject)
    elif isinstance(event, (*DRAFT_FACTS, *DOCUMENT_FACTS, *DETAILS_FACTS, *TRAVEL_FACTS)):
        waited_for(event, heard, known=known)
    elif isinstance(event, registration.ReviewReopened):
        review(event, heard.sequence, known=known)
    elif event.publisher() == "registration" and not isinstance(event, SAYS_NOTHING_NEW):
        _application(event, heard, known)


def institution(event: registration.InstitutionUpdated, sequence: int, *, known: Known) -> None:
    """What an institution is called from now on."""
    told = Institution(id=event.institution_id, name=event.called)
    known.institutions.put(told.id, told, sequence=sequence)


def asked(event: Any, heard: Heard, *, known: Known) -> None:
    """The last fact about a call, or about one of its nominations; the first one of these answers the call too."""
    fact = Fact(name=event.name, event_id=heard.event_id, sequence=heard.sequence)
    if isinstance(event, (registration.NominationInvited, registration.NominationWithdrawn)):
        told = Asked(id=event.nomination_id, person_id=event.person_id, latest=fact)
        known.asked.put(told.id, told, sequence=heard.sequence)
    if isinstance(event, registration.NominationInvited):
        known.asked.put(event.call_id, Asked(id=event.call_id, person_id="", latest=fact), sequence=heard.sequence)
    elif not isinstance(event, registration.NominationWithdrawn):
        told = Asked(id=event.call_id, person_id=event.focal_point_id, latest=fact)
        known.asked.put(told.id, told, sequence=heard.sequence)


def replacement(event: Any, heard: Heard, *, known: Known) -> None:
    """The last fact about a seat that an institution may fill, which is also one about whom it has named."""
    fact = Fact(name=event.name, event_id=heard.event_id, sequence=heard.sequence)
    told = Asked(id=event.replacement_id, person_id=event.focal_point_id, latest=fact)
    known.asked.put(told.id, told, sequence=heard.sequence)
    if nomination_id := getattr(event, "nomination_id", None):
        named = Asked(id=nomination_id, person_id=getattr(event, "person_id", ""), latest=fact)
        known.asked.put(named.id, named, sequence=heard.sequence)


def waited_for(event: Any, heard: Heard, *, known: Known) -> None:
    """The last fact about a draft, one document of an application, a journey, or what a stay needs."""
    fact = Fact(name=event.name, event_id=heard.event_id, sequence=heard.sequence)
    told = Asked(id=thing_of(event), person_id=event.person_id, latest=fact)
    known.asked.put(told.id, told, sequence=heard.sequence)


def thing_of(event: Any) -> str:
    """What somebody is asked to do something about: one document of several, or what the fact is about."""
    if isinstance(event, DOCUMENT_FACTS):
        return f"{event.application_id}|{event.kind}"
    return str(event.subject) if isinstance(event, (*DRAFT_FACTS, *DETAILS_FACTS, *TRAVEL_FACTS)) else ""


def _application(event: Event, heard: Heard, known: Known) -> None:
    """The last fact about an application's status or nomination. Raises NotYet before its submission is known."""
    sequence = heard.sequence
    fact = Fact(name=event.name, event_id=heard.event_id, sequence=sequence)
    if isinstance(event, registration.ApplicationSubmitted):
        told = Application(
            id=event.application_id,
            person_id=event.person_id,
            edition_id=event.edition_id,
            number=event.number,
            country=event.country,
            status=fact,
        )
        known.applications.put(told.id, told, sequence=sequence)
        return
    before = known.applications.get(event.subject)
    is_nomination = isinstance(event, NOMINATION_FACTS)
    latest = before.nomination if is_nomination else before.status
    if latest is None or latest.sequence < sequence:
        after = replace(before, nomination=fact) if is_nomination else replace(before, status=fact)
        known.applications.put(after.id, after, sequence=max(_sequence(before), sequence))


def _sequence(known: Application) -> int:
    return max(known.status.sequence, known.nomination.sequence if known.nomination else 0)
