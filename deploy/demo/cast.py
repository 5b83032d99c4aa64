"""Who plays in the demo: the invented applicants and experts of data/*.csv, and what each of them sends."""

import base64
import csv
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import cattrs

from deploy.demo.letter import letter_of

DATA = Path(__file__).parent / "data"
COUNTRIES = "AR BO BR CL CO CR CU DO EC SV GT HT HN MX NI PA PY PE UY VE".split()


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """One line of applications.csv; several languages are separated by semicolons.

    story:       "" | difficult-name | no-letter | no-experience | other-ministry | same-person-again | late
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

    @property
    def complete(self) -> bool:
        """Whether nothing has to be asked for."""
        return self.letter == "yes"

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


def experts(path: Path = DATA / "experts.csv") -> list[Expert]:
    """The experts in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return cattrs.structure(list(csv.DictReader(file)), list[Expert])
