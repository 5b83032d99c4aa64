"""The doors with the real services behind them: forms, links and the API, and what they refuse."""

import io
import json
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from services.gateway.model.account import Role
from shared.messaging.links import sign
from shared.messaging.topology import EXTERNAL
from shared.storage import connect
from shared.testing.servers import Rabbit
from tests.services.gateway.conftest import ROOT, Visitor
from tests.services.gateway.house import PASSWORD, STAFF, House

NOW = datetime.now(UTC)
SERVICES = ("registration", "scheduling", "certification", "notifications")
LETTER = b"%PDF-1.7 a letter of nomination"
FORM: dict[str, Any] = {
    "given_names": "Lucía Belén",
    "first_surname": "Fernández",
    "second_surname": "Ñancupil",
    "email": "lucia.fernandez@migraciones.example",
    "language": "es",
    "country": "CL",
    "sex": "F",
    "institution": "Servicio Nacional de Migraciones",
    "ministry_kind": "interior",
    "position": "Analista",
    "years_experience": "6",
    "field_of_work": "borders",
    "languages_spoken": ["es"],
    "motivation": "Trabajo en el paso fronterizo de Chacalluta y quiero comparar procedimientos con otros países.",
    "focal_point_name": "Marta Oyarzún",
    "focal_point_email": "marta.oyarzun@migraciones.example",
    "focal_point_language": "es",
}


def edition_form(ordinal: int, **changed: str) -> dict[str, Any]:
    return {
        "ordinal": str(ordinal),
        "year": "2027",
        "city": "Mar del Plata",
        "starts_on": "2027-03-01",
        "ends_on": "2027-03-15",
        "application_opens_at": f"{NOW - timedelta(days=1):%Y-%m-%dT%H:%M}",
        "application_closes_at": f"{NOW + timedelta(days=5):%Y-%m-%dT%H:%M}",
        "endorsement_due_on": f"{NOW + timedelta(days=9):%Y-%m-%d}",
        "promotion_cutoff": f"{NOW + timedelta(days=20):%Y-%m-%d}",
        "offer_days": "10",
        "seats": "2",
        "country_cap": "1",
        "countries": ["AR", "BO", "CL", "HT", "BR"],
    } | changed


class Office:
    """The gateway of the house with somebody of each role signed in, and its API."""

    def __init__(self, app: Flask, house: House) -> None:
        self.app = app
        self.link_key = (house.folder / "secrets" / "link-key").read_bytes()
        self.secretariat, self.director, self.person = (Visitor(app.test_client()) for _ in range(3))
        self.secretariat.sign_in(Role.SECRETARIAT)
        self.director.sign_in(Role.DIRECTOR)
        credentials = {"email": STAFF[Role.DIRECTOR][0], "password": PASSWORD}
        token = app.test_client().post("/api/v1/tokens", json=credentials).json["token"]
        self.headers = {"Authorization": f"Bearer {token}"}

    def api(self, path: str) -> dict[str, Any]:
        return self.app.test_client().get(f"/api/v1{path}", headers=self.headers).json

    def open_edition(self, ordinal: int) -> str:
        made = self.secretariat.send("/staff/editions/new", **edition_form(ordinal))
        edition_id = made.location.rpartition("/")[2]
        page = f"/staff/editions/{edition_id}"
        assert self.secretariat.send(f"{page}/opening", page=page).status_code == 302
        return edition_id

    def close(self, edition_id: str) -> None:
        page = f"/staff/editions/{edition_id}"
        assert self.secretariat.send(f"{page}/closing-of-applications", page=page).status_code == 302

    def applications(self, edition_id: str) -> list[dict[str, Any]]:
        return self.api(f"/editions/{edition_id}/applications")["rows"]


@pytest.fixture(scope="module")
def office(house: House) -> Office:
    return Office(house.app(), house)


@pytest.fixture
def edition_id(office: Office, request: pytest.FixtureRequest) -> Iterator[str]:
    """An edition that is open while the test runs."""
    request.config.ordinal = getattr(request.config, "ordinal", 50) + 1
    edition_id = office.open_edition(request.config.ordinal)
    yield edition_id
    if office.api(f"/editions/{edition_id}")["status"] == "open":
        office.close(edition_id)


def emails_about(office: Office, application_id: str, count: int) -> list[dict[str, Any]]:
    """The emails about an application, once there are so many."""
    for _ in range(100):
        time.sleep(0.1)
        found = office.api(f"/emails?application_id={application_id}")["rows"]
        if len(found) >= count:
            break
    return found


def letter() -> tuple[io.BytesIO, str]:
    return io.BytesIO(LETTER), "carta.pdf"


@pytest.mark.feature("A4", "A9", "A13")
def test_from_the_form_to_the_confirmed_seat_by_pages_alone(office: Office, edition_id: str) -> None:
    sent = office.person.send("/es/apply", **FORM, letter=letter())
    assert sent.location == "/es/apply/received"
    (row,) = office.applications(edition_id)
    assert FORM["email"] in office.person.get(sent.location).text

    page = f"/staff/applications/{row['application_id']}"
    application = office.api(f"/applications/{row['application_id']}")
    endorse = sign(office.link_key, "endorse", row["application_id"], application["endorsement"]["focal_point_id"])
    answered = Visitor(office.app.test_client()).send(f"/es/endorse/{endorse}")
    assert answered.status_code == 302
    assert office.secretariat.send(f"{page}/review", page=page).status_code == 302
    office.close(edition_id)

    selection = f"/staff/editions/{edition_id}/selection"
    assert office.secretariat.send(f"{selection}/proposal", page=selection).status_code == 302
    published = office.director.send(f"{selection}/publication", page=f"{selection}/publication")
    assert published.status_code == 302
    my = f"/es/my/{sign(office.link_key, 'my', row['application_id'], 'x')}"
    assert "Se le ofrece una plaza" in office.person.get(my).text
    assert office.person.send(f"{my}/confirmation", page=my).status_code == 302
    assert "Su plaza está confirmada" in office.person.get(my).text
    history = [step["to"] for step in office.api(f"/applications/{row['application_id']}")["timeline"]]
    assert [step for step in history if ":" not in step] == ["submitted", "under_review", "selected", "confirmed"]


@pytest.mark.feature("E10")
def test_a_double_click_on_send_makes_one_application(office: Office, edition_id: str) -> None:
    hidden = office.person.form_of("/es/apply")
    answers = [
        office.person.client.post("/es/apply", data=FORM | hidden | {"letter": letter()}).location for _ in range(2)
    ]
    assert answers == ["/es/apply/received"] * 2
    assert [row["number"][-4:] for row in office.applications(edition_id)] == ["0001"]


@pytest.mark.feature("A20")
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("es", "su primera postulación queda como está"),
        ("pt", "a sua primeira candidatura fica como está"),
        ("fr", "la première reste telle quelle"),
        ("en", "your first application stays as it is"),
    ],
)
def test_who_applies_a_second_time_reads_what_everybody_reads_in_their_language(
    office: Office, edition_id: str, language: str, sentence: str
) -> None:
    def read() -> tuple[int, str]:
        sent = office.person.send(f"/{language}/apply", **FORM)
        page = office.person.get(sent.location).text
        return sent.status_code, page[page.index("<main") : page.index("</main>")]

    first, again = read(), read()
    assert first == again
    assert sentence in again[1]
    assert len(office.applications(edition_id)) == 1


@pytest.mark.feature("A20")
def test_a_program_cannot_tell_by_the_answer_whether_an_address_has_applied(office: Office, edition_id: str) -> None:
    client, sent = office.app.test_client(), {"edition_id": edition_id, **FORM, "years_experience": 7}
    answers = [client.post("/api/v1/applications", json=sent) for _ in range(2)]
    assert [(answer.status_code, answer.json) for answer in answers] == [
        (201, {"received": True, "missing": ["letter"]})
    ] * 2
    credentials = {"email": STAFF[Role.SECRETARIAT][0], "password": PASSWORD}
    token = client.post("/api/v1/tokens", json=credentials).json["token"]
    told = client.post("/api/v1/applications", json=sent, headers={"Authorization": f"Bearer {token}"})
    assert (told.status_code, told.json["code"]) == (409, "already-applied")


def test_a_wrong_field_is_named_beside_itself_and_what_was_typed_stays(office: Office, edition_id: str) -> None:
    wrong = FORM | {"email": "nobody", "first_surname": "", "certificate_name": "Лусия", "institution": "Ñandú & Co"}
    answer = office.person.send("/es/apply", **wrong)
    assert answer.status_code == 422
    assert 'id="first_surname-error">Este campo es obligatorio.' in answer.text
    assert "Ñandú &amp; Co" in answer.text
    corrected = office.person.send("/es/apply", **wrong | {"first_surname": "Fernández"})
    assert corrected.status_code == 422
    assert 'id="email-error">No es una dirección de correo válida.' in corrected.text
    assert office.applications(edition_id) == []


def test_a_file_that_is_no_document_is_refused_and_nothing_is_stored(office: Office, edition_id: str) -> None:
    answer = office.person.send("/fr/apply", **FORM, letter=(io.BytesIO(b"MZ a program"), "carta.pdf"))
    assert (answer.status_code, "La lettre doit être un fichier PDF, PNG ou JPEG." in answer.text) == (422, True)
    assert office.applications(edition_id) == []


def test_an_unknown_country_is_refused_by_the_api_with_its_field(office: Office, edition_id: str) -> None:
    body = FORM | {"edition_id": edition_id, "country": "ZZ", "years_experience": 6}
    answer = office.app.test_client().post("/api/v1/applications", json=body, headers={"Accept-Language": "es"})
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.json["fields"] == {"country": "Este país no está invitado a esta edición."}
    assert office.applications(edition_id) == []


def test_dates_in_the_wrong_order_are_named_one_by_one(office: Office) -> None:
    wrong = edition_form(99, ends_on="2027-02-01", promotion_cutoff="2027-06-01")
    answer = office.secretariat.send("/staff/editions/new", **wrong)
    assert answer.status_code == 422
    assert 'id="ends_on-error">The course must end after it starts.' in answer.text
    assert 'id="promotion_cutoff-error">This must not be after the first day.' in answer.text
    assert 99 not in [edition["ordinal"] for edition in office.api("/editions")["editions"]]


def test_a_stale_page_changes_nothing_and_says_what_to_do(office: Office, edition_id: str) -> None:
    page = f"/staff/editions/{edition_id}"
    old = office.director.form_of(page, f"{page}/closing-of-applications")
    office.close(edition_id)
    before = office.api(f"/editions/{edition_id}")
    answer = office.director.client.post(
        f"{page}/closing-of-applications", data=old, headers={"Referer": f"http://localhost{page}"}
    )
    assert answer.status_code == 409
    assert "Somebody else changed this" in answer.text
    assert f'href="{page}">Open the page again' in answer.text
    assert office.api(f"/editions/{edition_id}") == before


def test_the_same_key_through_the_api_has_one_effect_and_the_same_answer(office: Office, edition_id: str) -> None:
    body = FORM | {"edition_id": edition_id, "years_experience": 6}
    headers = {"Idempotency-Key": f"key-of-{edition_id}"}
    client = office.app.test_client()
    answers = [client.post("/api/v1/applications", json=body, headers=headers).json for _ in range(2)]
    assert answers[0] == answers[1]
    other = client.post("/api/v1/applications", json=body | {"position": "Jefa"}, headers=headers)
    assert (other.status_code, other.json["code"]) == (422, "idempotency-key-reused")


def test_a_button_is_shown_only_to_whom_it_is_for(office: Office, edition_id: str) -> None:
    office.person.send("/es/apply", **FORM, letter=letter())
    (row,) = office.applications(edition_id)
    page = f"/staff/applications/{row['application_id']}"
    shown = [
        ("Ask for corrections" in visitor.get(page).text, "Take under review" in visitor.get(page).text)
        for visitor in (office.secretariat, office.director)
    ]
    assert shown == [(True, True), (False, True)]


def test_corrections_are_asked_for_and_sent_with_the_form_as_it_was(office: Office, edition_id: str) -> None:
    office.person.send("/es/apply", **FORM)
    (row,) = office.applications(edition_id)
    page = f"/staff/applications/{row['application_id']}"
    due_at = f"{NOW + timedelta(days=3):%Y-%m-%d}"
    returned = office.secretariat.send(f"{page}/return", page=page, reason="Falta la carta", due_at=due_at)
    assert returned.status_code == 302
    my = f"/es/my/{sign(office.link_key, 'my', row['application_id'], 'x')}"
    text = office.person.get(my).text
    assert "Falta la carta" in text
    assert 'value="Ñancupil"' in text
    corrections = {name: value for name, value in FORM.items() if name != "email"} | {"position": "Jefa de turno"}
    sent = office.person.send(f"{my}/resubmission", page=my, **corrections, letter=letter())
    assert sent.status_code == 302
    corrected = office.api(f"/applications/{row['application_id']}")
    assert (corrected["status"], corrected["position"], corrected["missing"]) == ("submitted", "Jefa de turno", [])


@pytest.mark.feature("D12")
def test_an_email_is_shown_word_for_word_and_its_html_cannot_do_anything(office: Office, edition_id: str) -> None:
    office.person.send("/es/apply", **FORM)
    (row,) = office.applications(edition_id)
    (found, *_) = emails_about(office, row["application_id"], 1)
    email = office.api(f"/emails/{found['email_id']}")
    page = office.secretariat.get(f"/staff/emails/{email['email_id']}").text
    html = office.secretariat.get(f"/staff/emails/{email['email_id']}/html")
    assert email["subject"] in page
    assert '<iframe class="letter" sandbox ' in page
    assert html.text == email["html"]
    assert "default-src 'none'" in html.headers["Content-Security-Policy"]
    assert "sandbox" in html.headers["Content-Security-Policy"]


def test_an_auditor_reads_an_email_but_cannot_enter_by_its_link(office: Office, edition_id: str) -> None:
    office.person.send("/es/apply", **FORM, letter=letter())
    (row,) = office.applications(edition_id)
    found = emails_about(office, row["application_id"], 2)
    auditor = Visitor(office.app.test_client())
    auditor.sign_in(Role.AUDITOR)
    credentials = {"email": STAFF[Role.AUDITOR][0], "password": PASSWORD}
    token = auditor.client.post("/api/v1/tokens", json=credentials).json["token"]
    for email in found:
        page = f"/staff/emails/{email['email_id']}"
        api = f"/api/v1/emails/{email['email_id']}"
        whole = office.api(f"/emails/{email['email_id']}")
        key = re.search(r"/(?:my|endorse)/([\w.-]{40,})", whole["text"])[1]
        read = auditor.get(api, headers={"Authorization": f"Bearer {token}"}).json
        shown = [read["text"], read["html"], auditor.get(page).text, auditor.get(f"{page}/html").text]
        assert [key in text for text in shown] == [False] * 4
        assert [text.replace(key, "…") for text in (whole["text"], whole["html"])] == shown[:2]
        assert key in office.secretariat.get(f"{page}/html").text


@pytest.mark.feature("F16")
def test_the_overview_says_who_must_act_next(office: Office, edition_id: str) -> None:
    office.person.send("/es/apply", **FORM, letter=letter())
    actions = office.api(f"/editions/{edition_id}/actions")
    assert {(action["who"], action["what"], action["count"]) for action in actions["actions"]} >= {
        ("secretariat", "start-review", 1),
        ("focal_point", "answer-nomination", 1),
    }
    page = office.secretariat.get(f"/staff/editions/{edition_id}").text
    assert "Take complete applications under review" in page
    assert "since today" in page


@pytest.mark.parametrize(
    "path",
    [
        "/staff/editions",
        "/staff/editions/{}",
        "/staff/editions/{}/applications?status=submitted&q=Fern",
        "/staff/editions/{}/selection",
        "/staff/editions/{}/promotions",
        "/staff/editions/{}/programme",
        "/staff/editions/{}/attendance",
        "/staff/editions/{}/completions",
        "/staff/editions/{}/certificates",
        "/staff/experts",
        "/staff/emails",
        "/staff/messages",
        "/staff/messages/parked",
        "/staff/messages/parked?service=registration",
        "/staff/messages/parked/replay?service=registration&reason=KeyError",
        "/staff/reconciliation",
        "/staff/reconciliation?since=2026-01-01",
        "/staff/sending-again?since=2026-01-01&to=ext.example.inbox",
        "/staff/chain",
        "/staff/audit",
        "/es/programme/{}",
        "/verify",
    ],
)
def test_every_page_can_be_opened_when_there_is_little_to_show(office: Office, edition_id: str, path: str) -> None:
    answer = office.director.get(path.format(edition_id))
    assert answer.status_code == (404 if path.startswith("/es/") else 200)
    assert "<h1" in answer.text


@pytest.fixture(scope="module")
def listener(house: House, rabbit: Rabbit) -> Iterator[str]:
    """The broker's address for a system outside, with the rights of the definitions and no more."""
    user, password = f"example-{secrets.token_hex(4)}", secrets.token_urlsafe(16)
    parts = urlsplit(house.settings["AMQP_URL"])
    rights = json.loads((ROOT / "deploy/rabbitmq/definitions.json").read_text("utf-8"))["permissions"]
    (own,) = (one for one in rights if one["user"] == EXTERNAL)
    rabbit.ask("PUT", f"/api/users/{user}", {"password": password, "tags": ""})
    rabbit.ask("PUT", f"/api/permissions{parts.path}/{user}", {act: own[act] for act in ("configure", "write", "read")})
    yield parts._replace(netloc=f"{user}:{password}@{parts.hostname}:{parts.port}").geturl()
    rabbit.ask("DELETE", f"/api/users/{user}")


def public_bodies(house: House) -> list[str]:
    """The public events of all outboxes, as they were sent or are yet to be."""
    with connect(house.mongo_url) as client:
        outboxes = [client[f"{house.settings['DATABASES']}_{service}"].outbox for service in SERVICES]
        return sorted(row["body"] for outbox in outboxes for row in outbox.find({"audience": "public"}))


@pytest.mark.feature("E1", "E2", "E3", "E4")
@pytest.mark.usefixtures("edition_id")
@pytest.mark.parametrize("operation", ["read-ext-example-inbox", "read-cimi-events-log"])
def test_a_system_that_knows_only_the_asyncapi_document_reads_what_the_outboxes_hold(
    house: House, listener: str, operation: str
) -> None:
    document = ROOT / "services" / "gateway" / "contracts" / "asyncapi.json"
    program = [sys.executable, str(ROOT / "tests" / "contracts" / "listener.py"), str(document), operation]
    environment = os.environ | {"LISTENER_URL": listener}
    heard: list[str] = []
    deadline = time.monotonic() + 60
    while heard != public_bodies(house) and time.monotonic() < deadline:
        said = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=60)
        assert (said.returncode, said.stderr) == (0, "")
        read_before = heard if operation == "read-ext-example-inbox" else []
        heard = sorted([*read_before, *said.stdout.splitlines()])
    assert heard == public_bodies(house)
    assert len(heard) > 2
