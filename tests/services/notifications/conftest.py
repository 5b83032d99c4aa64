"""A desk to write at and a sender's table, on a real database."""

from collections.abc import Callable

import pytest

from services.notifications.rendering import Templates
from services.notifications.repository import Emails, Known
from services.notifications.use_cases.write import Desk
from shared.storage import Database
from shared.storage.outbox import Outbox
from tests.services.notifications.people import LINKS


@pytest.fixture
def own(database: Callable[[str], Database]) -> Database:
    """The empty database of notifications, with its indexes."""
    own = database("notifications")
    for kept in (Emails, Known, Outbox):
        kept(own).create_indexes()
    return own


@pytest.fixture
def desk(own: Database) -> Desk:
    """What it takes to write emails."""
    return Desk(known=Known(own), emails=Emails(own), templates=Templates(), links=LINKS)
