"""Who plays in the chaos runs: as many invented officials and experts as are asked for, none of them twice."""

import base64
import itertools
import random
import threading

from deploy.demo import pools
from deploy.demo.cast import COUNTRIES
from deploy.demo.invent import LANGUAGE, houses, mailbox, person
from deploy.demo.letter import letter_of
from tests.chaos.history import Json

_LETTER = base64.b64encode(letter_of(institution="Dirección de Migración", position="Analista", row=1)).decode()


class People:
    """Invents people from a seed; their addresses are numbered, so that none is given twice in one system."""

    def __init__(self, chance: random.Random, tag: str) -> None:
        self._chance = chance
        self._tag = tag
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def official(self, edition_id: str) -> Json:
        """A form that is complete."""
        with self._lock:
            number, country = next(self._numbers), self._chance.choice(COUNTRIES)
            house = self._chance.choice(houses(country))
            given, first, second, sex = person(self._chance, country)
            own = LANGUAGE.get(country, "es")
            contact = person(self._chance, country)
            return {
                "edition_id": edition_id,
                "given_names": given,
                "first_surname": first,
                "second_surname": second,
                "email": f"{mailbox(given, first)}.{self._tag}.{number}@{house.domain}",
                "language": own,
                "country": country,
                "sex": sex,
                "institution": house.name,
                "ministry_kind": house.ministry_kind,
                "position": self._chance.choice(pools.POSITIONS[own]),
                "years_experience": self._chance.randint(1, 12),
                "field_of_work": self._chance.choice(pools.FIELDS),
                "languages_spoken": [own],
                "motivation": self._chance.choice(pools.MOTIVES[own]),
                "focal_point_name": " ".join(part for part in contact[:3] if part),
                "focal_point_email": f"{mailbox(*contact[:2])}.{self._tag}.{number}@{house.domain}",
                "focal_point_language": own,
                "letter": {"filename": "nota.pdf", "content_type": "application/pdf", "content_base64": _LETTER},
            }

    def expert(self) -> Json:
        """Somebody who teaches every module."""
        with self._lock:
            number, country = next(self._numbers), self._chance.choice(COUNTRIES)
            given, first, second, _ = person(self._chance, country)
            return {
                "name": " ".join(part for part in (given, first, second) if part),
                "email": f"{mailbox(given, first)}.{self._tag}.{number}@expertos.example",
                "language": LANGUAGE.get(country, "es"),
                "country": country,
                "modules": [1, 2, 3, 4, 5, 6],
            }
