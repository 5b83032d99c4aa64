"""Who may do what in MongoDB: `python -m deploy.rights` makes the users and their roles, as operator.

A service reads and writes its own database. Its relay empties the outbox there and sees no document. The gateway adds
to its audit and can neither change nor remove a line, nor give the collection an index that lets lines expire. Doing it
again brings every user back to this. The very first user can only be made from the server's own machine.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from shared.messaging.settings import SettingsError, mongo_url, read_secret, read_settings
from shared.storage import connect

SERVICES = ("registration", "scheduling", "certification", "notifications")
OPERATOR = "operator"
WRITE = ("find", "insert", "update", "remove")

Acts = Mapping[str, Sequence[str]]  # collection -> what may be done with it

BESIDES: dict[str, Acts] = {"registration": {"editions": ("collMod",)}}  # the rule on seats is kept by the database
RELAY: Acts = {
    "outbox": ("find", "changeStream", "update", "remove"),
    "outbox_archive": ("insert",),
    "leases": ("find", "insert", "update"),
}
GATEWAY: Acts = {
    "accounts": (*WRITE, "createIndex"),
    "sessions": (*WRITE, "createIndex"),
    "attempts": (*WRITE, "createIndex"),
    "filters": (*WRITE, "createIndex"),
    "audit": ("find", "insert"),
}

AUTHENTICATION_FAILED, UNAUTHORIZED = 18, 13
NO_SUCH_USER, NO_SUCH_ROLE = 11, 31


class RightsError(Exception):
    """The rights could not be made; the message is one sentence that says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class User:
    """One who signs in. roles: MongoDB's own; acts: in one database, what no role of MongoDB's says."""

    name: str
    roles: Sequence[str | dict[str, str]] = ()
    database: str = ""
    acts: Acts

    @property
    def privileges(self) -> list[dict[str, Any]]:
        """The acts as MongoDB has them."""
        return [
            {"resource": {"db": self.database, "collection": collection}, "actions": list(actions)}
            for collection, actions in self.acts.items()
        ]


def users(databases: str) -> list[User]:
    """Everyone who signs in; `databases` is what the names of our databases start with."""
    made = [User(name=OPERATOR, roles=["root"], acts={}), User(name="backup", roles=["backup"], acts={})]
    for service in SERVICES:
        own = f"{databases}_{service}"
        whole = {"role": "readWrite", "db": own}
        made.append(User(name=service, roles=[whole], database=own, acts=BESIDES.get(service, {})))
        made.append(User(name=f"{service}-relay", database=own, acts=RELAY))
    return [*made, User(name="gateway", database=f"{databases}_gateway", acts=GATEWAY)]


NAMES = tuple(user.name for user in users(""))


def grant(client: "MongoClient[dict[str, Any]]", databases: str, passwords: Mapping[str, str]) -> None:
    """As operator, give every user its password and exactly these rights."""
    for user in users(databases):
        roles = list(user.roles)
        if user.acts:
            _put(client, "Role", user.name, NO_SUCH_ROLE, privileges=user.privileges, roles=[])
            roles.append(user.name)
        _put(client, "User", user.name, NO_SUCH_USER, **_sign_in(passwords[user.name]), roles=roles)


def _put(client: "MongoClient[dict[str, Any]]", kind: str, name: str, missing: int, **wanted: Any) -> None:
    try:
        client.admin.command(f"update{kind}", name, **wanted)
    except OperationFailure as error:
        if error.code != missing:
            raise
        client.admin.command(f"create{kind}", name, **wanted)


def _sign_in(password: str) -> dict[str, Any]:
    return {"pwd": password, "mechanisms": ["SCRAM-SHA-256"]}


def make(settings: dict[str, Any]) -> None:
    """Make the users with the secrets `mongo-<user>`. Raises RightsError, SettingsError or a PyMongoError."""
    passwords = {name: read_secret(settings, f"mongo-{name}").decode() for name in NAMES}
    if not _operator_signs_in(settings):
        _make_first(settings, passwords[OPERATOR])
    with connect(mongo_url(settings, OPERATOR)) as operator:
        grant(operator, settings["DATABASES"], passwords)


def _operator_signs_in(settings: dict[str, Any]) -> bool:
    with connect(mongo_url(settings, OPERATOR)) as operator:
        try:
            operator.admin.command("usersInfo", OPERATOR)
        except OperationFailure as error:
            if error.code != AUTHENTICATION_FAILED:
                raise
            return False
        return True


def _make_first(settings: dict[str, Any], password: str) -> None:
    """Make the operator where there is no user at all: on a new server, or on data from before anybody signed in."""
    parts = urlsplit(settings["MONGO_URL"])
    options = [(name, value) for name, value in parse_qsl(parts.query) if name != "authMechanism"]
    with connect(parts._replace(query=urlencode(options)).geturl()) as anybody:
        try:
            anybody.admin.command("createUser", OPERATOR, **_sign_in(password), roles=["root"])
        except OperationFailure as error:
            if error.code not in (AUTHENTICATION_FAILED, UNAUTHORIZED):
                raise
            raise RightsError(
                "MongoDB has users already, and its operator has another password than the secret mongo-operator; "
                "put back the secrets that belong to this data."
            ) from error


def main() -> str | None:
    """Make them at the server of CIMI_MONGO_URL; a sentence when it cannot be done."""
    try:
        make(read_settings())
    except (RightsError, SettingsError, PyMongoError) as error:
        return str(error)
    return None


if __name__ == "__main__":
    sys.exit(main())
