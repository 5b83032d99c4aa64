"""Invents the people of the demo: `python -m deploy.demo.invent` writes data/applications.csv and data/experts.csv.

Nobody here exists. The same seed gives the same files, so a change of the stock is a visible change of the data.
"""

import csv
import random
import unicodedata
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from deploy.demo import pools
from deploy.demo.cast import COUNTRIES, DATA, Applicant, Expert

SEED = 48
PER_COUNTRY = 6
LANGUAGE = {"BR": "pt", "HT": "fr"}
ENGLISH_ROWS = {"BO": 3, "CR": 4, "HN": 3, "PA": 5}

# Which row of a country tells which story; the first row of every country is an ordinary strong candidate.
STORIES = {
    ("CL", 4): "no-letter", ("CO", 5): "no-letter", ("GT", 4): "no-letter", ("PE", 5): "no-letter",
    ("VE", 4): "no-letter", ("EC", 4): "no-letter",
    ("CU", 5): "no-experience", ("DO", 4): "no-experience", ("UY", 5): "no-experience",
    ("MX", 5): "other-ministry", ("NI", 4): "other-ministry",
    ("BR", 5): "same-person-again", ("HT", 5): "same-person-again", ("SV", 5): "same-person-again",
    ("AR", 5): "late", ("HN", 5): "late", ("PY", 5): "late", ("CR", 5): "late",
    ("AR", 0): "difficult-name", ("PY", 0): "difficult-name",
    ("BO", 5): "namesake",
}  # fmt: skip

ANSWERS = {
    ("BO", 4): "refused", ("BR", 3): "refused", ("CO", 3): "refused", ("GT", 3): "refused", ("MX", 3): "refused",
    ("PA", 4): "refused", ("PE", 3): "refused", ("VE", 3): "refused",
    ("AR", 4): "silent", ("CU", 4): "silent", ("DO", 5): "silent", ("EC", 5): "silent", ("HN", 4): "silent",
    ("HT", 4): "silent", ("NI", 5): "silent", ("PY", 4): "silent", ("SV", 4): "silent", ("UY", 4): "silent",
}  # fmt: skip

SHARED_BY_NAMESAKES = ("given_names", "first_surname", "second_surname", "sex")

LONG_MOTIVE = (
    "Coordino desde hace años los puestos de frontera de mi región y quiero comparar, con colegas de otros países, "
    "cómo se protege a quienes llegan sin documentos."
)

DIFFICULT: dict[str, dict[str, Any]] = {
    "AR": {"given_names": "Íñigo Zoë", "first_surname": "D'Aubigné-Ñandú", "second_surname": "Argüello", "sex": "M"},
    "PY": {"given_names": "Ỹsapy Mainumby", "first_surname": "Marag̃atu", "second_surname": "Ñu'ãi Güemes", "sex": "F"},
}


def main() -> None:
    """Write both files."""
    write(DATA / "applications.csv", [asdict(applicant) for applicant in applicants()])
    write(DATA / "experts.csv", [asdict(expert) for expert in experts()])


def write(path: Path, rows: list[dict[str, str | int]]) -> None:
    """A CSV file with a heading, the same bytes on every system."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def applicants() -> list[Applicant]:
    """The 120 applications, country by country."""
    chance = random.Random(SEED)
    made: list[Applicant] = []
    for country in COUNTRIES:
        contacts = {place.domain: person(chance, country)[:3] for place in houses(country)}
        for number in range(PER_COUNTRY):
            made.append(applicant(chance, country, number, contacts, taken=made))
    return made


def applicant(
    chance: random.Random, country: str, number: int, contacts: dict[str, tuple[str, str, str]], taken: list[Applicant]
) -> Applicant:
    """One application with its story."""
    story = STORIES.get((country, number), "")
    if story == "same-person-again":
        return again(taken[-number])
    own = LANGUAGE.get(country, "es")
    language = "en" if ENGLISH_ROWS.get(country) == number else own
    house = houses(country)[number % 3]
    given, first, second, sex = person(chance, country)
    while any(
        (given, first, second) == (other.given_names, other.first_surname, other.second_surname) for other in taken
    ):
        given, first, second, sex = person(chance, country)
    contact = contacts[house.domain]
    row = Applicant(
        row=len(taken) + 1,
        story=story,
        endorsement=ANSWERS.get((country, number), "endorsed"),
        given_names=given,
        first_surname=first,
        second_surname=second,
        email="",
        language=language,
        country=country,
        sex=sex,
        institution=house.name,
        ministry_kind="other" if story == "other-ministry" else house.ministry_kind,
        position=chance.choice(pools.POSITIONS[language]),
        years_experience=0 if story == "no-experience" else chance.randint(2, 9) + (8 if number == 0 else 0),
        field_of_work=pools.FIELDS[len(taken) % len(pools.FIELDS)],
        languages_spoken=";".join(dict.fromkeys((own, language, "es"))),
        motivation=chance.choice(pools.MOTIVES[language]),
        focal_point_name=" ".join(part for part in contact if part),
        focal_point_email=f"{mailbox(contact[0], contact[1])}@{house.domain}",
        focal_point_language=own,
        letter="no" if story == "no-letter" else "yes",
    )
    if story == "difficult-name":
        row = replace(row, years_experience=22, motivation=LONG_MOTIVE, **DIFFICULT[country])
    if story == "namesake":
        row = replace(row, **{name: getattr(taken[1 - number], name) for name in SHARED_BY_NAMESAKES})
    return replace(row, email=f"{mailbox(row.given_names, row.first_surname)}.{row.row}@{house.domain}")


def again(first_time: Applicant) -> Applicant:
    """The same person a second time: the address in other letters, the second surname left out."""
    return replace(
        first_time,
        row=first_time.row + 5,
        story="same-person-again",
        second_surname="",
        email=first_time.email.capitalize(),
        years_experience=first_time.years_experience + 1,
    )


def experts() -> list[Expert]:
    """The 20 experts: each for two modules, one from each country."""
    chance = random.Random(SEED + 1)
    made = []
    for number, country in enumerate(COUNTRIES):
        given, first, second, _ = person(chance, country)
        own = LANGUAGE.get(country, "es")
        modules = sorted({number % 6 + 1, (number + 1 + number // 6) % 6 + 1})
        languages = [own, *(["es"] if own != "es" else []), *(["en"] if number % 3 == 0 else [])]
        made.append(
            Expert(
                name=" ".join(part for part in (given, first, second) if part),
                email=f"{mailbox(given, first)}@expertos.example",
                language=own,
                country=country,
                modules=";".join(map(str, modules)),
                languages=";".join(languages),
            )
        )
    return made


def person(chance: random.Random, country: str) -> tuple[str, str, str, str]:
    """Given names, first and second surname, sex; Brazil puts the mother's surname first, Haiti uses one."""
    sex = chance.choice("FM")
    if country == "HT":
        given = chance.choice(pools.HAITIAN_WOMEN if sex == "F" else pools.HAITIAN_MEN)
        return given, chance.choice(pools.HAITIAN_SURNAMES), "", sex
    if country == "BR":
        given = chance.choice(pools.PORTUGUESE_WOMEN if sex == "F" else pools.PORTUGUESE_MEN)
        mother, father = chance.sample(pools.PORTUGUESE_SURNAMES, 2)
        return given, mother, chance.choice([father, f"de {father}"]), sex
    names = pools.SPANISH_WOMEN if sex == "F" else pools.SPANISH_MEN
    given = " ".join(chance.sample(names, chance.choice([1, 1, 2])))
    first, second = chance.sample(pools.SPANISH_SURNAMES, 2)
    return given, first, second, sex


def houses(country: str) -> tuple[pools.Institution, ...]:
    """The institutions of a country."""
    return pools.institutions(country, LANGUAGE.get(country, "es"))


def mailbox(given: str, surname: str) -> str:
    """The local part of an address: plain letters of the first given name and the surname."""
    plain = unicodedata.normalize("NFKD", f"{given.split(maxsplit=1)[0]}.{surname}".lower())
    return "".join(letter for letter in plain if letter.isascii() and (letter.isalnum() or letter == "."))


if __name__ == "__main__":
    main()
