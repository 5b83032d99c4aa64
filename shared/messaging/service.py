"""What a service is made of: its entrypoints and repositories, and what each one answers to its operators."""

from collections.abc import Mapping
from typing import Any

from shared.contracts.canary import CANARIES
from shared.contracts.envelope import Actor, Cause
from shared.contracts.event import REGISTRY, Event
from shared.messaging.answering import Answering
from shared.messaging.delivery import Heard
from shared.messaging.entrypoints import Repository, Setting, command, every, query, subscribe
from shared.messaging.operations import STAFF, Nothing
from shared.messaging.parking import Parking
from shared.messaging.vitals import health

__all__ = ["Heard", "Operable", "Repository", "Setting", "command", "every", "query", "subscribe"]

BETWEEN_CANARIES = 30


class Operable(Answering, Parking):
    """What every service answers about itself, and what its operators may do with its messages."""

    def __init_subclass__(cls) -> None:
        """Hear the canaries of every service, one's own included."""
        for canary in {*CANARIES, canary_of(cls.name)}:
            setattr(cls, f"hear_{canary.publisher()}", subscribe(canary)(_hear))

    @every(BETWEEN_CANARIES)
    def sing(self, _cause: Cause) -> None:
        """Publish a canary."""
        self.messages.canaries.sing(canary_of(self.name).from_data({"canary_id": self.name}))

    @health("/livez")
    def livez(self) -> None:
        """Answered by Health."""

    @health("/readyz")
    def readyz(self) -> None:
        """Answered by Health."""

    @health("/metrics")
    def metrics(self) -> None:
        """Answered by Health."""

    @query(Nothing, by=STAFF)
    def outbox(self, _asked: Mapping[str, Any], _actor: Actor) -> dict[str, Any]:
        """What waits to be carried, since when, how many messages are parked, and when each service was last heard."""
        return {
            **self.messages.outbox.state(),
            "parked_open": self.messages.parked.count_open(),
            "heard": self.messages.canaries.heard(),
        }


def canary_of(service: str) -> type[Event]:
    """The canary that the service sings. Raises KeyError for one that was given none."""
    return REGISTRY[f"{service}.canary.sung.v1"]


def _hear(self: Operable, canary: Event, heard: Heard) -> None:
    self.messages.canaries.hear(canary.publisher(), at=heard.occurred_at)
