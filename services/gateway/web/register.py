"""One email of the register, as whoever is signed in may see it."""

from typing import Any

from services.gateway.model.personal_links import without_keys
from services.gateway.web.door import ask
from services.gateway.web.guard import may

WORDING = ("text", "html")


def email_of(email_id: str) -> dict[str, Any]:
    """Word for word; the links that act in a person's name open nothing for those who may only read."""
    email = ask("notifications", "email", email_id=email_id)
    if may("see_personal_links"):
        return email
    return email | {part: without_keys(email[part]) for part in WORDING}
