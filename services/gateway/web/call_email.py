"""What the call would say to one institution, before it is sent."""

from typing import Any

from services.gateway.model.personal_links import without_keys
from services.gateway.web.door import ask
from shared.contracts.refusal import Refusal


def call_email(edition_id: str, institution_id: str) -> dict[str, Any]:
    """Its subject and text, in the language of the focal point; the link in it opens nothing yet."""
    plan = ask("registration", "call_plan", edition_id=edition_id)
    for line in plan["lines"]:
        if line["institution_id"] == institution_id:
            to = line["focal_point"]
            email = ask(
                "notifications",
                "call_email",
                edition_id=edition_id,
                institution=line["name"],
                country=line["country"],
                name=to["name"],
                language=to["language"],
                due_on=plan["due_on"],
            )
            return {"subject": email["subject"], "text": without_keys(email["text"]), "to": to["email"]}
    raise Refusal("not-found", "This institution is not among those of the edition.", status=404)
