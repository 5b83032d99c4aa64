"""Likeness: how much speaks for two applications being one person's. It is shown to staff, who decide; it never does."""

from dataclasses import dataclass
from enum import StrEnum

import jellyfish

from services.registration.model import names
from services.registration.model.application import Application

SUSPECTED_FROM = 76
"""Of 100; docs/decisions says what was measured with it."""

SAME_WORD_FROM = 0.88
LEAST_WORDS = 2


class Verdict(StrEnum):
    """What two forms say about one thing."""

    SAME = "same"
    SIMILAR = "similar"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Who somebody says they are in one application, as far as it tells people apart."""

    application_id: str
    person_id: str
    given_names: str
    surnames: str
    birthday: str
    sex: str
    country: str

    @classmethod
    def of(cls, application: Application) -> "Profile":
        """What an application says."""
        form = application.form
        return cls(
            application_id=application.id,
            person_id=application.sender_id,
            given_names=form.given_names,
            surnames=f"{form.first_surname} {form.second_surname}".strip(),
            birthday=form.birthday,
            sex=form.sex,
            country=form.country,
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """Under which it is found."""
        return names.keys(self.given_names, self.surnames, self.birthday)

    @property
    def words(self) -> tuple[str, ...]:
        """The whole name, whichever part of it was written where."""
        return names.words(self.given_names) + names.words(self.surnames)

    @property
    def told(self) -> str:
        """The same as long as nothing changes that the comparison looks at."""
        return " ".join((*sorted(self.words), self.birthday, self.sex, self.country))


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """`confidence` of 100, and what it is made of."""

    confidence: int
    grounds: dict[str, Verdict]

    @property
    def suspected(self) -> bool:
        """Whether a person should look at it."""
        return self.confidence >= SUSPECTED_FROM


WEIGHTS = {
    "birthday": {Verdict.SAME: 15, Verdict.SIMILAR: -20, Verdict.DIFFERENT: -35, Verdict.UNKNOWN: -10},
    "country": {Verdict.DIFFERENT: -15},
    "sex": {Verdict.DIFFERENT: -15},
}
EXTRA_WORD = -3


def compare(one: Profile, other: Profile) -> Likeness:
    """How alike two are: the words of the shorter name that the longer one has too, and then all else."""
    shorter, longer = sorted((one.words, other.words), key=len)
    alike = _paired(shorter, longer)
    if sum(similarity > 0 for similarity in alike) < LEAST_WORDS:
        return Likeness(confidence=0, grounds={})
    name = sum(alike) / len(shorter)
    extra = len(longer) - len(shorter)
    grounds = {
        "name": Verdict.SAME if name == 1 and not extra else Verdict.SIMILAR,
        "birthday": _birthdays(one.birthday, other.birthday),
        "country": _told(one.country, other.country),
        "sex": _told(one.sex, other.sex),
    }
    points = 100 * name + EXTRA_WORD * extra
    points += sum(weights.get(grounds[about], 0) for about, weights in WEIGHTS.items())
    return Likeness(confidence=max(0, min(100, round(points))), grounds=grounds)


def _paired(shorter: tuple[str, ...], longer: tuple[str, ...]) -> list[float]:
    """For each word of the shorter name, how like it is to the word of the longer one that goes with it."""
    pairs = sorted(
        ((_words(a, b), i, j) for i, a in enumerate(shorter) for j, b in enumerate(longer)),
        key=lambda pair: -pair[0],
    )
    found, taken = [0.0] * len(shorter), set()
    for similarity, i, j in pairs:
        if similarity and not found[i] and j not in taken:
            found[i] = similarity
            taken.add(j)
    return found


def _words(a: str, b: str) -> float:
    if a == b:
        return 1.0
    if names.sound(a) == names.sound(b):
        return 0.97
    similarity = jellyfish.jaro_winkler_similarity(a, b)
    return similarity if similarity >= SAME_WORD_FROM else 0.0


def _birthdays(one: str, other: str) -> Verdict:
    verdict = _told(one, other)
    if verdict is not Verdict.DIFFERENT:
        return verdict
    month, _, day = one.partition("-")
    slips = sum(a != b for a, b in zip(one, other, strict=True))
    return Verdict.SIMILAR if other == f"{day}-{month}" or slips == 1 else Verdict.DIFFERENT


def _told(one: str, other: str) -> Verdict:
    if not one or not other:
        return Verdict.UNKNOWN
    return Verdict.SAME if one == other else Verdict.DIFFERENT
