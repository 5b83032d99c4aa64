"""Where journeys are kept, at most one live one for an application, and the travel budget of each edition."""

from pymongo import ASCENDING

from services.registration.model.travel import LIVE, Travel
from services.registration.model.travel_budget import TravelBudget
from shared.contracts.event import Event
from shared.contracts.refusal import Refusal
from shared.storage import Database, Documents


class Travels:
    """Journeys by id, and by whose they are."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "travels", Travel)

    def create_indexes(self) -> None:
        """One live journey for an application; those of an edition by where they stand."""
        rows = self._documents.rows
        rows.create_index(
            [("application_id", ASCENDING)],
            name="one_live_journey",
            unique=True,
            partialFilterExpression={"status": {"$in": sorted(LIVE)}},
        )
        rows.create_index([("application_id", ASCENDING), ("status", ASCENDING)])
        rows.create_index([("edition_id", ASCENDING), ("status", ASCENDING)])

    def get(self, travel_id: str, *, version: int | None = None) -> Travel:
        """The journey, or a refusal when there is none or the page was stale."""
        return self._documents.get(travel_id, version=version)

    def add(self, travel: Travel, *events: Event) -> Travel:
        """Keep a new journey, unless the application has a live one."""
        try:
            return self._documents.add(travel, *events)
        except Refusal as refusal:
            raise Refusal("travel-exists", "There is a journey of this participant already.") from refusal

    def save(self, travel: Travel, *events: Event) -> Travel:
        """Keep the next version of a journey."""
        return self._documents.save(travel, *events)

    def live_of(self, application_id: str) -> Travel | None:
        """The live journey of an application, if there is one."""
        live = [status.value for status in LIVE]
        return self._documents.find_one({"application_id": application_id, "status": {"$in": live}})

    def of_application(self, application_id: str) -> list[Travel]:
        """All journeys of an application, live or ended."""
        return list(self._documents.find({"application_id": application_id}))

    def of_edition(self, edition_id: str) -> list[Travel]:
        """All journeys of an edition; as many as it has participants."""
        return list(self._documents.find({"edition_id": edition_id}))


class TravelBudgets:
    """The travel budget of an edition; internal to registration, so it publishes nothing."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "travel_budgets", TravelBudget)
        self._database = database

    def create_indexes(self) -> None:
        """None but its id, which is the edition's."""
        self._documents.create()

    def find(self, edition_id: str) -> TravelBudget | None:
        """The budget, once it is set."""
        return self._documents.find_one({"_id": edition_id})

    def of(self, edition_id: str, *, version: int) -> TravelBudget:
        """The budget as the page showed it; version 0 is of one that is not set."""
        if version:
            return self._documents.get(edition_id, version=version)
        if self.find(edition_id):
            return self._documents.get(edition_id, version=0)
        return TravelBudget(id=edition_id)

    def keep(self, budget: TravelBudget) -> TravelBudget:
        """Keep the first or the next version."""
        return self._documents.save(budget) if budget.version else self._documents.add(budget)

    def hold(self, edition_id: str) -> TravelBudget | None:
        """The budget, while this transaction conflicts with any other that takes from it or changes it."""
        self._documents.rows.update_one(
            {"_id": edition_id}, {"$inc": {"times_taken_from": 1}}, session=self._database.session
        )
        return self.find(edition_id)
