"""What the clock does to applications: to each on its own, so that one that cannot be changed holds nobody else up."""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from services.registration.model.application import Application
from shared.contracts.event import Event
from shared.contracts.refusal import Refusal

Fact = TypeVar("Fact", bound=Event)

_log = logging.getLogger(__name__)


def each(
    applications: Iterable[Application], change: Callable[[Application], tuple[Application, Fact] | None]
) -> Iterator[tuple[Application, Fact]]:
    """What `change` makes of each application, to be saved; nothing yet of one that it refuses, which is logged.

    Only refusals are passed over, and `change` writes nothing: whatever else goes wrong stops the timer.
    """
    for application in applications:
        try:
            changed = change(application)
        except Refusal as refusal:
            _log.warning("the clock cannot change application %s: %s", application.id, refusal.code)
            continue
        if changed:
            yield changed
