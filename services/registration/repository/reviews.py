"""Where reviews and the members of the selection committee are kept."""

from collections.abc import Iterable

from pymongo import ASCENDING

from services.registration.model.committee import Reviewer
from services.registration.model.review import Review, ReviewStatus
from shared.contracts.event import Event
from shared.storage import Database, Documents


class Reviewers:
    """The committee's members, by the id of their staff account."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "reviewers", Reviewer)

    def create_indexes(self) -> None:
        """They are few."""
        self._documents.create()

    def get(self, reviewer_id: str, *, version: int | None = None) -> Reviewer:
        """The member, or a refusal when there is none or the page was stale."""
        return self._documents.get(reviewer_id, version=version)

    def find(self, reviewer_id: str) -> Reviewer | None:
        """The member, if they are one."""
        return self._documents.find_one({"_id": reviewer_id})

    def all(self) -> list[Reviewer]:
        """Everybody who is or was a member, by name."""
        return list(self._documents.find({}, sort=[("name", ASCENDING)]))

    def add(self, reviewer: Reviewer) -> Reviewer:
        """Keep a new member."""
        return self._documents.add(reviewer)

    def save(self, reviewer: Reviewer, *events: Event) -> Reviewer:
        """Keep the next version of a member."""
        return self._documents.save(reviewer, *events)


class Reviews:
    """Reviews by id; nobody reviews an application twice."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "reviews", Review)

    def create_indexes(self) -> None:
        """One review of an application by a person; a reviewer's own list; an edition's progress."""
        rows = self._documents.rows
        rows.create_index([("application_id", ASCENDING), ("reviewer_id", ASCENDING)], unique=True)
        rows.create_index([("reviewer_id", ASCENDING), ("due_on", ASCENDING)])
        rows.create_index([("edition_id", ASCENDING), ("status", ASCENDING)])

    def get(self, review_id: str, *, version: int | None = None) -> Review:
        """The review, or a refusal when there is none or the page was stale."""
        return self._documents.get(review_id, version=version)

    def add(self, review: Review, *events: Event) -> Review:
        """Keep a new review."""
        return self._documents.add(review, *events)

    def save(self, review: Review, *events: Event) -> Review:
        """Keep the next version of a review."""
        return self._documents.save(review, *events)

    def of_application(self, application_id: str) -> list[Review]:
        """The reviews of an application, those included from which somebody stepped back."""
        return list(self._documents.find({"application_id": application_id}))

    def of_edition(self, edition_id: str, statuses: Iterable[ReviewStatus] = ()) -> list[Review]:
        """The reviews of an edition; of some statuses, if any are named."""
        chosen = {"status": {"$in": list(statuses)}} if statuses else {}
        return list(self._documents.find({"edition_id": edition_id, **chosen}))

    def of_reviewer(self, reviewer_id: str) -> list[Review]:
        """A reviewer's own, the most urgent first."""
        return list(self._documents.find({"reviewer_id": reviewer_id}, sort=[("due_on", ASCENDING), ("_id", 1)]))
