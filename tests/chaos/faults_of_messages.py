"""Faults of messages: too many, in another order, unreadable, and gone with their queue."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from deploy.supervision import SERVICES
from tests.chaos import gathering, messages
from tests.chaos.operators import bring_back
from tests.chaos.scene import Scene


def storm(scene: Scene) -> str:
    """Copies of what was published long ago come again, in any order."""
    count = scene.chance.choice((30, 100, 300))
    return f"{messages.storm(scene.system, scene.chance, count)} copies"


def reorder(scene: Scene) -> str:
    """What waits in a service's inbox while it is away comes in another order."""
    service = scene.chance.choice(SERVICES)
    try:
        scene.system.switch(service, on=False)
        scene.last(4.0)
        moved = messages.shuffle(scene.system, service, scene.chance)
    finally:
        scene.system.switch(service, on=True)
    return f"{moved} messages of {service}"


def cold_start(scene: Scene) -> str:
    """A service is away, much piles up, now and then ten thousand, and it starts."""
    service = scene.chance.choice(SERVICES)
    count = scene.chance.choice((400, 400, 10_000))
    try:
        scene.system.switch(service, on=False)
        piled = messages.storm(scene.system, scene.chance, count, to=service)
        scene.last(scene.a_while())
    finally:
        scene.system.switch(service, on=True)
    return f"{service} with {piled} messages"


def poison(scene: Scene) -> str:
    """Messages that nobody can handle."""
    return ", ".join(messages.poison(scene.system, scene.poisoned, scene.chance))


def delete_queue(scene: Scene) -> str:
    """An operator deletes a service's inbox with all that is in it, notices, and brings it back by the book."""
    service, since = scene.chance.choice(SERVICES), datetime.now(UTC) - timedelta(minutes=2)
    try:
        deleted = scene.system.delete_queue(f"{service}.inbox")
        with scene.system.database() as client:
            scene.poisoned.lose_queue(service, Counter(gathering.parked(client, service)))
        scene.last(scene.chance.choice((0.0, 3.0)))
    finally:
        bring_back(scene.system, scene.office, service, since=since)
    return f"{service}.inbox with {deleted} messages"
