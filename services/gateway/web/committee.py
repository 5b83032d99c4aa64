"""Members of the selection committee: their name, address and language come from their account, never from a form."""

from typing import Any

from services.gateway.model.account import Account, Role, tidy_email
from services.gateway.web.door import door, tell
from shared.contracts.refusal import Refusal


def candidates(enrolled: list[dict[str, Any]]) -> list[Account]:
    """The accounts of reviewers who are not in the committee."""
    there = {one["reviewer_id"] for one in enrolled if one["active"]}
    return [account for account in door().desk.accounts.of_role(Role.REVIEWER) if account.id not in there]


def enrol(key: str, *, email: str, country: str, institution: str) -> dict[str, Any]:
    """Take the reviewer with this address into the committee. Refuses with `not-a-reviewer` when there is none."""
    account = door().desk.accounts.by_email(tidy_email(email))
    if account is None or account.role is not Role.REVIEWER:
        raise Refusal("not-a-reviewer", "There is no account of a reviewer with this address.", status=422)
    return tell(
        "registration",
        "enrol_reviewer",
        key,
        reviewer_id=account.id,
        name=account.name,
        email=account.email,
        language=account.language,
        country=country.upper(),
        institution=institution,
    )
