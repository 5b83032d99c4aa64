"""Databases that the tests of services share: making all their indexes for every test would take most of the time."""

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shared.storage import Database


@pytest.fixture(scope="session")
def kept_databases(mongo_client: Any) -> Iterator[str]:
    """What the names of these databases begin with; they are gone after the run."""
    prefix = f"test_{secrets.token_hex(4)}"
    yield prefix
    for name in mongo_client.list_database_names():
        if name.startswith(prefix):
            mongo_client.drop_database(name)


@pytest.fixture
def database(mongo_client: Any, kept_databases: str) -> Callable[[str], Database]:
    """`database("registration")`: that service's database, with the indexes of the tests before and nothing in it."""
    emptied = set()

    def empty(service: str) -> Database:
        name = f"{kept_databases}_{service}"
        if service not in emptied:
            emptied.add(service)
            for collection in mongo_client[name].list_collection_names():
                mongo_client[name][collection].delete_many({})
        return Database(mongo_client, name, publisher=service)

    return empty
