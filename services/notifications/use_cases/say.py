"""What the templates about a fact may say to one person, in that person's language."""

from collections.abc import Callable
from typing import Any

from services.notifications.links import Links
from services.notifications.model.known import Edition, Told
from services.notifications.model.status_emails import TRAVEL_FACTS
from services.notifications.wording import words
from shared.contracts import registration
from shared.contracts.event import Event


def values(event: Event, told: Told, edition: Edition, language: str, *, links: Links) -> dict[str, Any]:
    """All that the templates about this fact may say to this person; what does not apply is not there."""
    said, application = words(language), told.application
    filled = said.fields(event, edition) | {
        "name": told.to.full_name,
        "course": said.course(edition.ordinal),
        "city": edition.city,
        "starts_on": said.day(edition.starts_on),
        "ends_on": said.day(edition.ends_on),
        "programme_link": links.programme(language, edition.id),
    }
    if application:
        filled["application_number"] = application.number
        if told.official:
            filled["official_name"] = told.official.full_name
            filled["endorse_link"] = links.endorse(language, application.id, told.to.person_id)
        else:
            filled["my_link"] = links.my(language, application.id, told.to.person_id)
    if application and isinstance(event, TRAVEL_FACTS):
        filled["travel_link"] = links.travel(language, application.id, told.to.person_id)
    if told.institution:
        filled["institution"] = told.institution.name
    if told.asked_id:
        filled["asked_link"] = _asks(event, links)(language, told.asked_id, told.to.person_id)
    if isinstance(event, registration.ParticipantDetailsReminded):
        filled["details_link"] = f"{filled['my_link']}/details"
    if told.sessions:
        filled["sessions"] = [said.session(session, edition) for session in told.sessions]
    if isinstance(event, registration.ReviewAssigned | registration.ReviewReopened):
        filled["reviews_link"] = links.reviews()
    if verify_id := getattr(event, "verify_id", ""):
        filled["verify_link"] = links.verify(verify_id)
    return filled


def _asks(event: Event, links: Links) -> Callable[[str, str, str], str]:
    match event:
        case registration.NominationInvited() | registration.ReplacementNamed():
            return links.nominated
        case registration.ReplacementRequested():
            return links.replacement
        case registration.ApplicationStarted() | registration.DraftResumed() | registration.DraftReminded():
            return links.draft
        case _:
            return links.call
