"""Where published totals of earlier editions are kept."""

from pymongo import ASCENDING, DESCENDING

from services.registration.model.reported import Report
from shared.storage import Database, Documents


class Reports:
    """Reports by id."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "reports", Report)

    def create_indexes(self) -> None:
        """A source counts once for an edition, unless it was struck."""
        self._documents.rows.create_index(
            [("ordinal", ASCENDING), ("scope", ASCENDING), ("source", ASCENDING)],
            name="one_source",
            unique=True,
            partialFilterExpression={"struck_because": ""},
        )

    def get(self, report_id: str, *, version: int) -> Report:
        """The report, or a refusal when there is none or the page was stale."""
        return self._documents.get(report_id, version=version)

    def has(self, report: Report) -> bool:
        """Whether this source has been recorded for the same, and not struck."""
        same = {"ordinal": report.ordinal, "scope": report.scope, "source": report.source, "struck_because": ""}
        return self._documents.find_one(same) is not None

    def add(self, report: Report) -> Report:
        """Keep a new one."""
        return self._documents.add(report)

    def save(self, report: Report) -> Report:
        """Keep the next version."""
        return self._documents.save(report)

    def all(self) -> list[Report]:
        """Every one, the latest edition first."""
        return list(self._documents.find({}, sort=[("ordinal", DESCENDING), ("scope", ASCENDING), ("_id", ASCENDING)]))
