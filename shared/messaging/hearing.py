"""Which methods of a service hear an event, and under which names the inbox knows them."""

from collections.abc import Callable

from shared.contracts.event import REGISTRY, Event
from shared.messaging.entrypoints import Listener


def hearing(service: type, event: type[Event], consumer: str = "") -> list[tuple[str, Callable[..., None]]]:
    """The methods that hear `event`, with their names as consumers; all of them, or only `consumer`."""
    found = []
    for attribute in dir(service):
        method = getattr(service, attribute)
        name = f"{service.name}.{attribute}"  # type: ignore[attr-defined]  # every service class has a name
        listeners = [one for one in getattr(method, "nameko_entrypoints", ()) if isinstance(one, Listener)]
        if any(issubclass(event, one.event) for one in listeners) and consumer in ("", name):
            found.append((name, method.entered))
    return found


def consumers(service: type, event_name: str) -> list[str]:
    """The names of those who hear the event of that name; nobody hears an event that is not known."""
    event = REGISTRY.get(event_name)
    return [name for name, _ in hearing(service, event)] if event else []
