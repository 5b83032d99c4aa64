"""A service's own MongoDB database, and the transaction in which everything of one act happens or nothing does."""

import contextlib
import contextvars
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pymongo
from bson.codec_options import CodecOptions
from gridfs import GridFS
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import ConnectionFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from shared.contracts.envelope import Cause

Result = TypeVar("Result")
Document = dict[str, Any]

LONGEST_TRANSACTION = 15
JOURNALED_MAJORITY = WriteConcern(w="majority", j=True)


def connect(url: str) -> "pymongo.MongoClient[Document]":
    """One client for the whole process; `url` is `mongodb://host:port[,…]/?replicaSet=…` (never `mongodb+srv`).

    A server that is away is noticed within five seconds, so that readiness and retries can say so.
    """
    return pymongo.MongoClient(
        url, serverSelectionTimeoutMS=5_000, connectTimeoutMS=3_000, socketTimeoutMS=20_000, w="majority", journal=True
    )


def is_infrastructure(error: BaseException) -> bool:
    """Whether the database was away or busy, so that the same work will succeed later without any change."""
    if not isinstance(error, PyMongoError):
        return False
    passing = ("TransientTransactionError", "UnknownTransactionCommitResult", "RetryableWriteError")
    return isinstance(error, ConnectionFailure) or error.timeout or any(map(error.has_error_label, passing))


@dataclass(frozen=True)
class _Act:
    session: ClientSession
    cause: Cause


class Database:
    """The database of one service.

    client: a connected client of a replica set; name: the service's, for example `registration`.
    """

    def __init__(self, client: "pymongo.MongoClient[Document]", name: str, *, publisher: str | None = None) -> None:
        self.publisher = publisher or name
        self._client = client
        self._database = client.get_database(name, codec_options=CodecOptions(tz_aware=True))
        self._act: contextvars.ContextVar[_Act | None] = contextvars.ContextVar(f"act in {name}", default=None)

    def collection(self, name: str) -> Collection[Document]:
        """A collection of this database; datetimes come out aware, in UTC."""
        return self._database.get_collection(name)

    def files(self, name: str) -> GridFS:
        """What is too large for a document, in chunks; outside of transactions."""
        return GridFS(self._client.get_database(self._database.name), name)

    @property
    def session(self) -> ClientSession | None:
        """The session of the transaction that is open here, for every read and write that belongs to it."""
        act = self._act.get()
        return act.session if act else None

    @property
    def cause(self) -> Cause:
        """Why the open transaction happens. Raises RuntimeError outside of one: nothing changes without a cause."""
        act = self._act.get()
        if act is None:
            raise RuntimeError("a change outside of a transaction")
        return act.cause

    def transact(self, work: Callable[[], Result], *, cause: Cause) -> Result:
        """Run `work` in one transaction, for `cause`, and answer its result after the commit.

        `work` may run again after a write conflict, so it must have no effect outside of the database. Whatever it
        raises aborts the transaction and is raised. Bounded by 15 s in all (pymongo.timeout).
        """
        with pymongo.timeout(LONGEST_TRANSACTION), self._client.start_session() as session:

            def once(session: ClientSession) -> Result:
                token = self._act.set(_Act(session, cause))
                try:
                    return work()
                finally:
                    self._act.reset(token)

            return session.with_transaction(
                once, read_concern=ReadConcern("snapshot"), write_concern=JOURNALED_MAJORITY
            )

    @contextlib.contextmanager
    def caused_by(self, cause: Cause) -> Iterator[None]:
        """Inside an open transaction, go on for another reason: what is published from here names `cause`."""
        act = self._act.get()
        if act is None:
            raise RuntimeError("no transaction is open")
        token = self._act.set(_Act(act.session, cause))
        try:
            yield
        finally:
            self._act.reset(token)

    def ping(self) -> None:
        """Raise a PyMongoError unless a primary answers within two seconds."""
        with pymongo.timeout(2):
            self._client.admin.command("ping")
