"""What the text in a field of an event is: an id, a code, a country; a public event carries no other texts.

A publisher is held to it: a text of another shape aborts the change. Readers are not: they take any text, since lists of
codes grow.
"""

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True)
class Text:
    """The shape of a text. pattern: of the whole text, alike in Python and in JSON Schema (ECMA 262)."""

    says: str
    pattern: str
    example: str


@dataclass(frozen=True)
class Codes:
    """A list of codes. A closed one stays as it is within a version; another may grow, and readers expect that."""

    values: tuple[str, ...]
    closed: bool = False

    @property
    def example(self) -> str:
        """One of them."""
        return self.values[0]


_ID = r"^[A-Za-z0-9_-]{1,64}$"
_SOME_ID = "0197a5a0-0000-7000-8000-000000000010"

A_PERSONS = Text("an id that stands for one person, or for something of one person's", _ID, _SOME_ID)

Id = Annotated[str, Text("an id", _ID, _SOME_ID)]
PersonId = Annotated[str, A_PERSONS]
Country = Annotated[str, Text("a country, ISO 3166-1 alpha-2", "^[A-Z]{2}$", "PY")]
Timezone = Annotated[str, Text("a time zone of the IANA list", "^[A-Za-z0-9_+/-]{1,60}$", "America/Asuncion")]
Number = Annotated[str, Text("the number that people quote", "^[A-Z0-9-]{1,40}$", "CIMI-48-0031")]
Sha256 = Annotated[str, Text("a SHA-256 in hexadecimal", "^[0-9a-f]{64}$", "0123456789abcdef" * 4)]
Code = Annotated[str, Text("a code", "^[a-z0-9_-]{1,60}$", "application-selected")]
Amount = Annotated[
    str, Text("an amount of money, its decimals after a point", r"^[0-9]{1,12}(\.[0-9]{1,4})?$", "1250.00")
]
Currency = Annotated[str, Text("a currency, ISO 4217", "^[A-Z]{3}$", "USD")]
Place = Annotated[str, Text("where the course is held, as staff wrote it", "^[^@\\r\\n]{0,100}$", "Mar del Plata")]
Language = Annotated[str, Codes(("es", "en", "pt", "fr"))]
