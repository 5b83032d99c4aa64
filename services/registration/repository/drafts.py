"""Where drafts are kept; the database itself refuses a second live one of a person in an edition."""

from collections.abc import Collection
from datetime import datetime

from pymongo import ASCENDING, DESCENDING

from services.registration.model.draft import Draft, DraftStatus
from shared.contracts.event import Event
from shared.storage import Database, Documents

BATCH = 100


class Drafts:
    """Drafts by id."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "drafts", Draft)

    def create_indexes(self) -> None:
        """One live draft of a person in an edition; the clock finds those of an edition."""
        rows = self._documents.rows
        rows.create_index(
            [("person_id", ASCENDING), ("edition_id", ASCENDING)],
            name="one_live_draft",
            unique=True,
            partialFilterExpression={"status": DraftStatus.DRAFT},
        )
        rows.create_index([("edition_id", ASCENDING), ("status", ASCENDING), ("reminded_at", ASCENDING)])
        rows.create_index([("nomination_id", ASCENDING), ("status", ASCENDING)])

    def get(self, draft_id: str, *, version: int | None = None) -> Draft:
        """The draft, or a refusal when there is none or the page was stale."""
        return self._documents.get(draft_id, version=version)

    def live(self, person_ids: Collection[str], edition_id: str) -> list[Draft]:
        """What somebody who is known by these ids has begun and not sent in an edition, the one used last first."""
        wanted = {"person_id": {"$in": sorted(person_ids)}, "edition_id": edition_id, "status": DraftStatus.DRAFT}
        return list(self._documents.find(wanted, sort=[("linked_at", DESCENDING)]))

    def of_nomination(self, nomination_id: str) -> Draft | None:
        """What was begun by a nomination and not sent."""
        return self._documents.find_one({"nomination_id": nomination_id, "status": DraftStatus.DRAFT})

    def of_edition(self, edition_id: str) -> list[Draft]:
        """The next that were begun in an edition and not sent."""
        wanted = {"edition_id": edition_id, "status": DraftStatus.DRAFT}
        return list(self._documents.find(wanted, limit=BATCH))

    def unreminded(self, edition_id: str, begun_before: datetime) -> list[Draft]:
        """The next of an edition that were begun before that time, and that nobody was reminded of."""
        wanted = {
            "edition_id": edition_id,
            "status": DraftStatus.DRAFT,
            "reminded_at": None,
            "timeline.0.at": {"$lte": begun_before},
        }
        return list(self._documents.find(wanted, limit=BATCH))

    def editions_with_live(self) -> list[str]:
        """The editions in which something is begun and not sent."""
        return sorted(self._documents.rows.distinct("edition_id", {"status": DraftStatus.DRAFT}))

    def count_live(self, edition_id: str) -> int:
        """How many are begun and not sent."""
        return self._documents.rows.count_documents({"edition_id": edition_id, "status": DraftStatus.DRAFT})

    def add(self, draft: Draft, *events: Event) -> Draft:
        """Keep a new draft, unless the person has a live one."""
        return self._documents.add(draft, *events)

    def save(self, draft: Draft, *events: Event) -> Draft:
        """Keep the next version of a draft."""
        return self._documents.save(draft, *events)
