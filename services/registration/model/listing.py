"""Listing: by which words and marks staff find an application, and in which orders it stands in their lists."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from services.registration.model.application import Application
from services.registration.model.institution import folded
from services.registration.model.scoring import score_of
from services.registration.model.states import LIVE
from services.registration.model.waiting import waiting_on

LISTED_AS = 1
"""Goes up when what is kept to find applications by changes; those from before are taken over at the next start."""

FILTERS = (
    "institution",
    "missing",
    "alumnus",
    "waiting_on",
    "endorsement",
    "eligibility",
    "status",
    "country",
    "ministry_kind",
    "sex",
)
"""What a list can be filtered by: first what few applications have in common, since that is looked up first."""

SORTS = ("number", "name", "country", "score", "waiting")
"""In what order a list can be; with a minus before it, the other way round."""

EVERY, NOT_ENDED = "*", "live"
SHORTEST_WORD = 2
BESIDES_LETTERS = re.compile(r"[^\w]+")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """What is kept with an application so that it is found without reading the others.

    words: what it is searched by; marks: one `filter=value` for each filter it fits, one while it has not ended, and one that all have;
    then its place in each order, which ends with its number so that no two are the same.
    """

    version: int
    words: tuple[str, ...]
    marks: tuple[str, ...]
    number: str
    name: str
    country: str
    score: str
    waiting: str


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which applications of an edition somebody wants to see: those with all of the marks and all of the words."""

    edition_id: str
    marks: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def listed(application: Application) -> Listed:
    """How this application is found."""
    form = application.form
    name = folded(f"{form.first_surname} {form.second_surname} {form.given_names}")
    last = application.number
    return Listed(
        version=LISTED_AS,
        words=_words(application),
        marks=(EVERY, *((NOT_ENDED,) if application.status in LIVE else ()), *_marks(_values(application))),
        number=last,
        name=f"{name}|{last}",
        country=f"{application.country}|{last}",
        score=f"{score_of(application):03d}|{last}",
        waiting=f"{application.waiting_since.isoformat()}|{last}",
    )


def wanted(edition_id: str, filters: Mapping[str, str], q: str) -> Wanted:
    """What these filters and this search ask for; the mark that fewest have comes first, and so does the longest word."""
    marks = tuple(_marks({name: (filters[name],) for name in FILTERS if filters.get(name)}))
    words = sorted(folded(_plain(q)).split(), key=len, reverse=True)
    return Wanted(edition_id=edition_id, marks=marks or (EVERY,), words=tuple(words))


def shown(application: Application) -> dict[str, str]:
    """The same as a document."""
    return asdict(listed(application))


def is_alumnus(application: Application) -> bool:
    """Whether the person has taken part before, by what we have on record or by what they say."""
    told = any(result.reason == "attended-before" for result in application.eligibility.results)
    return told or application.form.attended_before


def _values(application: Application) -> dict[str, tuple[str, ...]]:
    missing = application.missing
    return {
        "institution": (application.form.institution_id,),
        "missing": ("any", *missing) if missing else (),
        "alumnus": ("yes",) if is_alumnus(application) else ("no",),
        "waiting_on": (waiting_on(application),),
        "endorsement": (application.endorsement.status,),
        "eligibility": (application.eligibility.verdict,),
        "status": (application.status,),
        "country": (application.country,),
        "ministry_kind": (application.form.ministry_kind,),
        "sex": (application.form.sex or "unsaid",),
    }


def _marks(values: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [f"{name}={value}" for name, found in values.items() for value in found]


def _words(application: Application) -> tuple[str, ...]:
    """Every word as it is written and, of one with a hyphen or an apostrophe in it, its parts; a number also by its end."""
    form = application.form
    texts = (form.name, form.institution, form.email, application.number)
    whole = [word for text in texts for word in folded(_plain(text)).split()]
    parts = [part for word in whole for part in BESIDES_LETTERS.split(word)]
    last = application.number.rpartition("-")[2].lstrip("0")
    return tuple(sorted({word for word in (*whole, *parts) if len(word) >= SHORTEST_WORD} | {last}))


def _plain(text: str) -> str:
    """With one kind of apostrophe."""
    return text.replace("’", "'").replace("ʼ", "'").replace("‘", "'")
