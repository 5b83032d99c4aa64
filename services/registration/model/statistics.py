"""Who applied and who took part: by country, sex, kind of ministry and edition. Recorded here, counted by the database."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from services.registration.model.states import Status

TOOK_PART = (Status.ENROLLED, Status.LEFT_EARLY, Status.FINISHED)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many of an edition, a country, a sex and a kind of ministry applied, and how many of them took part."""

    edition_id: str
    country: str
    sex: str
    ministry_kind: str
    applications: int
    participants: int


@dataclass(frozen=True, kw_only=True)
class People:
    """How many people applied and took part, each counted once, however often."""

    applied: int = 0
    took_part: int = 0


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a table."""

    key: str
    applications: int
    participants: int


BY: dict[str, Callable[[Tally], str]] = {
    "edition": lambda tally: tally.edition_id,
    "country": lambda tally: tally.country,
    "sex": lambda tally: tally.sex,
    "ministry": lambda tally: tally.ministry_kind,
}


def tables(tallies: Iterable[Tally]) -> dict[str, list[Line]]:
    """A table for each way to look at them, the most applications first."""
    tallies = list(tallies)
    return {name: _table(tallies, of) for name, of in BY.items()}


def in_all(tallies: Iterable[Tally]) -> Line:
    """All of them in one line."""
    tallies = list(tallies)
    return Line(
        key="",
        applications=sum(tally.applications for tally in tallies),
        participants=sum(tally.participants for tally in tallies),
    )


def _table(tallies: list[Tally], of: Callable[[Tally], str]) -> list[Line]:
    keys = {of(tally) for tally in tallies}
    found = [_line(key, [tally for tally in tallies if of(tally) == key]) for key in keys]
    return sorted(found, key=lambda line: (-line.applications, line.key))


def _line(key: str, tallies: list[Tally]) -> Line:
    whole = in_all(tallies)
    return Line(key=key, applications=whole.applications, participants=whole.participants)
