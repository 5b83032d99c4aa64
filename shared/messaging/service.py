"""What a service is made of: its entrypoints and repositories, and what each one answers to its operators."""

from collections.abc import Mapping
from typing import Any

from shared.contracts.envelope import Actor
from shared.messaging.answering import Answering
from shared.messaging.delivery import Heard
from shared.messaging.entrypoints import Repository, Setting, command, every, health, query, subscribe
from shared.messaging.operations import STAFF, Nothing
from shared.messaging.parking import Parking

__all__ = ["Heard", "Operable", "Repository", "Setting", "command", "every", "query", "subscribe"]


class Operable(Answering, Parking):
    """What every service answers about itself, and what its operators may do with its messages."""

    @health("/livez")
    def livez(self) -> None:
        """Answered by Health."""

    @health("/readyz")
    def readyz(self) -> None:
        """Answered by Health."""

    @query(Nothing, by=STAFF)
    def outbox(self, _asked: Mapping[str, Any], _actor: Actor) -> dict[str, Any]:
        """What waits to be carried, since when, and how many messages are parked."""
        return {**self.messages.outbox.state(), "parked_open": self.messages.parked.count_open()}
