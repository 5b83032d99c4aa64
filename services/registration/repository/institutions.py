"""Where institutions are kept: one of each name in a country."""

import re
from typing import Any

from pymongo import ASCENDING

from services.registration.model import complaints
from services.registration.model.institution import Institution, folded
from shared.contracts.event import Event
from shared.contracts.refusal import Refusal
from shared.storage import Database, Documents


class Institutions:
    """Institutions by id, by country and name, and by who speaks for them."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "institutions", Institution)

    def create_indexes(self) -> None:
        """A country's institutions have different names; a person may speak for several."""
        rows = self._documents.rows
        rows.create_index([("place", ASCENDING)], unique=True)
        rows.create_index([("terms.person_id", ASCENDING)])
        rows.create_index([("country", ASCENDING)])

    def get(self, institution_id: str, *, version: int | None = None) -> Institution:
        """The institution, or a refusal when there is none or the page was stale."""
        return self._documents.get(institution_id, version=version)

    def find(self, institution_id: str) -> Institution | None:
        """The institution of that id, or None."""
        return self._documents.find_one({"_id": institution_id})

    def of_place(self, place: str) -> Institution | None:
        """The institution of that country and name, or None."""
        return self._documents.find_one({"place": place})

    def add(self, institution: Institution, *events: Event) -> Institution:
        """Keep a new institution, unless the country has one of this name."""
        if self.of_place(institution.place):
            raise _name_taken()
        try:
            return self._documents.add(institution, *events)
        except Refusal as refusal:
            raise _name_taken() from refusal

    def save(self, institution: Institution, *events: Event) -> Institution:
        """Keep the next version of an institution, unless another has its name."""
        namesake = self.of_place(institution.place)
        if namesake and namesake.id != institution.id:
            raise _name_taken()
        return self._documents.save(institution, *events)

    def of_countries(self, countries: tuple[str, ...]) -> list[Institution]:
        """Those of these countries, by country and name."""
        return list(self._documents.find({"country": {"$in": list(countries)}}, sort=[("place", ASCENDING)]))

    def spoken_for_by(self, person_id: str) -> list[Institution]:
        """Those whose focal point is this person now."""
        term = {"$elemMatch": {"person_id": person_id, "until": None}}
        return list(self._documents.find({"terms": term}, sort=[("place", ASCENDING)]))

    def page(
        self, *, country: str = "", q: str = "", person_id: str = "", after: str = "", limit: int
    ) -> list[Institution]:
        """The next `limit` after the place `after`; `q` is parts of the name, `person_id` who speaks for it."""
        wanted: dict[str, Any] = {"place": {"$gt": after}}
        if country:
            wanted["country"] = country
        if person_id:
            wanted["terms"] = {"$elemMatch": {"person_id": person_id, "until": None}}
        parts = [{"place": {"$regex": re.escape(word)}} for word in folded(q).split()]
        return list(
            self._documents.find(wanted | ({"$and": parts} if parts else {}), sort=[("place", ASCENDING)], limit=limit)
        )


def _name_taken() -> Refusal:
    return Refusal("institution-known", complaints.INSTITUTION_KNOWN, fields={"name": complaints.INSTITUTION_KNOWN})
