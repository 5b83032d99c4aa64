"""What the clock does, to each thing on its own, so that one that cannot be changed holds nobody else up."""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from services.registration.model.application import Application
from services.registration.model.call import Call
from shared.contracts.event import Event
from shared.contracts.refusal import Refusal

Thing = TypeVar("Thing", Application, Call)
Fact = TypeVar("Fact", bound=Event)

_log = logging.getLogger(__name__)


def each(things: Iterable[Thing], change: Callable[[Thing], tuple[Thing, Fact] | None]) -> Iterator[tuple[Thing, Fact]]:
    """What `change` makes of each application, to be saved; nothing yet of one that it refuses, which is logged.

    Only refusals are passed over, and `change` writes nothing: whatever else goes wrong stops the timer.
    """
    for thing in things:
        try:
            changed = change(thing)
        except Refusal as refusal:
            _log.warning("the clock cannot change %s %s: %s", type(thing).__name__.lower(), thing.id, refusal.code)
            continue
        if changed:
            yield changed
