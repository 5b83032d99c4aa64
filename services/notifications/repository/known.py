"""What others said last about each of their subjects; older news never replaces newer."""

from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

from cattrs.preconf.bson import make_converter
from pymongo import ASCENDING

from services.notifications.model.known import (
    Application,
    Asked,
    Contact,
    Edition,
    Institution,
    Release,
    Review,
    Session,
)
from shared.contracts.refusal import NotYet
from shared.contracts.scheduling import ProgrammeReleased
from shared.storage import Database

Kind = TypeVar("Kind", Application, Asked, Contact, Edition, Institution, Release, Review, Session)

_converter = make_converter()


class Latest(Generic[Kind]):
    """One collection of such knowledge: `_id`, the `sequence` of the fact it comes from, and what is known."""

    def __init__(self, database: Database, name: str, kind: type[Kind]) -> None:
        self.rows = database.collection(name)
        self._database = database
        self._kind: type[Kind] = kind

    def put(self, key: str, known: Kind, *, sequence: int) -> None:
        """Know this from now on, unless something newer is known already."""
        # Looked up first: an upsert that meets a newer row would be a duplicate key, which aborts the transaction.
        if self.rows.find_one({"_id": key, "sequence": {"$gt": sequence}}, session=self._database.session):
            return
        document = _converter.unstructure(known) | {"_id": key, "sequence": sequence}
        self.rows.replace_one({"_id": key}, document, upsert=True, session=self._database.session)

    def find(self, key: str) -> Kind | None:
        """What is known of it, or None."""
        return next(self.find_all({"_id": key}), None)

    def get(self, key: str) -> Kind:
        """What is known of it. Raises NotYet when the fact that tells it has not come."""
        known = self.find(key)
        if known is None:
            raise NotYet(f"nothing is known yet of {self._kind.__name__.lower()} {key}")
        return known

    def find_all(self, query: dict[str, Any]) -> Iterator[Kind]:
        """All that fit, in the order of their keys."""
        for document in self.rows.find(query, sort=[("_id", ASCENDING)], session=self._database.session):
            yield _converter.structure(document, self._kind)


class Known:
    """Contacts by `publisher|person`; applications, calls, nominations, editions, reviews and the like by id."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.contacts = Latest(database, "contacts", Contact)
        self.applications = Latest(database, "applications", Application)
        self.editions = Latest(database, "editions", Edition)
        self.sessions = Latest(database, "sessions", Session)
        self.releases = Latest(database, "releases", Release)
        self.institutions = Latest(database, "institutions", Institution)
        self.asked = Latest(database, "asked", Asked)
        self.reviews = Latest(database, "reviews", Review)

    def create_indexes(self) -> None:
        """An edition's applications are looked up when something is told to all of them."""
        self.applications.rows.create_index([("edition_id", ASCENDING), ("status.name", ASCENDING)])

    def applications_after(self, edition_id: str, facts: Iterable[str]) -> Iterator[Application]:
        """The edition's applications whose last status fact is one of these."""
        return self.applications.find_all({"edition_id": edition_id, "status.name": {"$in": list(facts)}})

    def is_latest_release(self, released: ProgrammeReleased) -> bool:
        """Whether nothing newer is known of the edition's programme."""
        known = self.releases.get(released.edition_id)
        return ProgrammeReleased.from_data(known.data).programme_version <= released.programme_version

    def release_seen_by_participant(self, edition_id: str) -> Release | None:
        """The edition's released programme, for a participant who is being confirmed.

        It also writes, so that a release and a confirmation that are heard at the same moment meet as a write conflict
        and the second one sees the first; otherwise neither would tell the participant.
        """
        self.releases.rows.update_one(
            {"_id": edition_id},
            {"$inc": {"participants": 1}, "$setOnInsert": {"sequence": 0}},
            upsert=True,
            session=self._database.session,
        )
        return next(self.releases.find_all({"_id": edition_id, "sequence": {"$gt": 0}}), None)
