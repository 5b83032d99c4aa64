"""Where editions are kept; the database itself refuses a seat too many."""

from datetime import date
from typing import Any

from pymongo import ASCENDING, DESCENDING, ReturnDocument
from pymongo.errors import CollectionInvalid

from services.registration.model import complaints, windows
from services.registration.model.edition import Edition, EditionStatus
from shared.contracts.event import Event
from shared.contracts.refusal import Refusal
from shared.storage import Database, Documents

_COUNTRIES_TAKEN = {"$map": {"input": {"$objectToArray": "$taken"}, "in": "$$this.v"}}
_OWN_CAP = {
    "$first": {
        "$filter": {
            "input": {"$objectToArray": "$country_caps"},
            "as": "cap",
            "cond": {"$eq": ["$$cap.k", "$$country.k"]},
        }
    }
}
_WITHIN_CAP = {
    "$let": {
        "vars": {"own": _OWN_CAP},
        "in": {"$lte": ["$$country.v", {"$ifNull": ["$$own.v", "$country_cap"]}]},
    }
}
WITHIN_SEATS: dict[str, Any] = {
    "$expr": {
        "$and": [
            {"$lte": [{"$sum": _COUNTRIES_TAKEN}, "$seats"]},
            {
                "$allElementsTrue": [
                    {"$map": {"input": {"$objectToArray": "$taken"}, "as": "country", "in": _WITHIN_CAP}}
                ]
            },
        ]
    }
}


class Editions:
    """Editions by id. Besides the edition, its row counts the applications that were given a number."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "editions", Edition)
        self._database = database

    def create_indexes(self) -> None:
        """One edition of each ordinal; the rule on seats; the open one is looked up on every visit."""
        rows = self._documents.rows
        try:
            rows.database.create_collection(rows.name, validator=WITHIN_SEATS)
        except CollectionInvalid:
            rows.database.command("collMod", rows.name, validator=WITHIN_SEATS)
        rows.create_index([("ordinal", ASCENDING)], unique=True)
        rows.create_index([("status", ASCENDING)])
        self._take_over()

    def get(self, edition_id: str, *, version: int | None = None) -> Edition:
        """The edition, or a refusal when there is none or the page was stale."""
        return self._documents.get(edition_id, version=version)

    def add(self, edition: Edition, *events: Event) -> Edition:
        """Keep a new edition, unless its ordinal is taken."""
        try:
            return self._documents.add(edition, *events)
        except Refusal as refusal:
            raise Refusal(
                "ordinal-taken", complaints.ORDINAL_TAKEN, fields={"ordinal": complaints.ORDINAL_TAKEN}
            ) from refusal

    def save(self, edition: Edition, *events: Event) -> Edition:
        """Keep the next version of an edition."""
        return self._documents.save(edition, *events)

    def all(self) -> list[Edition]:
        """Every edition, the latest first."""
        return list(self._documents.find({}, sort=[("ordinal", DESCENDING)]))

    def of_status(self, *statuses: EditionStatus) -> list[Edition]:
        """Those of these statuses, the oldest first."""
        return list(self._documents.find({"status": {"$in": list(statuses)}}, sort=[("ordinal", ASCENDING)]))

    def count_application(self, edition: Edition) -> int:
        """Count one more application of the edition; conflicts with its closing, so that none slips through."""
        row = self._documents.rows.find_one_and_update(
            {"_id": edition.id, "status": edition.status},
            {"$inc": {"applications": 1}},
            projection={"applications": True},
            return_document=ReturnDocument.AFTER,
            session=self._database.session,
        )
        if row is None:
            raise Refusal("window-closed", f"Edition {edition.ordinal} does not take applications at this time.")
        count: int = row["applications"]
        return count

    def hold_committee(self, edition_id: str) -> None:
        """Make this transaction conflict with any other that assigns reviews of the edition."""
        self._documents.rows.update_one(
            {"_id": edition_id}, {"$inc": {"committee_changes": 1}}, session=self._database.session
        )

    def hold_waiting_list(self, edition_id: str) -> None:
        """Make this transaction conflict with any other that touches the edition's seats or waiting list."""
        self._documents.rows.update_one(
            {"_id": edition_id}, {"$inc": {"waiting_list_changes": 1}}, session=self._database.session
        )

    def _take_over(self) -> None:
        """Editions from before there were windows get the usual ones."""
        for row in self._documents.rows.find({"dates.review_closes_on": None}):
            days = ("endorsement_due_on", "promotion_cutoff", "starts_on")
            said = row["dates"] | {name: date.fromisoformat(row["dates"][name]) for name in days}
            usual = windows.usual(said, row["timezone"])
            found = {f"dates.{name}": day.isoformat() for name, day in usual.items()}
            self._documents.rows.update_one({"_id": row["_id"]}, {"$set": found})
