"""Where the course's programme is kept: programmes, releases, sessions, experts and the roster."""

from pymongo import ASCENDING
from pymongo.collation import Collation

from services.scheduling.model.expert import Expert
from services.scheduling.model.programme import Programme
from services.scheduling.model.release import Release, release_id
from services.scheduling.model.roster import RosterEntry, Standing
from services.scheduling.model.session import Session, SessionStatus
from shared.storage import Database, Documents

IGNORING_CASE = Collation("en", strength=2)


class Course:
    """The documents of the service, by aggregate, and the questions that need more than an id."""

    def __init__(self, database: Database) -> None:
        self.programmes = Documents(database, "programmes", Programme)
        self.releases = Documents(database, "releases", Release)
        self.sessions = Documents(database, "sessions", Session)
        self.experts = Documents(database, "experts", Expert)
        self.roster = Documents(database, "roster", RosterEntry)
        self._cancelled_editions = database.collection("cancelled_editions")
        self._database = database

    def create_indexes(self) -> None:
        """One session per slot, one expert per address; the rest serves the queries below."""
        self.sessions.rows.create_index(
            [("edition_id", ASCENDING), ("day_no", ASCENDING), ("slot_no", ASCENDING)], unique=True
        )
        self.experts.rows.create_index("email", unique=True, collation=IGNORING_CASE)
        self.experts.rows.create_index("bookings.edition_id")
        self.roster.rows.create_index([("edition_id", ASCENDING), ("standing", ASCENDING)])

    def sessions_of(self, edition_id: str) -> list[Session]:
        """The sessions of an edition's programme in order of time, without the cancelled ones."""
        query = {"edition_id": edition_id, "status": {"$ne": SessionStatus.CANCELLED.value}}
        return list(self.sessions.find(query, sort=[("starts_at", ASCENDING)]))

    def every_slot_of(self, edition_id: str) -> dict[tuple[int, int], Session]:
        """All sessions that an edition ever had, cancelled ones too, by day and slot."""
        found = self.sessions.find({"edition_id": edition_id})
        return {(session.day_no, session.slot_no): session for session in found}

    def experts_of(self, edition_id: str) -> list[Expert]:
        """The experts who teach in an edition."""
        return list(self.experts.find({"bookings.edition_id": edition_id}))

    def participants(self, edition_id: str) -> list[RosterEntry]:
        """The roster of an edition: who is expected at its sessions."""
        return list(self.roster.find({"edition_id": edition_id, "standing": Standing.CONFIRMED.value}))

    def release(self, edition_id: str, programme_version: int) -> Release | None:
        """A released version of an edition's programme."""
        return self.releases.find_one({"_id": release_id(edition_id, programme_version)})

    def note_cancelled(self, edition_id: str) -> None:
        """Remember that an edition is cancelled, of which nothing else is known here."""
        self._cancelled_editions.update_one(
            {"_id": edition_id}, {"$set": {"at": self._database.cause.at}}, upsert=True, session=self._database.session
        )

    def is_noted_cancelled(self, edition_id: str) -> bool:
        """Whether the edition was cancelled before it was heard of."""
        return self._cancelled_editions.find_one({"_id": edition_id}, session=self._database.session) is not None
