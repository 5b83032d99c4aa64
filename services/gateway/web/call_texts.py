"""The texts of a call as people read them: with the edition's own dates and numbers where a text has a placeholder."""

import re
from typing import Any

from flask import Flask
from flask_babel import force_locale

from services.gateway.web.language import day, moment

_BRACES = re.compile(r"\{([^{}]*)\}")


def filled_in(text: str, edition: dict[str, Any], language: str) -> str:
    """The text in that language with its placeholders filled in; one that nobody knows stays as it is."""
    with force_locale(language):
        values = {
            "number": str(edition["ordinal"]),
            "year": str(edition["year"]),
            "city": edition["city"],
            "first_day": day(edition["starts_on"]),
            "last_day": day(edition["ends_on"]),
            "deadline": moment(edition["application_closes_at"], edition["timezone"], edition["city"]),
            "seats": str(edition["seats"]),
        }
    return _BRACES.sub(lambda found: values.get(found[1], found[0]), text)


def install(app: Flask) -> None:
    """Let templates show a call."""
    app.jinja_env.globals["filled_in"] = filled_in
