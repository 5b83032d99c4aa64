"""The invitation letter that a confirmed participant shows for a visa: what it says, its number, and whether it holds."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date

from services.registration.model.application import Application
from services.registration.model.edition import Edition
from services.registration.model.states import Status
from shared.contracts.refusal import Refusal

INVITED = (Status.CONFIRMED, Status.ENROLLED)
"""Whoever is invited: a seat that is only on offer, or was given back, has no letter."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """All that a letter says of a person and of the course; another word makes another letter."""

    name: str
    position: str
    institution: str
    country: str
    language: str
    ordinal: int
    city: str
    starts_on: date
    ends_on: date
    parts: tuple[str, ...]

    @property
    def digest(self) -> str:
        """The same for the same words."""
        written = json.dumps(asdict(self), default=str, sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class VisaLetter:
    """One letter as it was made; it never changes. `replaced_by` is the number of the one made after it."""

    id: str
    application_id: str
    edition_id: str
    number: str
    verify_id: str
    said: Said
    made_on: date
    pdf_sha256: str
    replaced_by: str = ""
    version: int = 0


def say(application: Application, edition: Edition) -> Said:
    """What the letter says now. Refuses for whoever has no confirmed seat."""
    if application.status not in INVITED or application.offer is None:
        raise Refusal("not-confirmed", "The letter is for whoever has confirmed a seat.")
    form = application.form
    return Said(
        name=form.name,
        position=form.position,
        institution=form.institution,
        country=form.country,
        language=form.language,
        ordinal=edition.ordinal,
        city=edition.city,
        starts_on=edition.dates.starts_on,
        ends_on=edition.dates.ends_on,
        parts=application.offer.accepted_parts,
    )


def number_of(application: Application, count: int) -> str:
    """The number of the `count`-th letter about an application."""
    return f"{application.number}-V{count}"


def standing(letter: VisaLetter, application: Application, edition: Edition) -> str:
    """valid, replaced (by a later one), outdated (what it says is no longer so) or void (nobody is invited any more)."""
    if letter.replaced_by:
        return "replaced"
    if application.status not in INVITED:
        return "void"
    return "valid" if say(application, edition).digest == letter.said.digest else "outdated"
