"""Where staff find applications: however many there are, a look reads no more than MOST of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pymongo import ASCENDING, DESCENDING

from services.registration.model.application import Application
from services.registration.model.listing import LISTED_AS, NOT_ENDED, SORTS, Wanted, shown
from services.registration.model.states import Status
from shared.storage import Database, Documents

MOST = 1_000
WORDS = "listed_by_words"
LAST = "\uffff"

Stage = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some of those wanted, in order. next: the place where the list goes on, None at its end.

    A list goes on after a page that is not full when MOST were looked at to fill it.
    """

    applications: list[Application]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many are wanted; when `more` is true, at least so many: only MOST were looked at."""

    count: int
    more: bool


class Listing:
    """Applications by what they are listed by. An index for each order serves every filter, since all have marks."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "applications", Application, derived=derived)
        self._database = database

    def create_indexes(self) -> None:
        """One for each order, and one for words; then those from before are listed too."""
        rows = self._documents.rows
        for sort in SORTS:
            keys = [("edition_id", ASCENDING), ("listed.marks", ASCENDING), (f"listed.{sort}", ASCENDING)]
            rows.create_index(keys, name=_index(sort))
        rows.create_index([("edition_id", ASCENDING), ("listed.words", ASCENDING)], name=WORDS)
        self._documents.derive_anew({"listed.version": {"$ne": LISTED_AS}})

    def page(self, wanted: Wanted, *, sort: str, after: str = "", limit: int) -> Page:
        """The next `limit` of those wanted after the place `after`; `sort` with a minus is the other way round."""
        order, going = sort.removeprefix("-"), DESCENDING if sort.startswith("-") else ASCENDING
        key = f"listed.{order}"
        beyond: Stage = {key: {"$gt" if going == ASCENDING else "$lt": after}} if after else {}
        if wanted.words:
            stages: list[Stage] = [{"$match": _first(wanted)}, {"$limit": MOST}]
            stages += [{"$match": {**_rest(wanted), **beyond}}]
            stages += [{"$sort": {key: going}}, {"$limit": limit + 1}]
            return _page(list(self._documents.look(stages, hint=WORDS)), order, limit)
        first: Stage = {"$match": {**_first(wanted), **beyond}}
        stages = [first, {"$sort": {key: going}}, {"$limit": MOST}, {"$match": _rest(wanted)}, {"$limit": limit + 1}]
        page = _page(list(self._documents.look(stages, hint=_index(order))), order, limit)
        if page.next or len(wanted.marks) == 1:
            return page
        stages = [first, {"$sort": {key: going}}, {"$skip": MOST - 1}, {"$limit": 1}, {"$project": {key: 1, "_id": 0}}]
        for looked_at in self._rows(stages, _index(order)):
            return Page(applications=page.applications, next=looked_at["listed"][order])
        return page

    def count(self, wanted: Wanted) -> Count:
        """How many there are, as far as MOST tell."""
        fits = {"$and": [*({"$in": [mark, "$listed.marks"]} for mark in _others(wanted)), *map(_has, wanted.words[1:])]}
        only_first = not _others(wanted) and not wanted.words[1:]
        found: Stage = {
            "_id": None,
            "looked_at": {"$sum": 1},
            "fit": {"$sum": 1 if only_first else {"$cond": [fits, 1, 0]}},
        }
        stages: list[Stage] = [{"$match": _first(wanted)}, {"$limit": MOST + 1}, {"$group": found}]
        for row in self._rows(stages, WORDS if wanted.words else _index("number")):
            return Count(count=min(row["fit"], MOST), more=row["looked_at"] > MOST)
        return Count(count=0, more=False)

    def longest_waiting(self, edition_id: str) -> list[Application]:
        """Those of an edition that have not ended, in the order in which something last happened; at most MOST."""
        return self.page(Wanted(edition_id=edition_id, marks=(NOT_ENDED,)), sort="waiting", limit=MOST).applications

    def by_status(self, edition_id: str) -> dict[str, int]:
        """How many of an edition have each status, those aside that none has; above MOST it is one more than that."""
        stages: list[Stage] = [
            {"$match": {"edition_id": edition_id}},
            {"$limit": MOST + 1},
            {"$sortByCount": "$status"},
        ]
        rows = self._documents.rows
        counted = {row["_id"]: row["count"] for row in rows.aggregate(stages, session=self._database.session)}
        if sum(counted.values()) > MOST:
            counted = {status: self._count_of(edition_id, status) for status in Status}
        return {str(status): counted[status] for status in Status if counted.get(status)}

    def _count_of(self, edition_id: str, status: Status) -> int:
        own = {"edition_id": edition_id, "listed.marks": f"status={status}"}
        return self._documents.rows.count_documents(
            own, hint=_index("number"), limit=MOST + 1, session=self._database.session
        )

    def _rows(self, stages: Iterable[Stage], hint: str) -> Iterable[Mapping[str, Any]]:
        return self._documents.rows.aggregate(list(stages), hint=hint, session=self._database.session)


def derived(application: Application) -> dict[str, Any]:
    """What is kept beside an application to find it by."""
    return {"listed": shown(application)}


def _index(sort: str) -> str:
    return f"listed_by_{sort}"


def _first(wanted: Wanted) -> Stage:
    """What an index answers alone: the longest word when there is a search, else the mark that fewest have."""
    if wanted.words:
        return {"edition_id": wanted.edition_id, "listed.words": _begins(wanted.words[0])}
    return {"edition_id": wanted.edition_id, "listed.marks": wanted.marks[0]}


def _others(wanted: Wanted) -> tuple[str, ...]:
    return wanted.marks if wanted.words else wanted.marks[1:]


def _rest(wanted: Wanted) -> Stage:
    marks, words = _others(wanted), [{"listed.words": _begins(word)} for word in wanted.words[1:]]
    return ({"listed.marks": {"$all": list(marks)}} if marks else {}) | ({"$and": words} if words else {})


def _begins(word: str) -> Stage:
    return {"$elemMatch": {"$gte": word, "$lt": word + LAST}}


def _has(word: str) -> Stage:
    begins = {"$eq": [{"$substrCP": ["$$word", 0, len(word)]}, word]}
    return {"$anyElementTrue": {"$map": {"input": "$listed.words", "as": "word", "in": begins}}}


def _page(found: list[Application], order: str, limit: int) -> Page:
    shown_here = found[:limit]
    more = len(found) > limit
    return Page(applications=shown_here, next=shown(shown_here[-1])[order] if more else None)
