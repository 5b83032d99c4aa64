"""Where participants' details are kept: a collection of their own, so that they can be erased without the rest."""

from datetime import datetime

from pymongo import ASCENDING

from services.registration.model.details import Details
from shared.contracts.event import Event
from shared.storage import Database, Documents

BATCH = 100


class ParticipantDetails:
    """Details by id, and by the application that they belong to."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "participant_details", Details)

    def create_indexes(self) -> None:
        """One for each application; the clock finds whom to remind."""
        rows = self._documents.rows
        rows.create_index([("application_id", ASCENDING)], unique=True)
        rows.create_index([("edition_id", ASCENDING)])
        rows.create_index([("remind_at", ASCENDING)], partialFilterExpression={"remind_at": {"$type": "date"}})

    def of(self, application_id: str) -> Details | None:
        """Those of an application, or None when they were never asked."""
        return self._documents.find_one({"application_id": application_id})

    def of_edition(self, edition_id: str) -> dict[str, Details]:
        """Those of an edition, by application."""
        return {one.application_id: one for one in self._documents.find({"edition_id": edition_id})}

    def to_remind(self, at: datetime) -> list[Details]:
        """The next whose owners are to be reminded."""
        return list(self._documents.find({"remind_at": {"$type": "date", "$lte": at}}, limit=BATCH))

    def add(self, details: Details, *events: Event) -> Details:
        """Keep new ones."""
        return self._documents.add(details, *events)

    def save(self, details: Details, *events: Event) -> Details:
        """Keep their next version."""
        return self._documents.save(details, *events)
