"""An official applies and gets a receipt; the secretariat takes an application under review and the official is told."""

import itertools
import random
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

import requests

from tests.bench.measure import percentile
from tests.bench.registration.system import System
from tests.browser.course import LETTER, application_form

Json = dict[str, Any]
CLIENTS, PATIENT_CLIENTS = 8, 2
A_MOMENT = 0.05
SYLLABLES = [f"{consonant}{vowel}" for consonant in "bcdfglmnprstvz" for vowel in "aeiou"]
count = itertools.count(1)


def measure(system: System, *, rounds: int, each: int) -> Json:
    """Medians over the rounds, after one that warms everything up."""
    _submitted(system, max(20, each // 4))
    before = system.by_process()
    found = [_submitted(system, each) for _ in range(rounds)]
    after = system.by_process()
    waits = _waits(system, each)
    return {
        "cpu_ms": statistics.median(one["cpu_ms"] for one in found),
        "per_second": statistics.median(one["per_second"] for one in found),
        "until_the_last_email": statistics.median(one["until_the_last_email"] for one in found),
        "sent_again": system.busy,
        "where": {name: 1000 * (after[name] - before[name]) / (rounds * each) for name in after},
        "post_to_email_ms": {"p50": 1000 * percentile(waits, 50), "p99": 1000 * percentile(waits, 99)},
        "reviewed_cpu_ms": statistics.median(_reviewed(system, each) for _ in range(rounds)),
    }


def _submitted(system: System, how_many: int) -> Json:
    """So many are submitted by eight clients; until the last receipt is in the mail server."""
    forms = [_form(system) for _ in range(how_many)]
    cpu, began = system.seconds(), time.monotonic()
    _shared(forms, CLIENTS, lambda session, form: _post(system, session, form))
    answered = time.monotonic() - began
    system.mailbox.wait_for([form["email"] for form in forms])
    told = time.monotonic() - began
    used = system.seconds() - cpu
    return {"cpu_ms": 1000 * used / how_many, "per_second": how_many / answered, "until_the_last_email": told}


def _waits(system: System, how_many: int) -> list[float]:
    """How long each of two clients waits from sending the form until its receipt is there, one after the other."""
    waits: list[float] = []

    def apply(session: requests.Session, form: Json) -> None:
        began = time.monotonic()
        _post(system, session, form)
        system.mailbox.wait_for([form["email"]])
        waits.append(system.mailbox.came[form["email"]] - began)

    _shared([_form(system) for _ in range(how_many)], PATIENT_CLIENTS, apply)
    return waits


def _reviewed(system: System, how_many: int) -> float:
    """Milliseconds of processor for each application that is taken under review, its email among them."""
    made = [system.secretariat.post("/applications", _form(system) | _endorser(place)) for place in range(how_many)]
    shown = [system.secretariat.get(f"/applications/{one['application_id']}") for one in made]
    system.mailbox.wait_for([one["email"] for one in shown])
    for one in shown:
        system.mailbox.came.pop(one["email"])
    cpu = system.seconds()
    for one in shown:
        system.secretariat.post(f"/applications/{one['application_id']}/review", {"version": one["version"]})
    system.mailbox.wait_for([one["email"] for one in shown])
    return 1000 * (system.seconds() - cpu) / how_many


def _form(system: System) -> Json:
    """With a letter and without a contact at the institution, who would be written to, so there is one email: the receipt."""
    place = next(count)
    letter = {"filename": "nota.pdf", "content_type": "application/pdf", "content_base64": LETTER}
    more = {"letter": letter, "motivation": "Trabajo en un paso fronterizo con mucho movimiento todo el año. " * 3}
    names = application_form(system.edition_id, _name(), _name(), "BO") | {"second_surname": _name()}
    return names | more | {"email": f"persona.{place}@gob.example"}


def _endorser(place: int) -> Json:
    """What makes a form complete."""
    return {"focal_point_name": "Lucía Báez", "focal_point_email": f"contacto.{place}@gob.example"}


def _name() -> str:
    """Nobody else's: many people of one name would all be compared with each other."""
    return "".join(random.choices(SYLLABLES, k=4)).capitalize()  # noqa: S311  # it hides nothing


def _post(system: System, session: requests.Session, form: Json) -> None:
    """Until it is taken, under one key; what is answered 503 is sent again a moment later, as a browser's user would."""
    key = {"Idempotency-Key": form["email"]}
    while True:
        try:
            answer = session.post(f"{system.house.public_url}/api/v1/applications", json=form, headers=key, timeout=60)
        except requests.ConnectionError:  # the gateway has closed a connection that was idle for two seconds
            continue
        if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
            answer.raise_for_status()
            return
        system.busy += 1
        time.sleep(A_MOMENT)


def _shared(forms: Sequence[Json], clients: int, act: Callable[[requests.Session, Json], None]) -> None:
    """Each client takes the next form until none is left; what one of them raises is raised."""
    waiting, failed = iter(forms), []
    lock = threading.Lock()

    def work() -> None:
        with requests.Session() as session:
            while True:
                with lock:
                    form = next(waiting, None)
                if form is None or failed:
                    return
                try:
                    act(session, form)
                except Exception as error:  # noqa: BLE001  # it is raised in the thread that asked for it
                    failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
