"""The trouble of one seed: its faults, one after the other and now and then two at once."""

import threading
import time
from collections.abc import Callable

from tests.chaos import faults_of_messages, faults_of_processes, faults_of_servers, faults_on_links
from tests.chaos.scene import Scene
from tests.chaos.waiting import Hangs

Fault = Callable[[Scene], str]
"""It is done to a running system, lasts a while and undoes itself, whatever happens; answers to what, for the record."""

FAULTS: dict[str, Fault] = {
    "process killed": faults_of_processes.kill_process,
    "process frozen": faults_of_processes.freeze_process,
    "process ended": faults_of_processes.end_process,
    "broker killed": faults_of_servers.kill_broker,
    "broker frozen": faults_of_servers.freeze_broker,
    "broker restarted": faults_of_servers.restart_broker,
    "broker's connections closed": faults_of_servers.close_connections,
    "broker's memory alarm": faults_of_servers.alarm_memory,
    "queue deleted": faults_of_messages.delete_queue,
    "mongod killed": faults_of_servers.kill_mongo,
    "mongod frozen": faults_of_servers.freeze_mongo,
    "mongod stepped down": faults_of_servers.step_down,
    "link cut": faults_on_links.on_link("cut"),
    "link stalled": faults_on_links.on_link("stall"),
    "link slowed": faults_on_links.on_link("delay 300"),
    "link reset": faults_on_links.on_link("reset"),
    "link stalled and reset": faults_on_links.on_link("stall", "reset"),
    "mail server stalls": faults_of_servers.mail("stalls"),
    "mail server refuses": faults_of_servers.mail("refuses"),
    "mail server hangs up": faults_of_servers.mail("hangs-up"),
    "duplicate storm": faults_of_messages.storm,
    "reordering": faults_of_messages.reorder,
    "cold start with a backlog": faults_of_messages.cold_start,
    "poison": faults_of_messages.poison,
    "two relays": faults_of_processes.two_relays,
    "two senders": faults_of_processes.two_senders,
    "relay cut off from the broker": faults_on_links.cut_relay_off,
    "database slowed": faults_on_links.slow_database,
    "database slow for long": faults_on_links.slow_database_for_long,
    "database comes and goes": faults_on_links.flap_database,
    "answers lost": faults_on_links.lose_answers,
    "listener killed": faults_of_processes.kill_listener,
    "listener ended": faults_of_processes.end_listener,
    "handler exits or loops": faults_of_processes.fail_in_handler,
}
FOR_LONG = {"database slow for long"}  # it fills a seed, so it is not drawn with the others
ORDERLY = {"process ended", "listener ended"}
OFTEN = ("process killed", "process killed", "process frozen", "process ended", "link stalled and reset", "poison")


class Trouble:
    """The faults of one seed, one after the other and now and then two at once."""

    def __init__(self, scene: Scene, only: tuple[str, ...] = ()) -> None:
        self.done: list[tuple[float, float, str, str]] = []
        self.failed: list[tuple[str, Exception]] = []
        self.hangs: list[str] = []
        self._scene = scene
        self._deck: list[str] = []
        self._names = only or (*(name for name in FAULTS if name not in FOR_LONG), *OFTEN)

    def make(self, seconds: float) -> None:
        """Make trouble for that long."""
        timer = threading.Timer(seconds, self._scene.stop.set)
        timer.start()
        while not self._scene.stop.is_set():
            at_once = 2 if self._scene.chance.random() < 0.3 else 1
            threads = [threading.Thread(target=self._do, args=(self._next(),)) for _ in range(at_once)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self._scene.last(self._scene.chance.uniform(0.3, 2.0))
        timer.join()
        if self.hangs:
            raise Hangs("; ".join(self.hangs))

    def _next(self) -> str:
        if not self._deck:
            self._deck = self._scene.chance.sample(self._names, len(self._names))
        return self._deck.pop()

    def _do(self, name: str) -> None:
        began = time.time()
        try:
            how = FAULTS[name](self._scene)
            self.done.append((began, time.time(), name, how))
        except Hangs as hangs:
            self.hangs.append(f"{name}: {hangs}")
        except Exception as error:  # noqa: BLE001  # a fault that meets another, such as a dead broker, does nothing
            self.failed.append((name, error))
