"""Showing staff what an email would say before it is caused."""

from typing import Any

from services.notifications.links import Links
from services.notifications.model.known import Contact, Institution, Told
from services.notifications.rendering import Templates
from services.notifications.repository import Known
from services.notifications.use_cases import say
from shared.contracts.registration import CallSent

NOBODY = "preview"


def call(asked: dict[str, Any], *, known: Known, templates: Templates, links: Links) -> dict[str, Any]:
    """The call to an institution, with a link that opens nothing. Raises NotYet before the edition is known."""
    event = CallSent(
        call_id=NOBODY,
        edition_id=asked["edition_id"],
        institution_id=NOBODY,
        focal_point_id=NOBODY,
        country=asked["country"],
        due_on=asked["due_on"],
    )
    told = Told(
        to=Contact(person_id=NOBODY, address="", full_name=asked["name"], language=asked["language"]),
        institution=Institution(id=NOBODY, name=asked["institution"]),
        asked_id=NOBODY,
    )
    values = say.values(event, told, known.editions.get(event.edition_id), asked["language"], links=links)
    rendered = templates.render("call-sent", asked["language"], values)
    return {"subject": rendered.subject, "text": rendered.text}
