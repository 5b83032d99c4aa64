"""An institution that nominates officials, and who speaks for it: kept from edition to edition."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from services.registration.model.timeline import Step, step
from shared.contracts.envelope import Cause
from shared.contracts.registration import InstitutionUpdated

INSTITUTIONS = UUID("6f6f0c0e-6a51-4cf0-9d4b-7d5c1f6a2a37")


def id_of(country: str, name: str) -> str:
    """The same for every official of an institution, however they write its capitals and spaces."""
    return str(uuid5(INSTITUTIONS, f"{country}|{' '.join(name.casefold().split())}"))


def folded(text: str) -> str:
    """Without capitals, accents and double spaces: what a search compares."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(plain.casefold().split())


@dataclass(frozen=True, kw_only=True)
class Term:
    """Somebody's time as the focal point; `until` is empty while they are."""

    person_id: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Institution:
    """`id` comes from the name it was first kept under and stays. `place` orders institutions and finds them."""

    id: str
    country: str
    name: str
    place: str
    ministry_kind: str
    terms: tuple[Term, ...] = ()
    timeline: tuple[Step, ...] = ()
    version: int = 0

    @property
    def focal_point_id(self) -> str:
        """Who speaks for it now; empty until somebody is appointed."""
        return self.terms[-1].person_id if self.terms else ""


def place_of(country: str, name: str) -> str:
    """By country, then by name; two institutions of a country have two names."""
    return f"{country}|{folded(name)}"


def register(*, country: str, name: str, ministry_kind: str, cause: Cause) -> tuple[Institution, InstitutionUpdated]:
    """Keep an institution from now on."""
    institution = Institution(
        id=id_of(country, name),
        country=country,
        name=name,
        place=place_of(country, name),
        ministry_kind=ministry_kind,
        timeline=(step("", "registered", cause=cause, version=0),),
    )
    return institution, _updated(institution)


def correct(
    institution: Institution, *, name: str, ministry_kind: str, cause: Cause
) -> tuple[Institution, InstitutionUpdated]:
    """Another name or kind of ministry; whoever applied under the name before still belongs to it."""
    corrected = replace(
        institution,
        name=name,
        place=place_of(institution.country, name),
        ministry_kind=ministry_kind,
        timeline=(
            *institution.timeline,
            step("registered", "corrected", cause=cause, version=institution.version, note=institution.name),
        ),
    )
    return corrected, _updated(corrected)


def appoint(institution: Institution, *, person_id: str, cause: Cause) -> Institution:
    """Somebody else is the focal point from now on; who was before stays in the record."""
    if institution.focal_point_id == person_id:
        return institution
    before = institution.focal_point_id
    ended = tuple(replace(term, until=term.until or cause.at) for term in institution.terms)
    made = step(f"focal_point:{before}", f"focal_point:{person_id}", cause=cause, version=institution.version)
    return replace(
        institution,
        terms=(*ended, Term(person_id=person_id, since=cause.at)),
        timeline=(*institution.timeline, made),
    )


def _updated(institution: Institution) -> InstitutionUpdated:
    return InstitutionUpdated(institution_id=institution.id, country=institution.country, called=institution.name)
