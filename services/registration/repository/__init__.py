"""What registration keeps: one class for each collection, and the registry that holds them all."""

from services.registration.repository.applications import Applications
from services.registration.repository.bulks import Bulks
from services.registration.repository.calls import Calls
from services.registration.repository.details import ParticipantDetails
from services.registration.repository.drafts import Drafts
from services.registration.repository.editions import Editions
from services.registration.repository.institutions import Institutions
from services.registration.repository.letters import Letters
from services.registration.repository.listing import Listing
from services.registration.repository.matches import Matches
from services.registration.repository.people import People
from services.registration.repository.profiles import Profiles
from services.registration.repository.promotions import Promotions
from services.registration.repository.reports import Reports
from services.registration.repository.reviews import Reviewers, Reviews
from services.registration.repository.texts import CallTexts
from services.registration.repository.travels import TravelBudgets, Travels
from services.registration.repository.visa_letters import VisaLetters
from shared.storage import Database

__all__ = [
    "Applications",
    "Bulks",
    "CallTexts",
    "Calls",
    "Drafts",
    "Editions",
    "Institutions",
    "Letters",
    "Listing",
    "Matches",
    "ParticipantDetails",
    "People",
    "Profiles",
    "Promotions",
    "Registry",
    "Reports",
    "Reviewers",
    "Reviews",
    "TravelBudgets",
    "Travels",
    "VisaLetters",
]


class Registry:
    """All of registration's collections, in one database and so in one transaction."""

    def __init__(self, database: Database) -> None:
        self.editions = Editions(database)
        self.people = People(database)
        self.profiles = Profiles(database)
        self.matches = Matches(database)
        self.applications = Applications(database)
        self.listing = Listing(database)
        self.bulks = Bulks(database)
        self.promotions = Promotions(database)
        self.letters = Letters(database)
        self.drafts = Drafts(database)
        self.details = ParticipantDetails(database)
        self.texts = CallTexts(database)
        self.reports = Reports(database)
        self.institutions = Institutions(database)
        self.calls = Calls(database)
        self.reviewers = Reviewers(database)
        self.reviews = Reviews(database)
        self.visa_letters = VisaLetters(database)
        self.travels = Travels(database)
        self.travel_budgets = TravelBudgets(database)

    def create_indexes(self) -> None:
        """Make what each collection needs; harmless when it is there."""
        for collection in vars(self).values():
            collection.create_indexes()
