"""Where it is kept who people say they are, one profile for each application, found by what sounds alike."""

from collections.abc import Collection
from dataclasses import asdict, fields
from typing import Any

from pymongo import ASCENDING

from services.registration.model.likeness import Profile
from shared.storage import Database

FIELDS = tuple(field.name for field in fields(Profile))


class Profiles:
    """Rows `{_id: application id, …, keys, compared, has_more}`.

    A profile is kept with the application and compared later, so that of two that come at once the second to be
    compared always sees the first; and so that sending an application takes no longer, whoever else has applied.
    """

    def __init__(self, database: Database) -> None:
        self._rows = database.collection("profiles")
        self._database = database

    def create_indexes(self) -> None:
        """Those not compared yet are few; like ones share a key."""
        self._rows.create_index([("keys", ASCENDING)])
        self._rows.create_index([("person_id", ASCENDING)])
        self._rows.create_index(
            [("compared", ASCENDING), ("_id", ASCENDING)],
            name="not_compared",
            partialFilterExpression={"compared": False},
        )
        self._rows.create_index(
            [("has_more", ASCENDING), ("_id", ASCENDING)],
            name="has_more",
            partialFilterExpression={"has_more": True},
        )

    def keep(self, profile: Profile) -> None:
        """Keep what an application says, to be compared unless it says the same as before."""
        said = asdict(profile)
        key = said.pop("application_id")
        unchanged = self._rows.find_one({"_id": key, **said, "compared": True}, session=self._database.session)
        if not unchanged:
            row = {**said, "keys": list(profile.keys), "compared": False}
            self._rows.replace_one({"_id": key}, row, upsert=True, session=self._database.session)

    def not_compared(self, *, limit: int) -> list[Profile]:
        """The next ones, the oldest first."""
        found = self._rows.find(
            {"compared": False}, sort=[("_id", ASCENDING)], limit=limit, session=self._database.session
        )
        return [_profile(row) for row in found]

    def note_compared(self, profile: Profile, *, has_more: bool) -> None:
        """This one was compared with all that were there; has_more: not all whom it is like were asked about."""
        said = {"compared": True, "has_more": has_more}
        self._rows.update_one({"_id": profile.application_id}, {"$set": said}, session=self._database.session)

    def compare_more(self, person_ids: Collection[str]) -> None:
        """Have those of these people compared again for whom not all were asked about."""
        wanted = {"has_more": True, "person_id": {"$in": sorted(person_ids)}}
        self._rows.update_many(wanted, {"$set": {"compared": False}}, session=self._database.session)

    def with_more(self, *, limit: int) -> list[Profile]:
        """The next that are like more people than are asked about at once."""
        return [_profile(row) for row in self._rows.find({"has_more": True}, sort=[("_id", ASCENDING)], limit=limit)]

    def near(self, profile: Profile) -> list[Profile]:
        """Those of others that share a key."""
        wanted = {"keys": {"$in": list(profile.keys)}, "person_id": {"$ne": profile.person_id}}
        return [_profile(row) for row in self._rows.find(wanted, session=self._database.session)]


def _profile(row: dict[str, Any]) -> Profile:
    return Profile(application_id=row["_id"], **{name: row[name] for name in FIELDS if name != "application_id"})
