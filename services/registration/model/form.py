"""The form an official fills in: who they are, where they work, why they apply and who nominates them."""

import unicodedata
from dataclasses import dataclass

from services.registration.model import complaints
from services.registration.model.institution import id_of

NOMINATED_WITH = (
    *("email", "country", "institution", "ministry_kind"),
    *("focal_point_name", "focal_point_email", "focal_point_language"),
)
"""What a nomination says of an official, who is not asked for it."""


@dataclass(frozen=True, kw_only=True)
class Form:
    """Names are kept as written. `certificate_name` is empty unless the person asked for another than the composed.

    birthday: `MM-DD`, without a year; it tells people of one name apart and is asked for nothing else.
    The last four are empty in forms that were sent before they were asked for.
    """

    given_names: str
    first_surname: str
    second_surname: str
    certificate_name: str
    email: str
    language: str
    country: str
    sex: str
    institution: str
    ministry_kind: str
    position: str
    years_experience: int
    motivation: str
    focal_point_name: str
    focal_point_email: str
    focal_point_language: str
    field_of_work: str = ""
    languages_spoken: tuple[str, ...] = ()
    attended_before: bool = False
    phone: str = ""
    birthday: str = ""

    @property
    def name(self) -> str:
        """The full name: given names, first surname, second surname."""
        return " ".join(part for part in (self.given_names, self.first_surname, self.second_surname) if part)

    @property
    def name_on_certificate(self) -> str:
        """What is to be printed."""
        return self.certificate_name or self.name

    @property
    def institution_id(self) -> str:
        """The same for every official of an institution, however they write its capitals and spaces."""
        return id_of(self.country, self.institution)

    @property
    def nomination(self) -> tuple[str, str, str]:
        """What an endorsement is given for: change it, and the institution is asked again."""
        return self.institution_id, self.name, self.focal_point_email.casefold()

    def missing(self) -> tuple[str, ...]:
        """What is left out and must come before review."""
        return tuple(
            name
            for name, value in (("motivation", self.motivation), ("focal_point", self.focal_point_email))
            if not value
        )

    def refuse_mistakes(self, countries: tuple[str, ...]) -> None:
        """Refuse what no single field can show to be wrong."""
        found = {}
        if self.country not in countries:
            found["country"] = complaints.COUNTRY_NOT_INVITED
        if not _latin(self.name_on_certificate):
            found["certificate_name"] = complaints.NOT_LATIN
        if self.focal_point_email and self.focal_point_email.casefold() == self.email.casefold():
            found["focal_point_email"] = complaints.SAME_PERSON
        if self.focal_point_email and not self.focal_point_name:
            found["focal_point_name"] = complaints.REQUIRED
        if self.focal_point_name and not self.focal_point_email:
            found["focal_point_email"] = complaints.REQUIRED
        complaints.refuse_if_any(found)


def _latin(name: str) -> bool:
    letters = [char for char in name if char.isalpha()]
    others = {char for char in name if not char.isalpha() and not unicodedata.combining(char)}
    return all("LATIN" in unicodedata.name(char, "") for char in letters) and others <= set(" -'’‘ʼ.,·")
