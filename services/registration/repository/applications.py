"""Where applications are kept; the database itself refuses a second live one of a person in an edition."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from pymongo import ASCENDING
from pymongo.errors import DuplicateKeyError

from services.registration.model.application import Application
from services.registration.model.checking import CHECKED_WHILE
from services.registration.model.nominating import UNDECIDED
from services.registration.model.states import LIVE, EndorsementStatus, Status
from services.registration.model.statistics import TOOK_PART, People, Tally
from services.registration.repository.listing import derived
from shared.contracts.event import Event
from shared.contracts.refusal import Refusal
from shared.storage import Database, Documents

BATCH = 100
TALLIED = ("country", "sex", "ministry_kind")
MANY = 1000
OF_STATUS = "edition_id_1_status_1_number_1"

LETTER_APART = {"letter": {"$type": "object"}, "documents": {"$exists": False}}
AMONG_DOCUMENTS: list[dict[str, Any]] = [
    {
        "$set": {
            "documents": [
                {
                    "kind": "letter",
                    "versions": [
                        {
                            "file": "$letter",
                            "sent_at": "$submitted_at",
                            "status": "uploaded",
                            "reason_code": "",
                            "note": "",
                        }
                    ],
                }
            ]
        }
    },
    {"$unset": "letter"},
]
"""Before there were several documents, the letter stood by itself."""


class Applications:
    """Applications by id."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "applications", Application, derived=derived)
        self._database = database

    def create_indexes(self) -> None:
        """One live application of a person in an edition; numbers are unique; timers find what is due."""
        rows = self._documents.rows
        rows.create_index(
            [("person_id", ASCENDING), ("edition_id", ASCENDING)],
            name="one_live_application",
            unique=True,
            partialFilterExpression={"status": {"$in": sorted(LIVE)}},
        )
        rows.create_index([("edition_id", ASCENDING), ("number", ASCENDING)], unique=True)
        rows.create_index([("number", ASCENDING)])
        rows.create_index([("edition_id", ASCENDING), ("status", ASCENDING), ("number", ASCENDING)], name=OF_STATUS)
        rows.create_index(
            [("edition_id", ASCENDING), ("proposed_decision", ASCENDING)],
            partialFilterExpression={"proposed_decision": {"$type": "string"}},
        )
        rows.create_index([("status", ASCENDING), ("offer.expires_at", ASCENDING)])
        rows.create_index([("status", ASCENDING), ("returned.due_at", ASCENDING)])
        rows.create_index([("endorsement.status", ASCENDING), ("endorsement.due_on", ASCENDING)])
        rows.create_index(
            [
                ("edition_id", ASCENDING),
                *((f"form.{name}", ASCENDING) for name in TALLIED),
                *((name, ASCENDING) for name in ("status", "person_id")),
            ],
            name="counted",
        )
        rows.create_index([("endorsement.focal_point_id", ASCENDING), ("endorsement.status", ASCENDING)])
        rows.create_index([("edition_id", ASCENDING), ("status", ASCENDING), ("eligibility.rules_version", ASCENDING)])
        rows.create_index([("person_id", ASCENDING), ("status", ASCENDING)])
        rows.update_many(LETTER_APART, AMONG_DOCUMENTS)

    def get(self, application_id: str, *, version: int | None = None) -> Application:
        """The application, or a refusal when there is none or the page was stale."""
        return self._documents.get(application_id, version=version)

    def hold(self, application_id: str) -> None:
        """Make this transaction conflict with any other that changes the application: nobody travels to a lost seat."""
        self._documents.rows.update_one(
            {"_id": application_id}, {"$inc": {"journeys_asked_for": 1}}, session=self._database.session
        )

    def of_number(self, number: str) -> Application | None:
        """The application with this number, or None."""
        return self._documents.find_one({"number": number})

    def add(self, application: Application, *events: Event) -> Application:
        """Keep a new application, unless the person has a live one in the edition."""
        try:
            return self._documents.add(application, *events)
        except Refusal as refusal:
            raise already_applied() from refusal

    def save(self, application: Application, *events: Event) -> Application:
        """Keep the next version of an application; a reopened one may find that the person has applied again."""
        try:
            return self._documents.save(application, *events)
        except DuplicateKeyError as error:
            raise already_applied() from error

    def refuse_second(self, person_id: str, edition_id: str) -> None:
        """Refuse somebody who has a live application, before anything is written."""
        if self.live(person_id, edition_id):
            raise already_applied()

    def has_live(self, person_id: str, edition_id: str) -> bool:
        """Whether somebody has a live application."""
        return self.live(person_id, edition_id) is not None

    def live(self, person_id: str, edition_id: str) -> Application | None:
        """Somebody's application that has not ended, if they have one."""
        live = {"person_id": person_id, "edition_id": edition_id, "status": {"$in": list(LIVE)}}
        return self._documents.find_one(live)

    def of_person(self, person_id: str) -> list[Application]:
        """All that somebody has sent, the first one first."""
        return list(self._documents.find({"person_id": person_id}, sort=[("submitted_at", ASCENDING)]))

    def of_edition(self, edition_id: str, statuses: Iterable[Status] = ()) -> list[Application]:
        """Those of an edition, in the order they came; of some statuses, if any are named."""
        if not statuses:
            return self._find({"edition_id": edition_id})
        # Left to itself, MongoDB may read all of an edition in the order of their numbers to find some of one status.
        chosen = {"$match": {"edition_id": edition_id, "status": {"$in": list(statuses)}}}
        return list(self._documents.look([chosen, {"$sort": {"number": ASCENDING}}], hint=OF_STATUS))

    def of_ids(self, edition_id: str, ids: Iterable[str]) -> list[Application]:
        """Those of an edition with these ids."""
        return self._find({"_id": {"$in": list(ids)}, "edition_id": edition_id})

    def weighed(self, edition_id: str) -> list[Application]:
        """Those under review, and those for which something is or was proposed."""
        under_review = self.of_edition(edition_id, (Status.UNDER_REVIEW,))
        proposed = self._find({"edition_id": edition_id, "proposed_decision": {"$type": "string"}})
        return list({one.id: one for one in (*under_review, *proposed)}.values())

    def count_unreviewed(self, edition_id: str) -> int:
        """How many wait to be taken under review; beyond MANY it matters to nobody how many."""
        unreviewed = {"edition_id": edition_id, "status": {"$in": [Status.SUBMITTED, Status.RETURNED]}}
        return self._documents.rows.count_documents(unreviewed, limit=MANY, session=self._database.session)

    def past_offer(self, at: datetime) -> list[Application]:
        """Those whose offer ended without an answer."""
        return self._find({"status": Status.SELECTED, "offer.expires_at": {"$lt": at}}, limit=BATCH)

    def past_return(self, at: datetime) -> list[Application]:
        """Those that were not corrected in time."""
        return self._find({"status": Status.RETURNED, "returned.due_at": {"$lt": at}}, limit=BATCH)

    def past_endorsement(self, today: date) -> list[Application]:
        """Those whose institution was asked and has let the last day pass."""
        due = {"endorsement.status": EndorsementStatus.REQUESTED, "endorsement.due_on": {"$lt": today.isoformat()}}
        return self._find(due, limit=BATCH)

    def waiting_for(self, focal_point_id: str, edition_id: str = "") -> list[Application]:
        """Those that can still be endorsed and wait for the word of this person; of one edition, if it is named."""
        chosen = {"edition_id": edition_id} if edition_id else {}
        waits = {"endorsement.status": EndorsementStatus.REQUESTED, "status": {"$in": list(UNDECIDED)}}
        return self._find({"endorsement.focal_point_id": focal_point_id, **waits, **chosen})

    def to_check(self, edition_id: str, rules_version: int, *, limit: int) -> list[Application]:
        """Those that the present rules have not seen; before there were rules, nothing was kept about them."""
        unseen = {
            "edition_id": edition_id,
            "status": {"$in": list(CHECKED_WHILE)},
            "eligibility.rules_version": {"$not": {"$gte": rules_version}},
        }
        return list(self._documents.find(unseen, sort=[("eligibility.rules_version", ASCENDING)], limit=limit))

    def editions_finished(self, person_id: str) -> list[str]:
        """The editions in which this person took part to the end."""
        return [one.edition_id for one in self._find({"person_id": person_id, "status": Status.FINISHED})]

    def tallies(self, edition_id: str = "") -> list[Tally]:
        """How many applied and took part, of one edition or of all; counted from an index alone."""
        by = {"edition_id": "$edition_id", **{name: f"$form.{name}" for name in TALLIED}}
        took_part = {"$cond": [{"$in": ["$status", list(TOOK_PART)]}, 1, 0]}
        group = {"$group": {"_id": by, "applications": {"$sum": 1}, "participants": {"$sum": took_part}}}
        wanted = {"edition_id": edition_id or {"$gt": ""}}
        found = self._documents.rows.aggregate([{"$match": wanted}, group], session=self._database.session)
        return [
            Tally(**row["_id"], applications=row["applications"], participants=row["participants"]) for row in found
        ]

    def count_people(self, edition_id: str = "") -> People:
        """How many people the applications of one edition, or of all, are from; counted from the same index."""
        took_part = {"$cond": [{"$in": ["$status", list(TOOK_PART)]}, 1, 0]}
        pipeline: list[dict[str, Any]] = [
            {"$match": {"edition_id": edition_id or {"$gt": ""}}},
            {"$group": {"_id": "$person_id", "took_part": {"$max": took_part}}},
            {"$group": {"_id": None, "applied": {"$sum": 1}, "took_part": {"$sum": "$took_part"}}},
        ]
        found = list(self._documents.rows.aggregate(pipeline, session=self._database.session))
        return People(applied=found[0]["applied"], took_part=found[0]["took_part"]) if found else People()

    def live_by_country(self, edition_id: str) -> dict[str, int]:
        """Country -> how many of its applications have not ended."""
        wanted = {"$match": {"edition_id": edition_id, "status": {"$in": list(LIVE)}}}
        group = {"$group": {"_id": "$form.country", "count": {"$sum": 1}}}
        found = self._documents.rows.aggregate([wanted, group], session=self._database.session)
        return {row["_id"]: row["count"] for row in found}

    def awaiting_institution(self, edition_id: str) -> list[Application]:
        """Those whose institution was asked and has not answered, in time or not."""
        asked = [EndorsementStatus.REQUESTED, EndorsementStatus.EXPIRED]
        return self._find({"edition_id": edition_id, "endorsement.status": {"$in": asked}})

    def _find(self, wanted: Mapping[str, Any], *, limit: int = 0) -> list[Application]:
        return list(self._documents.find(wanted, sort=[("number", ASCENDING)], limit=limit))


def already_applied() -> Refusal:
    """The refusal of a second live application of a person in an edition."""
    return Refusal("already-applied", "There is already an application of this person in this edition.")
