"""Aggregates as documents: frozen dataclasses in and out, versioned, stored together with the events they caused."""

import contextlib
import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from bson.decimal128 import Decimal128
from cattrs.preconf.bson import make_converter
from pymongo import ReturnDocument
from pymongo.errors import CollectionInvalid, DuplicateKeyError

from shared.contracts.event import Event
from shared.contracts.refusal import Refusal
from shared.storage.database import Database
from shared.storage.outbox import Outbox


class Aggregate(Protocol):
    """A frozen dataclass with an id and a version (0 until it is first stored)."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str:
        """Never reused."""

    @property
    def version(self) -> int:
        """How many times it has been stored."""


Kind = TypeVar("Kind", bound=Aggregate)

_converter = make_converter()
_converter.register_unstructure_hook(Decimal, Decimal128)
_converter.register_structure_hook(Decimal, lambda stored, _kind: stored.to_decimal())


class Documents(Generic[Kind]):
    """One collection of one kind of aggregate. `id` is kept as `_id`; nested dataclasses and enums are converted.

    The stored document also counts the events its subject has published (`sequence`), which never appears inside.
    derived: what is kept beside each document to find it by, computed anew whenever it is stored.
    """

    def __init__(
        self,
        database: Database,
        name: str,
        kind: type[Kind],
        *,
        derived: Callable[[Kind], dict[str, Any]] | None = None,
    ) -> None:
        self.rows = database.collection(name)
        self._derived = derived
        self._database = database
        self._outbox = Outbox(database)
        self._kind = kind

    def create(self) -> None:
        """Make the collection, if it has no index to make it: a transaction would have to lock the database for it."""
        with contextlib.suppress(CollectionInvalid):
            self.rows.database.create_collection(self.rows.name)

    def get(self, key: str, *, version: int | None = None) -> Kind:
        """The document of that id. Refuses with `not-found` (404), or `stale` (409) when it has moved on."""
        found = self.find_one({"_id": key})
        if found is None:
            raise Refusal("not-found", f"There is no such {self._kind.__name__.lower()}.", status=404)
        if version is not None and found.version != version:
            raise _stale(found.version)
        return found

    def find_one(self, query: Mapping[str, Any]) -> Kind | None:
        """The first document that fits, or None."""
        document = self.rows.find_one(query, session=self._database.session)
        return None if document is None else self._structure(document)

    def find(
        self, query: Mapping[str, Any], *, sort: Iterable[tuple[str, int]] = (("_id", 1),), limit: int = 0
    ) -> Iterator[Kind]:
        """All documents that fit, in the order of `sort` ([(field, 1 or -1), …]); `limit` 0 means all."""
        cursor = self.rows.find(query, sort=list(sort), limit=limit, session=self._database.session)
        return map(self._structure, cursor)

    def look(self, pipeline: Sequence[Mapping[str, Any]], *, hint: str) -> Iterator[Kind]:
        """The whole documents that a pipeline comes to, by the index named `hint`."""
        return map(self._structure, self.rows.aggregate(list(pipeline), hint=hint, session=self._database.session))

    def derive_anew(self, query: Mapping[str, Any]) -> None:
        """Compute what is derived from the documents that fit once more, after its definition has changed."""
        for document in self.rows.find(query):
            found = self._structure(document)
            same = {"_id": found.id, "version": found.version}
            self.rows.update_one(same, {"$set": self._derived(found) if self._derived else {}})

    def add(self, thing: Kind, *events: Event) -> Kind:
        """Store a new document with the events it caused. Refuses with `already-exists` on a taken unique key."""
        document = self.as_kept(thing) | {"sequence": len(events)}
        try:
            self.rows.insert_one(document, session=self._session())
        except DuplicateKeyError as error:
            raise Refusal("already-exists", f"There is already such a {self._kind.__name__.lower()}.") from error
        self._outbox.put(thing.id, events, first=1)
        return dataclasses.replace(thing, version=1)

    def as_kept(self, thing: Kind) -> dict[str, Any]:
        """A new document as the database has it, before any event."""
        return self._unstructure(thing) | {"_id": thing.id, "version": 1, "sequence": 0}

    def save(self, thing: Kind, *events: Event) -> Kind:
        """Store the next version with the events it caused, or refuse a `stale` one; answers the stored version."""
        stored = self.rows.find_one_and_update(
            {"_id": thing.id, "version": thing.version},
            {"$set": self._unstructure(thing), "$inc": {"version": 1, "sequence": len(events)}},
            projection={"version": True, "sequence": True},
            return_document=ReturnDocument.AFTER,
            session=self._session(),
        )
        if stored is None:
            raise _stale(None)
        self._outbox.put(thing.id, events, first=stored["sequence"] - len(events) + 1)
        return dataclasses.replace(thing, version=stored["version"])

    def _session(self) -> Any:
        _ = self._database.cause
        return self._database.session

    def _unstructure(self, thing: Kind) -> dict[str, Any]:
        document: dict[str, Any] = _converter.unstructure(thing)
        del document["id"], document["version"]
        return document | self._derived(thing) if self._derived else document

    def _structure(self, document: dict[str, Any]) -> Kind:
        return _converter.structure(document | {"id": document["_id"]}, self._kind)


def _stale(current: int | None) -> Refusal:
    now_at = f" It is now at version {current}." if current else ""
    return Refusal("stale", f"Somebody else changed this in the meantime.{now_at} Look at it again and repeat.")
