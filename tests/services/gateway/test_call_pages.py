"""The pages and routes of institutions and the call to them, with registration beside the gateway, without a network."""

import csv
import io
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from marshmallow import ValidationError

from services.gateway.app import create_app
from services.gateway.model.account import Role
from services.gateway.use_cases import Desk
from services.gateway.web.door import Door
from services.gateway.web.spreadsheets import cell
from services.notifications.rendering import Templates
from services.notifications.repository import Known
from services.notifications.schemas import CallPreviewed
from services.notifications.use_cases import learn, preview
from shared.contracts.envelope import Actor
from shared.contracts.refusal import Refusal
from shared.contracts.registration import CallReminded, CallSent, EditionOpened, NominationInvited
from shared.messaging.client import Services
from shared.messaging.links import sign
from shared.messaging.questions import plain
from shared.storage import Database, now
from tests.services.gateway.conftest import COOKIE_KEY, LINK_KEY, Visitor
from tests.services.gateway.house import PASSWORD, STAFF
from tests.services.notifications.people import LINKS
from tests.services.registration.conftest import call, form
from tests.services.registration.invented import PDF
from tests.services.registration.office import Office

Json = dict[str, Any]

MIGRATIONS = {
    "country": "PY",
    "name": "Dirección Nacional de Migraciones",
    "ministry_kind": "interior",
    "focal_point_name": "Lucía Benítez",
    "focal_point_email": "lucia.benitez@migraciones.example",
    "focal_point_language": "es",
}
MARTA = {
    "given_names": "Marta",
    "first_surname": "Acosta",
    "second_surname": "Duarte",
    "email": "marta.acosta@migraciones.example",
    "language": "es",
    "position": "Inspectora",
}


class Beside(Services):
    """Registration, and what notifications would write, asked without a network."""

    def __init__(self, office: Office, known: Known) -> None:
        self.office = office
        self.known = known

    def _ask(self, kind: str, service: str, name: str, body: Mapping[str, Any], actor: Actor, *_more: object) -> Json:
        if name == "call_email":
            asked = CallPreviewed().load(body)
            return plain(preview.call(asked, known=self.known, templates=Templates(), links=LINKS))
        if service != "registration":
            raise Refusal("unavailable", "Away.", status=503)
        ask = self.office.command if kind == "commands" else self.office.query
        try:
            return plain(ask(name, actor.role, actor.id, **body))
        except ValidationError as error:
            fields = {field: " ".join(map(str, said)) for field, said in error.messages_dict.items()}
            raise Refusal("invalid", "Look again.", status=422, fields=fields) from error


@pytest.fixture
def office(database: Callable[[str], Database]) -> Office:
    return Office.opened(database("registration"))


@pytest.fixture
def edition(office: Office) -> Json:
    made = office.command("create_edition", "secretariat", **call(now(), countries=["PY", "UY"]))
    return office.command("open_edition", "director", edition_id=made["edition_id"], version=made["version"])


@pytest.fixture
def known(database: Callable[[str], Database]) -> Known:
    """What notifications knows."""
    return Known(database("notifications"))


@pytest.fixture
def app(desk: Desk, office: Office, known: Known) -> Flask:
    door = Door(public_url="http://localhost", link_key=LINK_KEY, desk=desk, services=Beside(office, known))
    return create_app(door, cookie_key=COOKIE_KEY)


@pytest.fixture
def secretary(visitor: Visitor, staff: object) -> Visitor:
    visitor.sign_in(Role.SECRETARIAT)
    return visitor


@pytest.fixture
def called(office: Office, edition: Json) -> Callable[[], str]:
    """Call the one institution; answers the token of its focal point's link."""

    def make() -> str:
        kept = office.command("add_institution", "secretariat", **MIGRATIONS)["institution_id"]
        office.command("send_call", "secretariat", edition_id=edition["edition_id"], institution_ids=[kept])
        return link(office)

    return make


def link(office: Office) -> str:
    sent = office.told(CallSent)[-1]
    return sign(LINK_KEY, "call", sent.call_id, sent.focal_point_id)


@pytest.mark.feature("A3")
def test_staff_keep_an_institution_call_it_and_see_it_on_the_board(
    secretary: Visitor, office: Office, edition: Json
) -> None:
    board = f"/staff/editions/{edition['edition_id']}/countries"
    assert "No institutions are kept yet." in secretary.get("/staff/institutions").text
    assert "There is nobody to send the call to." in secretary.get(f"{board}/call").text
    wrong = secretary.send("/staff/institutions/new", **MIGRATIONS | {"focal_point_email": "nobody"})
    assert (wrong.status_code, "This is not a valid email address." in wrong.text) == (422, True)
    kept = secretary.send("/staff/institutions/new", **MIGRATIONS)
    assert kept.status_code == 302
    assert "Lucía Benítez" in secretary.get(kept.location).text
    again = secretary.send("/staff/institutions/new", **MIGRATIONS)
    assert (again.status_code, "has an institution of this name already" in again.text) == (409, True)

    plan = secretary.get(f"{board}/call").text
    assert ("Will be sent" in plan, "Uruguay" in plan) == (True, True)
    chosen = re.findall(r'name="institution_ids" value="([^"]+)"', plan)
    secretary.send(f"{board}/call", institution_ids=chosen)
    secretary.send(f"{board}/call", institution_ids=chosen)
    assert len(office.told(CallSent)) == 1
    page = secretary.get(board).text
    assert ("Dirección Nacional de Migraciones" in page, "Waiting for an answer" in page) == (True, True)
    assert "No country fits." in secretary.get(f"{board}?state=silent").text
    assert "Uruguay" in secretary.get(f"{board}?state=no_institution").text


@pytest.mark.feature("A3")
def test_staff_read_the_call_before_it_is_sent(secretary: Visitor, office: Office, edition: Json, known: Known) -> None:
    learn.edition(office.told(EditionOpened)[0], 1, known=known)
    kept = office.command("add_institution", "secretariat", **MIGRATIONS)["institution_id"]
    plan = f"/staff/editions/{edition['edition_id']}/countries/call"
    (link,) = re.findall(rf'href="({plan}/[^"]+)"', secretary.get(plan).text)
    shown = secretary.get(link).text
    assert "Postule a funcionarias y funcionarios de Dirección Nacional de Migraciones" in shown
    assert "https://cimi.example/es/call/…" in shown
    assert secretary.get(f"{plan}/nobody").status_code == 404
    assert (kept in link, office.told(CallSent)) == (True, [])


@pytest.mark.feature("A3")
def test_the_export_holds_no_formula(secretary: Visitor, office: Office, edition: Json) -> None:
    named = {"name": "=cmd|' /C calc'!A0", "focal_point_name": "@Lucía"}
    kept = office.command("add_institution", "secretariat", **MIGRATIONS | named)["institution_id"]
    office.command("send_call", "secretariat", edition_id=edition["edition_id"], institution_ids=[kept])
    answer = secretary.get(f"/staff/editions/{edition['edition_id']}/countries.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert lines[1][:4] == ["Paraguay", "Waiting for an answer", "'=cmd|' /C calc'!A0", "'@Lucía"]
    assert lines[2][:2] == ["Uruguay", "No institution on record"]
    assert {len(line) for line in lines} == {12}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+54", "'+54"),
        ("-1", "'-1"),
        ("@a", "'@a"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("Ñandú", "Ñandú"),
        (None, ""),
        (3, "3"),
    ],
)
def test_a_cell_that_begins_like_a_formula_gets_an_apostrophe(value: object, written: str) -> None:
    assert cell(value) == written


@pytest.mark.feature("A4")
def test_a_focal_point_acknowledges_nominates_ranks_and_takes_back_by_link(
    visitor: Visitor, office: Office, called: Callable[[], str]
) -> None:
    page = f"/es/call/{called()}"
    shown = visitor.get(page).text
    assert "Postulaciones de Dirección Nacional de Migraciones" in shown
    assert "GMT-03:00" in shown
    visitor.send(f"{page}/acknowledgement", page=page)
    assert "Acusó recibo" in visitor.get(page).text
    wrong = visitor.send(f"{page}/nominations", page=page, **MARTA | {"email": "lucia.benitez@migraciones.example"})
    assert (wrong.status_code, "No puede postularse a sí mismo." in wrong.text) == (422, True)
    assert 'value="Acosta"' in wrong.text
    once = visitor.form_of(page, f"{page}/nominations") | MARTA
    answers = [visitor.client.post(f"{page}/nominations", data=once).status_code]
    again = visitor.send(f"{page}/nominations", page=page, **MARTA)
    assert (answers, again.status_code, "ya está postulada" in again.text) == ([302], 422, True)
    visitor.send(
        f"{page}/nominations", page=page, **MARTA | {"given_names": "Raúl", "email": "raul@migraciones.example"}
    )
    raul = office.told(NominationInvited)[1].nomination_id
    visitor.send(f"{page}/nominations/{raul}/rank", page=page)
    assert re.findall(r"Retirar: (\w+)", visitor.get(page).text) == ["Raúl", "Marta"]
    visitor.send(f"{page}/nominations/{raul}/withdrawal", page=page)
    assert re.findall(r"Retirar: (\w+)", visitor.get(page).text) == ["Marta"]


@pytest.mark.feature("A4")
def test_somebody_nominated_finds_the_form_filled_in_and_applies_once(
    visitor: Visitor, office: Office, called: Callable[[], str]
) -> None:
    visitor.send(f"/es/call/{(token := called())}/nominations", page=f"/es/call/{token}", **MARTA)
    invited = office.told(NominationInvited)[0]
    page = f"/es/nominated/{sign(LINK_KEY, 'nominated', invited.nomination_id, invited.person_id)}"
    shown = visitor.get(page).text
    assert 'value="Marta"' in shown
    assert "Dirección Nacional de Migraciones le postula" in shown
    own = {name: MARTA[name] for name in ("given_names", "first_surname", "second_surname", "language", "position")}
    wrong = visitor.send(page, **own, years_experience="many")
    assert (wrong.status_code, 'value="Acosta"' in wrong.text) == (422, True)
    own |= {"field_of_work": "asylum", "languages_spoken": "es"}
    sent = visitor.send(page, **own, years_experience="7", motivation="Comparar prácticas. " * 6, sex="F")
    assert (sent.status_code, sent.location) == (302, "/es/apply/received")
    assert "CIMI-44-0001" in visitor.get("/es/apply/received").text
    assert "Ya se postuló con este enlace." in visitor.get(page).text


@pytest.mark.feature("A4")
def test_a_focal_point_endorses_by_letter_who_applied_alone(
    visitor: Visitor, office: Office, edition: Json, called: Callable[[], str]
) -> None:
    page = f"/es/call/{called()}"
    asks: Json = {"focal_point_email": MIGRATIONS["focal_point_email"], "country": "PY", "letter": None}
    office.command("submit_application", "public", edition_id=edition["edition_id"], **form(**asks))
    (application,) = office.registry.applications.of_edition(edition["edition_id"])
    program = (io.BytesIO(b"MZ nota"), "nota.pdf")
    wrong = visitor.send(f"{page}/letter", page=page, letter=program)
    assert (wrong.status_code, "PDF, PNG o JPEG" in wrong.text) == (422, True)
    assert visitor.send(f"{page}/letter", page=page).status_code == 422
    letter = (io.BytesIO(PDF), "nota verbal.pdf")
    sent = visitor.send(f"{page}/letter", page=page, letter=letter, application_ids=[application.id])
    assert sent.status_code == 302
    shown = visitor.get(page).text
    assert ("nota verbal.pdf" in shown, "Nadie espera su aval." in shown) == (True, True)
    assert office.registry.applications.get(application.id).endorsed


def test_the_link_of_one_call_opens_no_other_and_a_made_up_one_none(
    visitor: Visitor, office: Office, called: Callable[[], str]
) -> None:
    token = called()
    sent = office.told(CallSent)[0]
    stranger = sign(LINK_KEY, "call", sent.call_id, "somebody-else")
    other_purpose = sign(LINK_KEY, "endorse", sent.call_id, sent.focal_point_id)
    found = [visitor.get(f"/fr/call/{one}") for one in (token, stranger, other_purpose, token[:-2] + "xx")]
    assert [answer.status_code for answer in found] == [200, 410, 403, 403]
    assert "un autre point focal" in found[1].text


@pytest.mark.feature("A3")
def test_staff_remind_record_paper_and_lower_the_quota_on_the_pages(
    secretary: Visitor, office: Office, edition: Json, called: Callable[[], str]
) -> None:
    called()
    call_id = office.told(CallSent)[0].call_id
    page = f"/staff/calls/{call_id}"
    secretary.send(f"{page}/reminder", page=page)
    assert len(office.told(CallReminded)) == 1
    missing = secretary.send(f"{page}/nominations", page=page, **MARTA)
    assert missing.status_code == 422
    secretary.send(f"{page}/nominations", page=page, **MARTA, evidence="Nota 14/2026")
    other = MARTA | {"email": "otra@migraciones.example", "evidence": "Nota 14/2026"}
    secretary.send(f"{page}/nominations", page=page, **other)
    shown = secretary.get(page).text
    assert ("Nota 14/2026" in shown, "Reminder sent" in shown) == (True, True)

    board = f"/staff/editions/{edition['edition_id']}/countries"
    words = secretary.send(f"{board}/terms", page=board, quota="1", chasers="two weeks")
    assert (words.status_code, "Write numbers of days" in words.text) == (422, True)
    same = secretary.send(f"{board}/terms", page=board, quota="1", chasers="3, 3")
    assert (same.status_code, "different numbers of days" in same.text) == (422, True)
    assert secretary.send(f"{board}/terms", page=board, quota="1", chasers="10, 3").status_code == 302
    assert "1 above the quota" in secretary.get(board).text


@pytest.mark.feature("A3")
def test_a_spreadsheet_shows_what_it_would_do_keeps_what_was_typed_and_is_taken_over(
    secretary: Visitor, office: Office
) -> None:
    head = "country;institution;kind;focal_point;email;language\r\n"
    good = "PY;Dirección Nacional de Migraciones;interior;Lucía Benítez;lucia.benitez@migraciones.example;es\r\n"
    page = "/staff/institutions/import"
    wrong = secretary.send(page, file=(io.BytesIO((head + good + "XX;;;;;\r\n").encode("cp1252")), "lista.csv"))
    assert ("Needs a correction" in wrong.text, "Dirección Nacional" in wrong.text) == (True, True)
    assert "Take these lines over" not in wrong.text
    assert secretary.send(page).status_code == 422
    assert "The first line of the file must be" in secretary.send(page, csv="nombre;pais\n").text
    right = secretary.send(page, csv=head + good)
    assert "New institution" in right.text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', right.text))
    assert hidden["csv"].count("Migraciones") == 1
    assert office.query("institutions", "auditor")["rows"] == []
    taken = secretary.client.post(f"{page}/taking", data=hidden)
    assert taken.status_code == 302
    assert [row["name"] for row in office.query("institutions", "auditor")["rows"]] == [MIGRATIONS["name"]]


@pytest.mark.feature("A3", "A4")
def test_programs_do_the_same_over_the_api(app: Flask, staff: object, office: Office, edition: Json) -> None:
    client = app.test_client()
    email = STAFF[Role.SECRETARIAT][0]
    token = client.post("/api/v1/tokens", json={"email": email, "password": PASSWORD}).json["token"]
    headers = {"Authorization": f"Bearer {token}"}

    def post(path: str, **body: Any) -> Any:
        return client.post(f"/api/v1{path}", json=body, headers=headers).json

    kept = post("/institutions", **MIGRATIONS)
    of = f"/editions/{edition['edition_id']}"
    plan = client.get(f"/api/v1{of}/call-plan", headers=headers).json
    assert [line["outcome"] for line in plan["lines"]] == ["send"]
    assert post(f"{of}/calls", institution_ids=[kept["institution_id"]]) == {"sent": 1, "sent_before": 0}
    called = f"/api/v1/called/{link(office)}"
    assert client.get(called).json["status"] == "invited"
    nominated = client.post(f"{called}/nominations", json=MARTA).json
    assert [one["rank"] for one in nominated["nominees"]] == [1]
    invited = office.told(NominationInvited)[0]
    by_link = f"/api/v1/nominated/{sign(LINK_KEY, 'nominated', invited.nomination_id, invited.person_id)}"
    assert client.get(by_link).json["email"] == MARTA["email"]
    own = {name: MARTA[name] for name in ("given_names", "first_surname", "second_surname", "language", "position")}
    sent = client.post(f"{by_link}/application", json=own | {"years_experience": 5})
    assert (sent.status_code, sent.json["number"]) == (201, "CIMI-44-0001")
    board = client.get(f"/api/v1{of}/calls?country=PY", headers=headers).json
    assert [(row["state"], row["nominated"], row["applied"]) for row in board["rows"]] == [("nominated", 1, 1)]
    actions = office.query("next_actions", "auditor", edition_id=edition["edition_id"])["actions"]
    assert "send-call" not in [action["what"] for action in actions]
