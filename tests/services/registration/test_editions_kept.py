"""Editions as they are kept: cloned, changed by two people, extended and closed by the clock, on a real database."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.registration.model.standing_texts import STANDING_TEXTS
from services.registration.model.texts import CallText, Texts
from services.registration.repository import Registry
from shared.contracts.refusal import Refusal
from shared.contracts.registration import EditionClosed, EditionExtended, EditionSeatsChanged, NominationRequested
from shared.storage import Database, now
from tests.services.registration.conftest import call, form
from tests.services.registration.invented import by
from tests.services.registration.office import Office, refused

Json = dict[str, Any]
SetUp = Callable[..., Json]
Published = Callable[..., tuple[str, list[str]]]

TEXT = {"title": "Curso", "description": "Seis módulos", "offered": "Todo", "notice": "Estimados"}


@pytest.mark.feature("A1")
def test_the_next_edition_is_proposed_created_as_proposed_and_opens(office: Office) -> None:
    last = office.command("create_edition", "secretariat", **call(now(), country_caps={"AR": 1}))
    texts = {"edition_id": last["edition_id"], "version": 1, "language": "es", **TEXT}
    office.command("change_texts", "secretariat", **texts)
    proposed = office.query("next_edition", "secretariat", edition_id=last["edition_id"])
    before = proposed.pop("before")
    written = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in proposed.items()}
    made = office.command("create_edition", "secretariat", **written)
    assert (made["ordinal"], made["country_caps"], made["starts_on"]) == (45, {"AR": 1}, proposed["starts_on"])
    assert made["starts_on"].weekday() == before["starts_on"].weekday()
    progress = office.query("edition_progress", "auditor", edition_id=made["edition_id"])
    assert progress["texts"]["es"] == TEXT
    assert progress["texts"]["fr"]["title"] == STANDING_TEXTS["fr"].title
    assert progress["missing"] == []


@pytest.mark.feature("A1")
def test_of_two_who_write_the_first_texts_at_once_the_second_is_told_so(office: Office) -> None:
    seen = office.registry.texts.get("edition-44", version=0)

    def keep(title: str) -> Texts:
        written = seen.change("es", CallText(**TEXT | {"title": title}), cause=by("secretariat"))
        return office.database.transact(lambda: office.registry.texts.keep(written), cause=by("secretariat"))

    keep("Curso")
    assert refused(lambda: keep("Curso Interamericano")) == ("stale", 409)
    assert office.registry.texts.of("edition-44").languages["es"] == CallText(**TEXT)


@pytest.mark.feature("A1")
def test_while_something_is_missing_it_is_what_waits_to_be_done(office: Office) -> None:
    edition_id = office.command("create_edition", "secretariat", **call(now()))["edition_id"]
    empty = {"edition_id": edition_id, "version": 1, "language": "fr", **TEXT, "offered": "", "notice": ""}
    office.command("change_texts", "secretariat", **empty)
    (action,) = office.query("next_actions", "auditor", edition_id=edition_id)["actions"]
    assert (action["what"], action["count"], action["link"]) == ("complete-edition", 2, f"/editions/{edition_id}/setup")
    assert office.query("edition", "auditor", edition_id=edition_id)["missing"] == [
        {"what": "offered", "language": "fr"},
        {"what": "notice", "language": "fr"},
    ]


def test_no_transaction_has_to_make_a_collection(mongo_client: Any) -> None:
    name = f"test_{secrets.token_hex(4)}_registration"
    registry = Registry(Database(mongo_client, name, publisher="registration"))
    registry.create_indexes()
    made = mongo_client[name].list_collection_names()
    mongo_client.drop_database(name)
    kept = {vars(one).get("_documents") for one in vars(registry).values()} - {None}
    assert {documents.rows.name for documents in kept} - set(made) == set()


@pytest.mark.feature("A1")
def test_who_saves_texts_that_somebody_else_has_changed_is_told_so(office: Office) -> None:
    edition_id = office.command("create_edition", "secretariat", **call(now()))["edition_id"]
    seen = {"edition_id": edition_id, "version": 1, "language": "es", **TEXT}
    assert office.command("change_texts", "secretariat", **seen)["texts_version"] == 2
    assert refused(lambda: office.command("change_texts", "director", **seen)) == ("stale", 409)


@pytest.mark.feature("A2")
def test_an_extension_is_published_and_institutions_have_the_time(office: Office, set_up: SetUp) -> None:
    edition = set_up()
    office.command("submit_application", "public", edition_id=edition["edition_id"], **form(1))
    told = len(office.told())
    until = now() + timedelta(days=60)
    extended = office.command(
        "extend_window",
        "secretariat",
        edition_id=edition["edition_id"],
        version=edition["version"],
        phase="nomination",
        closes_at=until.isoformat(),
        reason_code="governments_asked",
        note="Nota 7/2026",
    )
    (event,) = office.told(after=told)
    assert event == EditionExtended(
        edition_id=edition["edition_id"],
        application_closes_at=extended["application_closes_at"],
        phase="nomination",
        closes_at=extended["windows"][0]["closes_at"],
        reason_code="governments_asked",
    )
    (one,) = office.registry.applications.of_edition(edition["edition_id"])
    assert one.endorsement.due_on == extended["endorsement_due_on"]
    assert "Nota 7/2026" not in str(office.query("open_edition_now", "public"))


@pytest.mark.feature("A2")
def test_whose_institution_let_the_day_pass_is_asked_again_after_an_extension(office: Office, set_up: SetUp) -> None:
    edition = set_up(endorsement_due_on=(now() + timedelta(days=2)).date().isoformat())
    office.command("submit_application", "public", edition_id=edition["edition_id"], **form(1))
    office.later = timedelta(days=12)
    office.tick()
    told = len(office.told())
    until = now() + timedelta(days=40)
    asked = {"phase": "nomination", "closes_at": until.isoformat(), "reason_code": "other"}
    office.command("extend_window", "director", edition_id=edition["edition_id"], version=edition["version"], **asked)
    (again,) = office.told(NominationRequested, after=told)
    (one,) = office.registry.applications.of_edition(edition["edition_id"])
    assert (again.due_on, one.endorsement.status) == (one.endorsement.due_on, "requested")


@pytest.mark.feature("A2")
def test_the_clock_closes_the_call_and_begins_the_selection(office: Office, set_up: SetUp) -> None:
    edition_id = set_up()["edition_id"]
    statuses = []
    for days in (29, 31, 102):
        office.later = timedelta(days=days)
        office.tick()
        statuses.append(office.query("edition", "auditor", edition_id=edition_id)["status"])
    assert statuses == ["open", "closed_for_applications", "selecting"]
    assert office.told(EditionClosed) == [EditionClosed(edition_id=edition_id)]


@pytest.mark.feature("A10")
def test_a_quota_below_what_is_selected_is_refused_and_another_is_told(office: Office, published: Published) -> None:
    edition_id, _ = published(["PE", "PE", "BR"])
    edition = office.query("edition", "auditor", edition_id=edition_id)
    limits = {name: edition[name] for name in ("seats", "country_cap", "country_caps", "institution_cap", "countries")}

    def change(**changes: Any) -> Json:
        asked = {"edition_id": edition_id, "version": edition["version"], **limits, **changes}
        return office.command("change_seats", "secretariat", **asked)

    with pytest.raises(Refusal) as refusal:
        change(seats=2, country_cap=1)
    assert refusal.value.fields == {
        "seats": "3 seats are on offer or confirmed, so there cannot be fewer.",
        "country_cap": "Seats on offer or confirmed: PE 2. The limit cannot be lower.",
    }
    assert change(seats=3, country_cap=1, country_caps={"PE": 2})["seats"] == 3
    assert [event.seats for event in office.told(EditionSeatsChanged)] == [3]
