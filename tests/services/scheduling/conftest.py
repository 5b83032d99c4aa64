"""A scheduling office on a database of its own."""

from collections.abc import Callable

import pytest

from shared.storage import Database
from tests.services.scheduling.office import Office


@pytest.fixture
def office(database: Callable[[str], Database]) -> Office:
    return Office(database("scheduling"))
