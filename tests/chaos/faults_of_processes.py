"""Faults of our own processes: killed, frozen, asked to end, and there twice."""

import signal
import time

from tests.chaos import messages
from tests.chaos.scene import Scene
from tests.chaos.system import RELAYS, SENDER, WORKERS

LISTENERS = ("scheduling", "certification", "notifications", "notifications")


def kill_process(scene: Scene) -> str:
    """SIGKILL; the supervisor starts it again."""
    name = scene.chance.choice(WORKERS)
    scene.right_after_an_acknowledgement()
    scene.system.tell(name, signal.SIGKILL)
    scene.last(1.0)
    return name


def freeze_process(scene: Scene) -> str:
    """SIGSTOP for a while."""
    name, seconds = scene.chance.choice(WORKERS), scene.a_while()
    frozen = scene.system.pids(name)
    try:
        scene.system.tell(name, signal.SIGSTOP)
        scene.last(seconds)
    finally:
        scene.system.tell(name, signal.SIGCONT)
    return f"{name} for {seconds:.1f} s" if frozen else ""


def end_process(scene: Scene) -> str:
    """SIGTERM, and started again when it has ended, as a deploy does it."""
    name = scene.chance.choice(WORKERS)
    scene.right_after_an_acknowledgement()
    _deploy(scene, name)
    return name


def _deploy(scene: Scene, name: str) -> None:
    try:
        scene.system.switch(name, on=False)
    finally:
        scene.system.switch(name, on=True)


def kill_listener(scene: Scene) -> str:
    """SIGKILL to a service in the middle of handling what others have said."""
    name = scene.chance.choice(LISTENERS)
    messages.storm(scene.system, scene.chance, 20, to=name)
    scene.right_after_an_acknowledgement()
    time.sleep(scene.chance.uniform(0.0, 0.1))
    scene.system.tell(name, signal.SIGKILL)
    scene.last(1.0)
    return name


def end_listener(scene: Scene) -> str:
    """SIGTERM to a service in the middle of handling what others have said."""
    name = scene.chance.choice(LISTENERS)
    scene.right_after_an_acknowledgement()
    time.sleep(scene.chance.uniform(0.0, 0.1))
    _deploy(scene, name)
    return name


def fail_in_handler(scene: Scene) -> str:
    """A handler that ends its process, or never comes back, among the first that work has piled up for meanwhile."""
    name, how = scene.chance.choice(LISTENERS), scene.chance.choice(("kill", "hang"))
    try:
        scene.system.switch(name, on=False)
        with scene.system.failing(name, f"consumer.inside:{how}:{scene.chance.randint(1, 4)}"):
            messages.storm(scene.system, scene.chance, 20, to=name)
    finally:
        scene.system.switch(name, on=True)
    return f"{name} by {how}"


def two_relays(scene: Scene) -> str:
    """A second relay of a service that has one; now and then the first falls asleep and wakes up beside the other."""
    relay = scene.chance.choice(RELAYS)
    with scene.system.second(relay):
        try:
            if scene.chance.random() < 0.5:
                scene.system.tell(relay, signal.SIGSTOP)
            scene.last(12.0)
        finally:
            scene.system.tell(relay, signal.SIGCONT)
        scene.last(2.0)
    return relay


def two_senders(scene: Scene) -> str:
    """A second sender, which is allowed, and it is killed."""
    with scene.system.second(SENDER):
        scene.last(3.0 + scene.a_while())
    return ""
