"""The texts of a call in the languages of the course: its title, what it is, what is offered, the notice to governments.

They are kept apart from the edition, so that nobody who applies has to carry them about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace

from services.registration.model import complaints
from services.registration.model.timeline import Step, step
from shared.contracts.envelope import Cause

LANGUAGES = ("es", "en", "pt", "fr")

PLACEHOLDERS = ("number", "year", "city", "first_day", "last_day", "deadline", "seats")
"""What a text may say in braces and every reader sees filled in, so that last year's texts are never out of date."""

_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, kw_only=True)
class CallText:
    """In one language."""

    title: str = ""
    description: str = ""
    offered: str = ""
    notice: str = ""

    def complaints(self) -> dict[str, str]:
        """Field name -> what is wrong with it."""
        return {
            name: complaints.UNKNOWN_PLACEHOLDER
            for name, text in self.parts()
            if any(placeholder not in PLACEHOLDERS for placeholder in _BRACES.findall(text))
        }

    def parts(self) -> Iterator[tuple[str, str]]:
        """Field name and text."""
        return ((part.name, getattr(self, part.name)) for part in fields(self))


@dataclass(frozen=True, kw_only=True)
class Texts:
    """All texts of the edition whose id this is."""

    id: str
    languages: dict[str, CallText] = field(default_factory=dict)
    timeline: tuple[Step, ...] = ()
    version: int = 0

    def change(self, language: str, text: CallText, *, cause: Cause) -> "Texts":
        """Take the text of one language, complete or not."""
        complaints.refuse_if_any(text.complaints())
        left = step(language, language, cause=cause, version=self.version, reason_code="texts-changed")
        return replace(self, languages={**self.languages, language: text}, timeline=(*self.timeline, left))

    def lacking(self) -> list[tuple[str, str]]:
        """What is still to be written: the part and its language."""
        return [
            (part, language)
            for language in LANGUAGES
            for part, text in self.languages.get(language, CallText()).parts()
            if not text
        ]
