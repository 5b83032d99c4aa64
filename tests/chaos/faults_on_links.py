"""Faults on the links between processes and servers: nothing, little, late or half of it gets through."""

import time
from collections.abc import Callable

from deploy.supervision import SERVICES
from tests.chaos.scene import Scene
from tests.chaos.system import RELAYS


def on_link(*orders: str) -> Callable[[Scene], str]:
    """Any link is given these orders one after the other, and healed."""

    def fault(scene: Scene) -> str:
        link, seconds = scene.chance.choice(sorted(scene.system.links.ways)), scene.a_while()
        try:
            for order in orders:
                scene.system.links.order(link, *order.split())
                scene.last(seconds if order != "reset" else 0.0)
        finally:
            scene.system.links.order(link, "heal")
        return f"{link} for {seconds:.1f} s"

    return fault


def cut_relay_off(scene: Scene) -> str:
    """What a relay has sent is on its way, and never arrives."""
    link, seconds = f"{scene.chance.choice(RELAYS)}>broker", scene.a_while()
    try:
        scene.system.links.order(link, "stall")
        scene.last(seconds)
        scene.system.links.order(link, "reset")
    finally:
        scene.system.links.order(link, "heal")
    return f"{link} for {seconds:.1f} s"


def slow_database(scene: Scene) -> str:
    """Every word between a service and its database takes long, so that much happens in between."""
    link, seconds = f"{scene.chance.choice(SERVICES)}>mongo", scene.a_while()
    try:
        scene.system.links.order(link, "delay", "60")
        scene.last(seconds)
    finally:
        scene.system.links.order(link, "heal")
    return f"{link} for {seconds:.1f} s"


def slow_database_for_long(scene: Scene) -> str:
    """Notifications' database answers, but so late that no transaction comes to its end."""
    link = "notifications>mongo"
    try:
        scene.system.links.order(link, "delay", "400")
        scene.last(60.0)
    finally:
        scene.system.links.order(link, "heal")
    return link


def flap_database(scene: Scene) -> str:
    """A service's database is away, is back for a moment, and is away again."""
    service, ends = scene.chance.choice((*SERVICES, "notifications", "notifications")), time.monotonic() + 20
    link = f"{service}>mongo"
    try:
        while time.monotonic() < ends and not scene.stop.is_set():
            scene.system.links.order(link, "cut")
            scene.last(5.5)  # longer than a client looks for a server
            scene.system.links.order(link, "heal")
            scene.last(0.7)
    finally:
        scene.system.links.order(link, "heal")
    return service


def lose_answers(scene: Scene) -> str:
    """The gateway asks, the service does it, and again and again the answer is lost on its way back."""
    link, ends = f"gateway>{scene.chance.choice(SERVICES)}", time.monotonic() + scene.a_while()
    while time.monotonic() < ends and not scene.stop.is_set():
        scene.system.links.order(link, "reset")
        time.sleep(scene.chance.uniform(0.03, 0.3))
    return link
