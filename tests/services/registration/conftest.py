"""Registration on a real database, with an edition that is open now."""

import base64
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.contracts.registration import CallSent
from shared.storage import Database, now
from tests.services.registration.invented import PDF, ROSA
from tests.services.registration.office import Office

Json = dict[str, Any]


@pytest.fixture
def office(database: Callable[[str], Database]) -> Office:
    """An office without an edition."""
    return Office.opened(database("registration"))


def call(at: datetime, **changes: Any) -> Json:
    """What the secretariat writes to set the 44th edition up, around the time `at`."""
    starts_on = (at + timedelta(days=120)).date()
    return {
        "ordinal": 44,
        "year": starts_on.year,
        "starts_on": starts_on.isoformat(),
        "ends_on": (starts_on + timedelta(days=14)).isoformat(),
        "application_opens_at": (at - timedelta(days=1)).isoformat(),
        "application_closes_at": (at + timedelta(days=30)).isoformat(),
        "endorsement_due_on": (at + timedelta(days=40)).date().isoformat(),
        "promotion_cutoff": (at + timedelta(days=110)).date().isoformat(),
        **changes,
    }


@pytest.fixture
def set_up(office: Office) -> Callable[..., Json]:
    """`set_up(seats=3)`: an edition that is open."""

    def make(**changes: Any) -> Json:
        edition = office.command("create_edition", "secretariat", **call(now(), **changes))
        return office.command("open_edition", "director", edition_id=edition["edition_id"], version=edition["version"])

    return make


def form(count: int = 1, **changes: Any) -> Json:
    """What the `count`-th official sends: complete, with a letter and a focal point of their own country."""
    letter = {"filename": "nota.pdf", "content_type": "application/pdf"}
    return {
        **asdict(ROSA),
        "email": f"Rosa.Quispe{count}@interior.gob.example",
        "letter": {**letter, "content_base64": base64.b64encode(PDF).decode()},
        **changes,
    }


@pytest.fixture
def under_review(office: Office, set_up: Callable[..., Json]) -> Callable[..., tuple[Json, list[str]]]:
    """`under_review(["PE", "BR"], seats=1)`: a closed edition and the ids of its endorsed applications."""

    def make(countries: list[str], **changes: Any) -> tuple[Json, list[str]]:
        edition = set_up(**changes)
        ids = []
        for count, country in enumerate(countries, start=1):
            sent = form(count, country=country, edition_id=edition["edition_id"])
            received = office.command("submit_application", "public", **sent)
            ids.append(received["application_id"])
            focal_point = office.registry.applications.get(ids[-1]).endorsement.focal_point_id
            word = {"application_id": ids[-1], "answer": "endorsed"}
            office.command("answer_nomination", "focal_point", focal_point, **word)
        office.command("start_reviews", "secretariat", edition_id=edition["edition_id"])
        closed = office.command(
            "close_applications", "secretariat", edition_id=edition["edition_id"], version=edition["version"]
        )
        return closed, ids

    return make


@pytest.fixture
def published(
    office: Office, under_review: Callable[..., tuple[Json, list[str]]]
) -> Callable[..., tuple[str, list[str]]]:
    """`published(["PE", "BR"], seats=1)`: the edition's id, with its selection published as proposed."""

    def make(countries: list[str], **changes: Any) -> tuple[str, list[str]]:
        edition, ids = under_review(countries, **changes)
        office.command("propose_selection", "secretariat", edition_id=edition["edition_id"])
        dry_run = office.query("selection", "director", edition_id=edition["edition_id"])
        office.command(
            "publish_selection", "director", edition_id=edition["edition_id"], version=dry_run["edition_version"]
        )
        return edition["edition_id"], ids

    return make


@pytest.fixture
def called(office: Office, set_up: Callable[..., Json]) -> Callable[..., tuple[Json, list[str]]]:
    """`called(MIGRATIONS, LABOUR)`: an open edition, and the ids of its calls in that order."""

    def make(*institutions: Json, **changes: Any) -> tuple[Json, list[str]]:
        edition = set_up(**changes)
        ids = [office.command("add_institution", "secretariat", **one)["institution_id"] for one in institutions]
        office.command("send_call", "secretariat", edition_id=edition["edition_id"], institution_ids=ids)
        sent = {event.institution_id: event.call_id for event in office.told(CallSent)}
        return edition, [sent[institution_id] for institution_id in ids]

    return make
