"""Faults of the broker, the database and the mail server."""

import contextlib
import signal
from collections.abc import Callable
from urllib.parse import quote

from tests.chaos.scene import Scene


def kill_broker(scene: Scene) -> str:
    """SIGKILL, and a new start on what was written to disk."""
    scene.right_after_an_acknowledgement()
    scene.system.kill_server(scene.system.rabbit)
    scene.last(scene.chance.choice((0.0, 3.0)))
    scene.system.rabbit.start()
    return ""


def freeze_broker(scene: Scene) -> str:
    """SIGSTOP for a while."""
    seconds = scene.a_while()
    try:
        scene.system.tell_server(scene.system.rabbit, signal.SIGSTOP)
        scene.last(seconds)
    finally:
        scene.system.tell_server(scene.system.rabbit, signal.SIGCONT)
    return f"for {seconds:.1f} s"


def restart_broker(scene: Scene) -> str:
    """An orderly stop and start."""
    scene.system.rabbit.stop()
    scene.system.rabbit.start()
    return ""


def close_connections(scene: Scene) -> str:
    """An operator closes every connection to the broker."""
    listed = scene.system.rabbit.ask("GET", "/api/connections")
    for one in listed:
        with contextlib.suppress(OSError):
            scene.system.rabbit.ask("DELETE", f"/api/connections/{quote(one['name'], safe='')}")
    return f"{len(listed)} connections"


def alarm_memory(scene: Scene) -> str:
    """The broker believes that it has no memory left and blocks whoever publishes."""
    seconds = scene.a_while()
    try:
        scene.system.rabbit.control("set_vm_memory_high_watermark", "0.000001")
        scene.last(seconds)
    finally:
        scene.system.rabbit.control("set_vm_memory_high_watermark", "0.6")
    return f"for {seconds:.1f} s"


def kill_mongo(scene: Scene) -> str:
    """SIGKILL, and a new start on what was written to disk."""
    scene.right_after_an_acknowledgement()
    scene.system.kill_server(scene.system.mongo)
    scene.last(scene.chance.choice((0.0, 4.0)))
    scene.system.mongo.start()
    return ""


def freeze_mongo(scene: Scene) -> str:
    """SIGSTOP for a while."""
    seconds = scene.a_while()
    try:
        scene.system.tell_server(scene.system.mongo, signal.SIGSTOP)
        scene.last(seconds)
    finally:
        scene.system.tell_server(scene.system.mongo, signal.SIGCONT)
    return f"for {seconds:.1f} s"


def step_down(scene: Scene) -> str:
    """The primary gives up its office for a few seconds."""
    seconds = scene.chance.randint(1, 4)
    scene.system.step_down(seconds)
    scene.last(seconds)
    return f"for {seconds} s"


def mail(mood: str) -> Callable[[Scene], str]:
    """The mail server behaves like that for a while."""

    def fault(scene: Scene) -> str:
        seconds = scene.a_while()
        try:
            scene.system.post.mood = mood
            scene.last(seconds)
        finally:
            scene.system.post.mood = "takes"
        return f"for {seconds:.1f} s"

    return fault
