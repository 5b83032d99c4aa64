"""An account of a member of staff."""

import re
from dataclasses import dataclass
from enum import StrEnum

from shared.contracts.refusal import Refusal

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
SHORTEST_PASSWORD = 12


class Role(StrEnum):
    """What a member of staff acts as."""

    SECRETARIAT = "secretariat"
    DIRECTOR = "director"
    AUDITOR = "auditor"
    REVIEWER = "reviewer"
    TRAVEL_DESK = "travel_desk"


@dataclass(frozen=True, kw_only=True)
class Account:
    """Who may sign in, and as what. `email` is kept in lower case: it is what people sign in with."""

    id: str
    email: str
    name: str
    role: Role
    language: str
    password_hash: str


def tidy_email(written: str) -> str:
    """The one form under which an address is looked up."""
    return written.strip().casefold()


def check_new_account(*, email: str, name: str, password: str) -> None:
    """Refuse what cannot be an account, naming each field."""
    wrong = {}
    if not ADDRESS.fullmatch(email):
        wrong["email"] = "Not a valid email address."
    if not name.strip():
        wrong["name"] = "Missing data for required field."
    if len(password) < SHORTEST_PASSWORD:
        wrong["password"] = f"A password has at least {SHORTEST_PASSWORD} characters."
    if wrong:
        raise Refusal("invalid", "The account cannot be made like this.", status=422, fields=wrong)
