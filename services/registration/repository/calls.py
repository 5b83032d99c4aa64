"""Where the calls to institutions are kept: one for each institution in an edition."""

from collections.abc import Iterable

from pymongo import ASCENDING

from services.registration.model.call import Call, CallStatus
from shared.contracts.event import Event
from shared.contracts.refusal import Refusal
from shared.storage import Database, Documents


class Calls:
    """Calls by id, and by what they are about."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "calls", Call)
        self._database = database

    def create_indexes(self) -> None:
        """An institution is called once in an edition; nominations are found by id and by person."""
        rows = self._documents.rows
        rows.create_index([("edition_id", ASCENDING), ("institution_id", ASCENDING)], unique=True)
        rows.create_index([("edition_id", ASCENDING), ("country", ASCENDING), ("status", ASCENDING)])
        rows.create_index([("institution_id", ASCENDING)])
        rows.create_index([("focal_point_id", ASCENDING)])
        rows.create_index([("nominees.id", ASCENDING)])
        rows.create_index([("nominees.person_id", ASCENDING)])
        rows.create_index([("nominees.application_id", ASCENDING)])

    def get(self, call_id: str) -> Call:
        """The call, or a refusal when there is none."""
        return self._documents.get(call_id)

    def add(self, call: Call, *events: Event) -> Call:
        """Keep a new call, unless the institution has been called."""
        return self._documents.add(call, *events)

    def save(self, call: Call, *events: Event) -> Call:
        """Keep the next version of a call."""
        return self._documents.save(call, *events)

    def of_edition(self, edition_id: str, statuses: Iterable[CallStatus] = (), *, limit: int = 0) -> list[Call]:
        """Those of an edition by country; of some statuses, if any are named."""
        chosen = {"status": {"$in": sorted(statuses)}} if statuses else {}
        order = [("country", ASCENDING), ("_id", ASCENDING)]
        return list(self._documents.find({"edition_id": edition_id, **chosen}, sort=order, limit=limit))

    def of_institution(self, institution_id: str) -> list[Call]:
        """Those to one institution, in every edition."""
        return list(self._documents.find({"institution_id": institution_id}))

    def of_focal_point(self, person_id: str, edition_id: str) -> list[Call]:
        """Those that one person answers in an edition."""
        return list(self._documents.find({"focal_point_id": person_id, "edition_id": edition_id}))

    def of_nomination(self, nomination_id: str) -> Call:
        """The call that this nomination answers. Refuses with `not-found`."""
        found = self._documents.find_one({"nominees.id": nomination_id})
        if found is None:
            raise Refusal("not-found", "There is no such nomination.", status=404)
        return found

    def of_application(self, application_id: str) -> Call | None:
        """The call of which a nominated official sent this application, if it came so."""
        return self._documents.find_one({"nominees.application_id": application_id})

    def nominating(self, person_ids: Iterable[str], edition_id: str) -> Call | None:
        """The call of the edition in which somebody, under one of these ids, is nominated, if there is one."""
        nominee = {"$elemMatch": {"person_id": {"$in": list(person_ids)}, "withdrawn_at": None}}
        return self._documents.find_one({"edition_id": edition_id, "nominees": nominee})

    def of_country(self, edition_id: str, country: str) -> list[Call]:
        """Those of a country in an edition."""
        return list(self._documents.find({"edition_id": edition_id, "country": country}))

    def hold_country(self, edition_id: str, country: str) -> None:
        """Make this transaction conflict with any other that nominates for the country."""
        self._documents.rows.update_many(
            {"edition_id": edition_id, "country": country},
            {"$inc": {"nominations_held": 1}},
            session=self._database.session,
        )
