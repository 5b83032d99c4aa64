"""Who plays in the demo: the invented applicants and experts of data/*.csv, and what each of them sends."""

import base64
import csv
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import cattrs

from deploy.demo.letter import letter_of

DATA = Path(__file__).parent / "data"
COUNTRIES = "AR BO BR CL CO CR CU DO EC SV GT HT HN MX NI PA PY PE UY VE".split()


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """One line of applications.csv; several languages are separated by semicolons.

    story:       "" | difficult-name | no-letter | no-experience | other-ministry | same-person-again | namesake | late
                 | replacement, who is in no file
    endorsement: what the institution will answer: endorsed | refused | silent
    """

    row: int
    story: str
    endorsement: str
    given_names: str
    first_surname: str
    second_surname: str
    email: str
    language: str
    country: str
    sex: str
    institution: str
    ministry_kind: str
    position: str
    years_experience: int
    field_of_work: str
    languages_spoken: str
    motivation: str
    focal_point_name: str
    focal_point_email: str
    focal_point_language: str
    letter: str
    birthday: str = ""

    @property
    def name(self) -> str:
        """The full name."""
        return " ".join(part for part in (self.given_names, self.first_surname, self.second_surname) if part)

    @property
    def complete(self) -> bool:
        """Whether nothing has to be asked for."""
        return self.letter == "yes"

    @property
    def nominated(self) -> bool:
        """Whether the institution names this official before they apply: its strong ones, the first of the three."""
        return (
            self.ministry_kind == "interior" and self.story in ("", "difficult-name") and self.endorsement == "endorsed"
        )

    @property
    def eligible(self) -> bool:
        """Whether the requirements of the call are met."""
        return self.story not in ("no-experience", "other-ministry")

    def form(self, *, with_letter: bool | None = None) -> dict[str, Any]:
        """The application form as it is sent; `with_letter` overrides what the line says."""
        told = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in NOT_SENT}
        told["languages_spoken"] = self.languages_spoken.split(";")
        return {**told, "letter": self.attached() if (self.complete if with_letter is None else with_letter) else None}

    def attached(self) -> dict[str, str]:
        """The nomination letter as an upload."""
        pdf = letter_of(institution=self.institution, position=self.position, row=self.row)
        return {
            "filename": f"nominacion-{self.row}.pdf",
            "content_type": "application/pdf",
            "content_base64": base64.b64encode(pdf).decode(),
        }


NOT_SENT = ("row", "story", "endorsement", "letter")


@dataclass(frozen=True, kw_only=True)
class Institution:
    """Where officials work. answer: what it says to the call: nominated | acknowledged | declined | silent."""

    country: str
    name: str
    ministry_kind: str
    focal_point_name: str
    focal_point_email: str
    focal_point_language: str
    answer: str

    def has(self, official: Applicant) -> bool:
        """Whether somebody works there."""
        return (official.country, official.institution) == (self.country, self.name)


@dataclass(frozen=True, kw_only=True)
class Expert:
    """One line of experts.csv; several modules or languages are separated by semicolons."""

    name: str
    email: str
    language: str
    country: str
    modules: str
    languages: str

    def form(self) -> dict[str, Any]:
        """The expert as the secretariat enters them."""
        return {
            "name": self.name,
            "email": self.email,
            "language": self.language,
            "country": self.country,
            "modules": [int(module) for module in self.modules.split(";")],
        }


def applicants(path: Path = DATA / "applications.csv") -> list[Applicant]:
    """The applications in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return cattrs.structure(list(csv.DictReader(file)), list[Applicant])


def newcomers(ordinal: int) -> list[Applicant]:
    """The applications to an edition. Who took part before would be refused, so nobody has an address of an earlier one."""
    people = applicants()
    rows = {one.name: one.row for one in reversed(people)}  # namesakes share a birthday, too
    return [
        replace(one, email=one.email.replace("@", f".{ordinal}@", 1), birthday=birthday(rows[one.name], ordinal))
        for one in people
    ]


def birthday(row: int, ordinal: int) -> str:
    """In nine editions no two of one row have birthdays that could be slips of each other: they are no alumni."""
    turn = ordinal % 9
    return f"{turn + 1:02}-{10 * (1 + row % 2) + (turn + row) % 9}"


def replacement(leaver: Applicant, *, row: int, ordinal: int) -> Applicant:
    """Another official of the same institution, whom it names when `leaver` gives the seat back."""
    return replace(
        leaver,
        row=row,
        story="replacement",
        given_names="Noelia",
        first_surname="Casaravilla",
        second_surname="Montiel",
        sex="F",
        birthday=birthday(row, ordinal),
        email=f"noelia.casaravilla.{row}.{ordinal}@{leaver.email.partition('@')[2]}",
    )


def institutions(officials: list[Applicant]) -> list[Institution]:
    """Three of each country: one nominates, one takes note, and of the last some decline and some say nothing."""
    found: dict[tuple[str, str], Institution] = {}
    for one in officials:
        if one.story != "other-ministry":
            declines = COUNTRIES.index(one.country) % 2 == 0
            last = "declined" if declines else "silent"
            answers = {"interior": "nominated", "foreign_affairs": "acknowledged", "labour": last}
            found.setdefault(
                (one.country, one.institution),
                Institution(
                    country=one.country,
                    name=one.institution,
                    ministry_kind=one.ministry_kind,
                    focal_point_name=one.focal_point_name,
                    focal_point_email=one.focal_point_email,
                    focal_point_language=one.focal_point_language,
                    answer=answers[one.ministry_kind],
                ),
            )
    return list(found.values())


def experts(path: Path = DATA / "experts.csv") -> list[Expert]:
    """The experts in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return cattrs.structure(list(csv.DictReader(file)), list[Expert])
