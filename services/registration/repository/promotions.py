"""Where promotions are kept; the database itself refuses a second one for a freed seat or for a person."""

from pymongo import ASCENDING

from services.registration.model.promotion import STANDING, Promotion, PromotionStatus
from shared.contracts.event import Event
from shared.storage import Database, Documents


class Promotions:
    """Promotions by id. What they publish is about the replacement that an institution is asked for."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "promotions", Promotion)

    def create_indexes(self) -> None:
        """One promotion for each freed seat, and nobody is meant by two open ones."""
        rows = self._documents.rows
        rows.create_index([("freed_by", ASCENDING)], unique=True)
        rows.create_index(
            [("application_id", ASCENDING)],
            unique=True,
            partialFilterExpression={"status": PromotionStatus.OPEN, "application_id": {"$type": "string"}},
        )
        rows.create_index([("edition_id", ASCENDING), ("status", ASCENDING)])
        rows.create_index([("status", ASCENDING)])
        rows.create_index([("replacement.nominee.id", ASCENDING)], sparse=True)

    def get(self, promotion_id: str, *, version: int | None = None) -> Promotion:
        """The promotion, or a refusal when there is none or the page was stale."""
        return self._documents.get(promotion_id, version=version)

    def add(self, promotion: Promotion, *events: Event) -> Promotion:
        """Keep a new promotion."""
        return self._documents.add(promotion, *events)

    def save(self, promotion: Promotion, *events: Event) -> Promotion:
        """Keep the next version of a promotion."""
        return self._documents.save(promotion, *events)

    def standing_in(self, edition_id: str) -> list[Promotion]:
        """Those of an edition whose seat is still to be given, in the order the seats were freed."""
        return list(self._documents.find({"edition_id": edition_id, "status": {"$in": list(STANDING)}}))

    def reserved(self) -> list[Promotion]:
        """Those that institutions may fill, in every edition."""
        return list(self._documents.find({"status": PromotionStatus.RESERVED}))

    def of_nomination(self, nomination_id: str) -> Promotion | None:
        """The promotion for which somebody was named, or None."""
        return self._documents.find_one({"replacement.nominee.id": nomination_id})
