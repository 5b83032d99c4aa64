"""Staff look at lists, search and boards, of an edition with more and more applications.

Those under review stay as many as a course weighs: whoever selects thirty from a million would not read the million.
"""

import dataclasses
import itertools
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from pymongo import MongoClient, WriteConcern

from services.gateway.model.account import Role
from services.registration.model.application import Application
from services.registration.model.eligibility import Eligibility, Outcome
from services.registration.model.states import Status
from services.registration.repository import Registry
from services.registration.repository.listing import derived
from shared.storage import Database, Documents
from tests.bench.letters import parts
from tests.bench.measure import percentile
from tests.bench.registration.system import System
from tests.services.gateway.conftest import hidden_fields
from tests.services.gateway.house import PASSWORD, STAFF
from tests.services.registration.invented import application

Json = dict[str, Any]
BATCH = 2_000
GIVEN = ("Rosa María", "João", "Ángela", "Wara", "Ayelén", "Nahuel", "Teófila", "Marie-Ange", "Iván", "Zunilda")
SURNAMES = ("Quispe", "Gonçalves", "Ñáñez", "Condori", "Huenchumilla", "Catrileo", "Mamani", "O’Neill", "Paredes")
INSTITUTIONS = ("Dirección General de Migraciones", "Cancillería", "Ministerio de Trabajo", "Policía Federal")
STATUSES = (Status.SUBMITTED, Status.RETURNED, Status.INELIGIBLE, Status.WITHDRAWN, Status.NOT_SELECTED)
UNDER_REVIEW = 200
COUNTRIES = ("BO", "CL", "PY")
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def measure(system: System, *, sizes: Sequence[int], looks: int) -> Json:
    """Size -> page -> p50 and p99 of so many looks, in milliseconds."""
    staff = _signed_in(system)
    addresses = _addresses(system)
    found: Json = {}
    there = 0
    for size in sizes:
        _crowd(system, there, size)
        there = size
        found[str(size)] = {name: _looked_at(system, staff, address, looks) for name, address in addresses.items()}
    return found


def _addresses(system: System) -> dict[str, str]:
    edition = f"/staff/editions/{system.edition_id}"
    return {
        "list": f"{edition}/applications",
        "list by name": f"{edition}/applications?sort=name",
        "filtered": f"{edition}/applications?status=submitted&country=BO&sort=waiting",
        "search": f"{edition}/applications?q=dir+ros",  # a page full of them, whatever the size
        "search by number": f"{edition}/applications?q=CIMI-44-000500",
        "country board": f"{edition}/countries",
        "selection board": f"{edition}/selection",
        "overview": edition,
    }


def _looked_at(system: System, staff: requests.Session, address: str, looks: int) -> Json:
    waits = []
    for place in range(looks + 5):
        began = time.monotonic()
        answer = staff.get(f"{system.house.public_url}{address}", timeout=120)
        waits.append(time.monotonic() - began)
        answer.raise_for_status()
        if place < 5:  # the first ones warm the caches
            waits.clear()
        if sum(waits) > 30:  # a page that takes so long has missed its aim by any count
            break
    return {"p50": 1000 * percentile(waits, 50), "p99": 1000 * percentile(waits, 99)}


def _crowd(system: System, there: int, size: int) -> None:
    """Put applications there until there are `size`, in bulk, as no service writes; indexes are made anew at the end."""
    patient: MongoClient[Json] = MongoClient(
        system.stage.mongo.url
    )  # an index of a million takes longer than ours waits
    database = Database(patient, f"{system.house.settings['DATABASES']}_registration")
    documents = Documents(database, "applications", Application, derived=derived)
    rows = documents.rows.with_options(write_concern=WriteConcern(w=1))
    made = _made(system.edition_id, there)
    rows.drop_indexes()
    for part in parts(size - there, BATCH):
        batch = [documents.as_kept(one) for one in itertools.islice(made, part)]
        rows.insert_many(batch, ordered=False)
    Registry(database).create_indexes()
    patient.close()


def _made(edition_id: str, first: int) -> Iterator[Application]:
    like = application()
    for place in itertools.count(first):
        form = dataclasses.replace(
            like.form,
            given_names=GIVEN[place % len(GIVEN)],
            first_surname=SURNAMES[place // 3 % len(SURNAMES)],
            email=f"persona.{place}@gob.example",
            country=COUNTRIES[place % len(COUNTRIES)],
            sex="FMX"[place // 7 % 3],
            institution=f"{INSTITUTIONS[place % len(INSTITUTIONS)]} {place % 97}",
            years_experience=place % 23,
        )
        yield dataclasses.replace(
            like,
            id=f"crowd-{place:09d}",
            edition_id=edition_id,
            person_id=f"crowd-{place:09d}",
            number=f"CIMI-44-C{place:06d}",
            status=Status.UNDER_REVIEW if place < UNDER_REVIEW else STATUSES[place // 5 % len(STATUSES)],
            form=form,
            submitted_at=BEGAN + timedelta(seconds=place),
            eligibility=Eligibility(outcome=Outcome.PASS, rules_version=1),
        )


def _signed_in(system: System) -> requests.Session:
    """A member of staff with a browser."""
    staff, url = requests.Session(), f"{system.house.public_url}/staff/sign-in"
    page = staff.get(url, timeout=30).text
    form = next(part for part in page.split("<form")[1:] if "password" in part)
    who = {"email": STAFF[Role.DIRECTOR][0], "password": PASSWORD}
    staff.post(url, data=hidden_fields(form) | who, headers={"Origin": system.house.public_url}, timeout=30)
    return staff
