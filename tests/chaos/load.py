"""The load of one seed: everybody at their doors at once, until they are told to stop."""

import random
import threading
from collections.abc import Callable

from tests.chaos.call import Call
from tests.chaos.client import Client
from tests.chaos.course import Course
from tests.chaos.history import History
from tests.chaos.letterbox import Letterbox
from tests.chaos.people import People
from tests.chaos.system import System
from tests.chaos.waiting import Hangs

APPLICANTS = 2
LONGEST_ACT = 90.0


class Staff:
    """The two members of staff, signed in once for a system's whole life."""

    def __init__(self, system: System, history: History) -> None:
        address, chance = system.local.gateway, random.Random(0)
        self.public = Client(address, "applicants", history, chance)
        self.secretariat = Client(address, "secretariat", history, chance).enter(system.local.sign_in("secretariat"))
        self.director = Client(address, "director", history, chance).enter(system.local.sign_in("director"))


class Load:
    """What clients do at the same time; each is a thread."""

    def __init__(self, staff: Staff, letterbox: Letterbox, seed: int) -> None:
        self._staff = staff
        self._stop = threading.Event()
        chance = random.Random(f"load {seed}")
        people = People(chance, f"s{seed}")
        self._call = Call(people, letterbox, chance, self._stop)
        secretariat, director = staff.secretariat.beside("office"), staff.director.beside("director")
        self._course = Course(secretariat, director, people, letterbox, self._stop)
        self._threads: list[threading.Thread] = []
        self.broken: list[BaseException] = []

    def start(self) -> None:
        """Begin: the office at once, the public when the call is open."""
        self._run("call", self._hold_call)
        self._run("course", lambda: self._course.lead(lambda: self._call.edition_id))

    def end(self) -> None:
        """Let everybody finish what they are doing."""
        self._stop.set()
        for thread in self._threads:
            thread.join(LONGEST_ACT)
        hanging = [thread.name for thread in self._threads if thread.is_alive()]
        if hanging:
            raise Hangs(f"clients that never ended: {hanging}")
        if self.broken:
            raise self.broken[0]

    def _hold_call(self) -> None:
        self._call.open(self._staff.director.beside("director"))
        if self._call.edition_id:
            for number in range(APPLICANTS):
                clerk = self._staff.secretariat.beside(f"applicant-{number}")
                self._run(f"applicant {number}", lambda clerk=clerk: self._call.apply(clerk))  # type: ignore[misc]
            self._run("focal points", lambda: self._call.answer(self._staff.public.beside("focal points")))
            self._run("secretariat", lambda: self._call.look_through(self._staff.secretariat.beside("secretariat")))

    def _run(self, name: str, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except Exception as error:  # noqa: BLE001  # raised again when the load ends
                self.broken.append(error)

        thread = threading.Thread(target=guarded, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()
