"""Where promotions are kept; the database itself refuses a second one for a freed seat or for a person."""

from pymongo import ASCENDING

from services.registration.model.promotion import Promotion, PromotionStatus
from shared.storage import Database, Documents


class Promotions:
    """Promotions by id; internal to registration, so they publish nothing themselves."""

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

    def get(self, promotion_id: str, *, version: int | None = None) -> Promotion:
        """The promotion, or a refusal when there is none or the page was stale."""
        return self._documents.get(promotion_id, version=version)

    def add(self, promotion: Promotion) -> Promotion:
        """Keep a new promotion."""
        return self._documents.add(promotion)

    def save(self, promotion: Promotion) -> Promotion:
        """Keep the next version of a promotion."""
        return self._documents.save(promotion)

    def open_in(self, edition_id: str) -> list[Promotion]:
        """The open ones of an edition, in the order the seats were freed."""
        return list(self._documents.find({"edition_id": edition_id, "status": PromotionStatus.OPEN}))
