"""Where accounts, sessions, attempts to sign in and the audit are kept: the gateway's own database."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING
from pymongo.errors import PyMongoError

from services.gateway.model.account import Account, Role
from services.gateway.model.session import Session
from services.gateway.model.throttle import FORGOTTEN_AFTER
from shared.storage import Database


class Accounts:
    """Rows `{_id, email, name, role, language, password_hash}`; one account per address."""

    def __init__(self, database: Database) -> None:
        self.rows = database.collection("accounts")
        self._database = database

    def create_indexes(self) -> None:
        """People sign in with their address."""
        self.rows.create_index([("email", ASCENDING)], unique=True)

    def answers(self) -> bool:
        """Whether the database does."""
        try:
            self._database.ping()
        except PyMongoError:
            return False
        return True

    def by_email(self, email: str) -> Account | None:
        """The account of a tidied address."""
        return _account(self.rows.find_one({"email": email}))

    def by_id(self, account_id: str) -> Account | None:
        """The account of that id, or None when it was taken away."""
        return _account(self.rows.find_one({"_id": account_id}))

    def of_role(self, role: Role) -> list[Account]:
        """Everybody of a role, by name."""
        found = (_account(row) for row in self.rows.find({"role": role.value}, sort=[("name", ASCENDING)]))
        return [account for account in found if account]

    def put(self, account: Account) -> Account:
        """Store the account; one that has the address already keeps its id and takes over everything else."""
        self.rows.update_one(
            {"email": account.email},
            {
                "$set": {
                    "name": account.name,
                    "role": account.role.value,
                    "language": account.language,
                    "password_hash": account.password_hash,
                },
                "$setOnInsert": {"_id": account.id},
            },
            upsert=True,
        )
        return self.by_email(account.email) or account


class Sessions:
    """Rows `{_id: digest, account_id, kind, started_at, seen_at, ends_at}`, removed when they end."""

    def __init__(self, database: Database) -> None:
        self.rows = database.collection("sessions")

    def create_indexes(self) -> None:
        """Ended sessions go by themselves."""
        self.rows.create_index([("ends_at", ASCENDING)], expireAfterSeconds=0)
        self.rows.create_index([("account_id", ASCENDING)])

    def add(self, session: Session) -> None:
        """Store a new sign-in."""
        self.rows.insert_one(
            {
                "_id": session.digest,
                "account_id": session.account_id,
                "kind": session.kind,
                "started_at": session.started_at,
                "seen_at": session.seen_at,
                "ends_at": session.ends_at,
            }
        )

    def get(self, digest: str) -> Session | None:
        """The session, live or not."""
        row = self.rows.find_one({"_id": digest})
        if row is None:
            return None
        return Session(
            digest=row["_id"],
            account_id=row["account_id"],
            kind=row["kind"],
            started_at=row["started_at"],
            seen_at=row["seen_at"],
        )

    def note(self, digest: str, at: datetime) -> None:
        """It was used just now."""
        self.rows.update_one({"_id": digest}, {"$max": {"seen_at": at}})

    def end(self, digest: str) -> None:
        """Sign out."""
        self.rows.delete_one({"_id": digest})

    def end_all(self, account_id: str) -> None:
        """Sign an account out everywhere."""
        self.rows.delete_many({"account_id": account_id})


class Attempts:
    """Rows `{_id: digest of an address, count, last_at}`: attempts to sign in since the last success."""

    def __init__(self, database: Database) -> None:
        self.rows = database.collection("attempts")

    def create_indexes(self) -> None:
        """Old attempts are forgotten."""
        self.rows.create_index([("last_at", ASCENDING)], expireAfterSeconds=int(FORGOTTEN_AFTER.total_seconds()))

    def before(self, key: str) -> tuple[int, datetime | None]:
        """How many attempts there were, and when the last was."""
        row = self.rows.find_one({"_id": key})
        return (row["count"], row["last_at"]) if row else (0, None)

    def count(self, key: str, at: datetime) -> None:
        """One more attempt; counted before the password is looked at, so that many at once gain nothing."""
        self.rows.update_one({"_id": key}, {"$inc": {"count": 1}, "$set": {"last_at": at}}, upsert=True)

    def forget(self, key: str) -> None:
        """The right password was given."""
        self.rows.delete_one({"_id": key})


class SavedFilters:
    """Rows `{_id, account_id, name, query}`: what somebody has called a way of looking at applications."""

    def __init__(self, database: Database) -> None:
        self.rows = database.collection("filters")

    def create_indexes(self) -> None:
        """Everybody has names of their own."""
        self.rows.create_index([("account_id", ASCENDING), ("name", ASCENDING)], unique=True)

    def of_account(self, account_id: str) -> list[dict[str, Any]]:
        """Somebody's own, by name."""
        return list(self.rows.find({"account_id": account_id}, sort=[("name", ASCENDING)]))

    def count(self, account_id: str) -> int:
        """How many somebody has."""
        return self.rows.count_documents({"account_id": account_id})

    def put(self, filter_id: str, *, account_id: str, name: str, query: dict[str, str]) -> None:
        """Keep one; under a name that somebody has used it takes the place of the other."""
        own = {"account_id": account_id, "name": name}
        self.rows.update_one(own, {"$set": {"query": query}, "$setOnInsert": {"_id": filter_id}}, upsert=True)

    def remove(self, filter_id: str, *, account_id: str) -> None:
        """Forget one's own."""
        self.rows.delete_one({"_id": filter_id, "account_id": account_id})


class Audit:
    """Rows `{_id, at, account_id, email, role, act, about, reason, request_id, outcome}`: added, never changed.

    In the database the gateway may do no more than that, so it makes no indexes here: with one it could let rows expire.
    """

    def __init__(self, database: Database) -> None:
        self.rows = database.collection("audit")

    def add(self, row: dict[str, Any]) -> None:
        """Store one line."""
        self.rows.insert_one(row)

    def of_requests(self, request_ids: Iterable[str]) -> list[dict[str, Any]]:
        """The lines of these requests, the oldest first."""
        return list(self.rows.find({"request_id": {"$in": list(request_ids)}}, sort=[("_id", ASCENDING)]))

    def latest(self, *, before: str = "", limit: int = 100) -> list[dict[str, Any]]:
        """The newest lines first; `before` is the id of the last line already seen."""
        query = {"_id": {"$lt": before}} if before else {}
        return list(self.rows.find(query, sort=[("_id", DESCENDING)], limit=limit))


def _account(row: dict[str, Any] | None) -> Account | None:
    if row is None:
        return None
    renamed = {("id" if key == "_id" else key): value for key, value in row.items()}
    return Account(**renamed | {"role": Role(row["role"])})
