"""What the operators of a service see of its messages: who may ask, and where the answers come from."""

from typing import ClassVar

from marshmallow import Schema, fields

from shared.messaging.entrypoints import Repository
from shared.storage import Database
from shared.storage.canaries import Canaries
from shared.storage.correspondence import Correspondence
from shared.storage.inbox import Inbox
from shared.storage.outbox import Outbox
from shared.storage.parked import Parked

STAFF = ("secretariat", "director", "auditor")
OFFICE = ("secretariat", "director")
DIRECTOR = ("director",)


class Nothing(Schema):
    """No parameters."""


class Messages:
    """The messages of a service as its operators see them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.outbox = Outbox(database)
        self.inbox = Inbox(database)
        self.parked = Parked(database)
        self.canaries = Canaries(database)
        self.correspondence = Correspondence(database)

    def create_indexes(self) -> None:
        """Made with the database."""


class Operated:
    """Whoever keeps messages."""

    name: ClassVar[str]
    messages = Repository(Messages)


class OfEvents(Schema):
    """Events by what identifies them everywhere."""

    class OneEvent(Schema):
        """An event of a publisher (a service's name)."""

        event_id = fields.String(required=True)
        name = fields.String(required=True)
        publisher = fields.String(required=True)

    events = fields.List(fields.Nested(OneEvent), required=True)
