"""The faults of the chaos runs. Each is done to a running system, lasts a while and undoes itself, whatever happens."""

import contextlib
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from deploy.supervision import SERVICES
from tests.chaos import messages
from tests.chaos.history import History
from tests.chaos.messages import Poisoned
from tests.chaos.system import RELAYS, SENDER, WORKERS, System

LONGEST = 10.0


@dataclass(frozen=True)
class Scene:
    """What a fault works on. chance: its own; stop: set when the time for faults is over."""

    system: System
    history: History
    poisoned: Poisoned
    chance: random.Random
    stop: threading.Event

    def last(self, seconds: float) -> None:
        """Let a fault hold for a while."""
        self.stop.wait(seconds)

    def a_while(self) -> float:
        """How long a fault holds: mostly a few seconds, at most ten."""
        return min(LONGEST, 1.0 + self.chance.expovariate(1 / 2.5))

    def right_after_an_acknowledgement(self) -> None:
        """Wait for the moment when most is on its way and least is written down."""
        self.history.next_acknowledgement(patience=2.0)
        time.sleep(self.chance.choice((0.0, 0.0, 0.01, 0.03)))


Fault = Callable[[Scene], str]


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
    """SIGTERM, as a deploy does it."""
    name = scene.chance.choice(WORKERS)
    scene.right_after_an_acknowledgement()
    scene.system.tell(name, signal.SIGTERM)
    scene.last(1.5)
    return name


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
            scene.system.rabbit.ask("DELETE", f"/api/connections/{one['name'].replace(' ', '%20').replace('>', '%3E')}")
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


def _on_link(*orders: str) -> Fault:
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


def _mail(mood: str) -> Fault:
    def fault(scene: Scene) -> str:
        seconds = scene.a_while()
        try:
            scene.system.post.mood = mood
            scene.last(seconds)
        finally:
            scene.system.post.mood = "takes"
        return f"for {seconds:.1f} s"

    return fault


def storm(scene: Scene) -> str:
    """Copies of what was published long ago come again, in any order."""
    count = scene.chance.choice((30, 100, 300))
    return f"{messages.storm(scene.system, scene.chance, count)} copies"


def reorder(scene: Scene) -> str:
    """What waits in a service's inbox while it is away comes in another order."""
    service = scene.chance.choice(SERVICES)
    try:
        scene.system.tell(service, signal.SIGKILL)
        scene.system.switch(service, on=False)
        scene.last(4.0)
        moved = messages.shuffle(scene.system, service, scene.chance)
    finally:
        scene.system.switch(service, on=True)
    return f"{moved} messages of {service}"


def cold_start(scene: Scene) -> str:
    """A service is away, much piles up, and it starts."""
    service = scene.chance.choice(SERVICES)
    try:
        scene.system.switch(service, on=False)
        piled = messages.storm(scene.system, scene.chance, 400, to=service)
        scene.last(scene.a_while())
    finally:
        scene.system.switch(service, on=True)
    return f"{service} with {piled} messages"


def poison(scene: Scene) -> str:
    """Messages that nobody can handle."""
    return ", ".join(messages.poison(scene.system, scene.poisoned, scene.chance))


def two_relays(scene: Scene) -> str:
    """A second relay of a service that has one."""
    relay = scene.chance.choice(RELAYS)
    second = scene.system.second(relay)
    try:
        if scene.chance.random() < 0.5:  # the one that holds the lease falls asleep and wakes up beside the other
            scene.system.tell(relay, signal.SIGSTOP)
        scene.last(12.0)
        scene.system.tell(relay, signal.SIGCONT)
        scene.last(2.0)
    finally:
        scene.system.tell(relay, signal.SIGCONT)
        second.kill()
        second.wait()
    return relay


def two_senders(scene: Scene) -> str:
    """A second sender, which is allowed, and one of the two is killed."""
    second = scene.system.second(SENDER)
    try:
        scene.last(scene.a_while())
    finally:
        second.kill()
        second.wait()
    return ""


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


def kill_listener(scene: Scene) -> str:
    """SIGKILL to a service in the middle of handling what others have said."""
    name = scene.chance.choice(("scheduling", "certification", "notifications", "notifications"))
    messages.storm(scene.system, scene.chance, 20, to=name)
    scene.right_after_an_acknowledgement()
    time.sleep(scene.chance.uniform(0.0, 0.1))
    scene.system.tell(name, signal.SIGKILL)
    scene.last(1.0)
    return name


def end_listener(scene: Scene) -> str:
    """SIGTERM to a service in the middle of handling what others have said."""
    name = scene.chance.choice(("scheduling", "certification", "notifications", "notifications"))
    scene.right_after_an_acknowledgement()
    time.sleep(scene.chance.uniform(0.0, 0.1))
    scene.system.tell(name, signal.SIGTERM)
    scene.last(2.0)
    return name


FAULTS: dict[str, Fault] = {
    "process killed": kill_process,
    "process frozen": freeze_process,
    "process ended": end_process,
    "broker killed": kill_broker,
    "broker frozen": freeze_broker,
    "broker restarted": restart_broker,
    "broker's connections closed": close_connections,
    "broker's memory alarm": alarm_memory,
    "mongod killed": kill_mongo,
    "mongod frozen": freeze_mongo,
    "mongod stepped down": step_down,
    "link cut": _on_link("cut"),
    "link stalled": _on_link("stall"),
    "link slowed": _on_link("delay 300"),
    "link reset": _on_link("reset"),
    "link stalled and reset": _on_link("stall", "reset"),
    "mail server stalls": _mail("stalls"),
    "mail server refuses": _mail("refuses"),
    "mail server hangs up": _mail("hangs-up"),
    "duplicate storm": storm,
    "reordering": reorder,
    "cold start with a backlog": cold_start,
    "poison": poison,
    "two relays": two_relays,
    "two senders": two_senders,
    "relay cut off from the broker": cut_relay_off,
    "database slowed": slow_database,
    "database comes and goes": flap_database,
    "answers lost": lose_answers,
    "listener killed": kill_listener,
    "listener ended": end_listener,
}
ORDERLY = {"process ended", "listener ended"}
OFTEN = ("process killed", "process killed", "process frozen", "process ended", "link stalled and reset", "poison")


class Trouble:
    """The faults of one seed, one after the other and now and then two at once."""

    def __init__(self, scene: Scene, only: tuple[str, ...] = ()) -> None:
        self.done: list[tuple[float, float, str, str]] = []
        self.failed: list[tuple[str, BaseException]] = []
        self._scene = scene
        self._deck: list[str] = []
        self._names = only or (*FAULTS, *OFTEN)

    def make(self, seconds: float) -> None:
        """Make trouble for that long."""
        timer = threading.Timer(seconds, self._scene.stop.set)
        timer.start()
        while not self._scene.stop.is_set():
            at_once = 2 if self._scene.chance.random() < 0.25 else 1
            threads = [threading.Thread(target=self._do, args=(self._next(),)) for _ in range(at_once)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self._scene.last(self._scene.chance.uniform(0.3, 2.0))
        timer.join()

    def _next(self) -> str:
        if not self._deck:
            self._deck = self._scene.chance.sample(self._names, len(self._names))
        return self._deck.pop()

    def _do(self, name: str) -> None:
        began = time.time()
        try:
            how = FAULTS[name](self._scene)
            self.done.append((began, time.time(), name, how))
        except Exception as error:  # noqa: BLE001  # a fault that meets another, such as a dead broker, does nothing
            self.failed.append((name, error))
