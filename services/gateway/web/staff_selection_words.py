"""Why somebody has a seat or not, and what would change it, in a member of staff's language."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

from services.gateway.web.words import word

NUMBERS: Mapping[str, str] = {
    "score": _l("%(number)s points"),
    "last": _l("the last chosen has %(number)s"),
    "passed": _l("the one passed has %(number)s"),
    "place": _l("number %(number)s of the country"),
    "cap": _l("%(number)s at most"),
    "seats": _l("%(number)s seats"),
}

CHANGES: Mapping[str, str] = {
    "score": _l("With %(number)s points, in place of %(application)s"),
    "seats": _l("If there were %(number)s seats"),
    "country-cap": _l("If the country could have %(number)s seats"),
    "institution-cap": _l("If the institution could have %(number)s seats"),
    "unpin": _l("If %(application)s were not pinned in"),
    "not-pinned": _l("If this person were not pinned out"),
    "endorsed": _l("If the institution endorsed"),
    "needs-pin": _l("Without the pin, somebody else would be chosen"),
    "keeps-score": _l("Would be chosen down to %(number)s points"),
}
"""What is named here would give a seat; the last two are about somebody who has one."""


def reason_text(code: str, numbers: Mapping[str, int]) -> str:
    """The reason with the numbers that it compares."""
    said = [str(text) % {"number": numbers[name]} for name, text in NUMBERS.items() if name in numbers]
    reason = word(code, "selection_reason")
    return f"{reason}: {', '.join(said)}" if said else reason


def change_text(change: Mapping[str, Any]) -> str:
    """What would change the decision."""
    return str(CHANGES[change["code"]]) % change


def install(app: Flask) -> None:
    """Let templates find these words."""
    app.jinja_env.globals.update(reason_text=reason_text, change_text=change_text)
