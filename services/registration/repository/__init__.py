"""What registration keeps: one class for each collection, and the registry that holds them all."""

from services.registration.repository.applications import Applications
from services.registration.repository.editions import Editions
from services.registration.repository.letters import Letters
from services.registration.repository.people import People
from services.registration.repository.promotions import Promotions
from services.registration.repository.reviews import Reviewers, Reviews
from shared.storage import Database

__all__ = ["Applications", "Editions", "Letters", "People", "Promotions", "Registry", "Reviewers", "Reviews"]


class Registry:
    """All of registration's collections, in one database and so in one transaction."""

    def __init__(self, database: Database) -> None:
        self.editions = Editions(database)
        self.people = People(database)
        self.applications = Applications(database)
        self.promotions = Promotions(database)
        self.letters = Letters(database)
        self.reviewers = Reviewers(database)
        self.reviews = Reviews(database)

    def create_indexes(self) -> None:
        """Make what each collection needs; harmless when it is there."""
        of_the_call = (self.editions, self.people, self.applications, self.promotions, self.letters)
        for collection in (*of_the_call, self.reviewers, self.reviews):
            collection.create_indexes()
