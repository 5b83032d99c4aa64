"""Where people's names and addresses are kept: one person for each address."""

from collections.abc import Iterable

from pymongo import ASCENDING

from services.registration.model.person import Person, key_of
from shared.contracts.event import Event
from shared.storage import Database, Documents


class People:
    """People by id, and by address."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "people", Person)

    def create_indexes(self) -> None:
        """An address belongs to one person; who was merged into somebody is found."""
        self._documents.rows.create_index([("email_key", ASCENDING)], unique=True)
        self._documents.rows.create_index(
            [("merged_into", ASCENDING)], name="merged", partialFilterExpression={"merged_into": {"$gt": ""}}
        )

    def get(self, person_id: str) -> Person:
        """The person of that id."""
        return self._documents.get(person_id)

    def now(self, person_id: str) -> Person:
        """Who the person of that id turned out to be: themselves, unless they were merged."""
        person = self.get(person_id)
        return self.now(person.merged_into) if person.merged_into else person

    def of_address(self, email: str) -> Person | None:
        """The person who has this address, however it is written; the kept one, when it was merged."""
        found = self.first_of_address(email)
        return found and self.now(found.id)

    def first_of_address(self, email: str) -> Person | None:
        """The person who has this address, whoever they turned out to be."""
        return self._documents.find_one({"email_key": key_of(email)})

    def known_as(self, person: Person) -> list[Person]:
        """A person and whoever was merged into them, at however many removes."""
        merged = self._documents.find({"merged_into": person.id})
        return [person, *(known for one in list(merged) for known in self.known_as(one))]

    def ids_of(self, person_id: str) -> set[str]:
        """Every id by which somebody is known who is known by this one now."""
        merged = list(self._documents.find({"merged_into": person_id}))
        return {person_id}.union(*(self.ids_of(one.id) for one in merged))

    def of_ids(self, person_ids: Iterable[str]) -> dict[str, Person]:
        """Those of these ids, by id."""
        return {one.id: one for one in self._documents.find({"_id": {"$in": sorted(set(person_ids))}})}

    def after(self, person_id: str, *, limit: int) -> list[Person]:
        """The next people by id."""
        return list(self._documents.find({"_id": {"$gt": person_id}}, limit=limit))

    def add(self, person: Person, *events: Event) -> Person:
        """Keep somebody new."""
        return self._documents.add(person, *events)

    def save(self, person: Person, *events: Event) -> Person:
        """Keep what changed about somebody."""
        return self._documents.save(person, *events)
