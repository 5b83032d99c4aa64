"""A government is called, answers and nominates, as its people and the secretariat see it, without JavaScript."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from deploy.demo.door import Json
from services.gateway.model.account import Role
from tests.browser.conftest import sign_in
from tests.browser.course import application_form, complete, door, edition_form, link_to
from tests.services.gateway.house import House

DGM = {
    "country": "BO",
    "name": "Dirección General de Migraciones",
    "ministry_kind": "interior",
    "focal_point_name": "Rosa Choque",
    "focal_point_email": "rosa.choque@dgm.example",
    "focal_point_language": "es",
}
CANCILLERIA = DGM | {
    "country": "PY",
    "name": "Cancillería",
    "ministry_kind": "foreign_affairs",
    "focal_point_name": "Lucía Benítez",
    "focal_point_email": "lucia.benitez@cancilleria.example",
}
SERMIG = {
    "country": "CL",
    "name": "Servicio de Migraciones",
    "ministry_kind": "interior",
    "focal_point_name": "Marta Oyarzún",
    "focal_point_email": "marta.oyarzun@sermig.example",
    "focal_point_language": "es",
}
HEAD = "country,institution,kind,focal_point,email,language\n"


def opened(house: House, ordinal: int, *countries: str) -> Json:
    """An edition that invites these countries and is open."""
    secretariat = door(house, Role.SECRETARIAT)
    made = secretariat.post("/editions", edition_form(ordinal) | {"countries": list(countries)})
    return secretariat.post(f"/editions/{made['edition_id']}/opening", {"version": made["version"]})


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """A signed letter."""
    letter = tmp_path / "nota verbal.pdf"
    letter.write_bytes(b"%PDF-1.7 nota verbal")
    return letter


def close(house: House, edition_id: str) -> None:
    """Take no more applications, so that no other test's public form is this edition's."""
    secretariat = door(house, Role.SECRETARIAT)
    version = secretariat.get(f"/editions/{edition_id}")["version"]
    secretariat.post(f"/editions/{edition_id}/closing-of-applications", {"version": version})


@pytest.mark.feature("A3")
def test_the_secretariat_keeps_institutions_one_by_one_and_from_a_spreadsheet(page: Page) -> None:
    sign_in(page, Role.SECRETARIAT)
    page.goto("/staff/institutions/new")
    page.select_option("#country", "UY")
    for name, value in {
        "name": "Cancillería de Prueba",
        "focal_point_name": "Lucía Benítez",
        "focal_point_email": "lucia.prueba@cancilleria.example",
    }.items():
        page.fill(f"#{name}", value)
    page.click("main button")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cancillería de Prueba")

    page.goto("/staff/institutions/import")
    page.fill("#csv", f"{HEAD}UY,Trabajo de Prueba,labour,Eva Luz,eva.luz@trabajo.example,es\nCL,,interior,,,es\n")
    page.get_by_role("button", name="Mostrar qué pasaría").click()
    expect(page.get_by_text("Necesita una corrección", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Incorporar estas líneas")).to_have_count(0)
    page.fill("#csv", f"{HEAD}UY,Trabajo de Prueba,labour,Eva Luz,eva.luz@trabajo.example,es\n")
    page.get_by_role("button", name="Mostrar qué pasaría").click()
    expect(page.get_by_text("Institución nueva")).to_be_visible()
    page.get_by_role("button", name="Incorporar estas líneas").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.fill("#q", "de PRUEBA cancilleria")
    page.get_by_role("button", name="Buscar").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.goto("/staff/institutions?q=eva.luz@trabajo.example")
    expect(page.locator("tbody")).to_contain_text("Trabajo de Prueba")


@pytest.mark.feature("A3")
def test_the_secretariat_calls_governments_and_follows_their_answers(page: Page, house: House) -> None:
    edition_id = opened(house, 81, "BO", "HN", "PY")["edition_id"]
    secretariat = door(house, Role.SECRETARIAT)
    for one in (DGM, CANCILLERIA):
        secretariat.post("/institutions", one)
    board = f"/staff/editions/{edition_id}/countries"
    sign_in(page, Role.SECRETARIAT)
    page.goto(board)
    page.get_by_role("link", name="Enviar la convocatoria…").click()
    expect(page.get_by_text("No hay ninguna institución registrada de:")).to_contain_text("Honduras")
    page.get_by_role("link", name=f"El correo a {DGM['name']}").click()
    expect(page.locator(".letter-text")).to_contain_text("Reciba un cordial saludo, Rosa Choque")
    page.goto(f"{board}/call")
    page.get_by_role("button", name="Enviar la convocatoria ahora").click()
    expect(page.get_by_role("status")).to_contain_text("La convocatoria va a 2 instituciones.")
    page.goto(f"{board}/call")
    expect(page.get_by_text("Ya la tiene; no se envía nada")).to_have_count(2)

    page.goto(link_to(secretariat, DGM["focal_point_email"], "call"))
    page.get_by_role("button", name="Recibimos la convocatoria").click()
    expect(page.locator(".badge").first).to_have_text("Acusó recibo")
    page.goto(link_to(secretariat, CANCILLERIA["focal_point_email"], "call"))
    page.get_by_text("No postularemos a nadie").click()
    page.select_option("#reason_code", "budget")
    page.get_by_role("button", name="Comunicarlo al curso").click()
    expect(page.locator(".badge").first).to_have_text("No postula a nadie")

    for state, shown in (
        ("acknowledged", DGM["name"]),
        ("declined", CANCILLERIA["name"]),
        ("no_institution", "Honduras"),
    ):
        page.goto(f"{board}?state={state}")
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("tbody")).to_contain_text(shown)
    close(house, edition_id)


@pytest.mark.feature("A3")
def test_a_focal_point_who_left_is_replaced_and_the_link_of_the_old_one_says_so(page: Page, house: House) -> None:
    edition_id = opened(house, 83, "GT")["edition_id"]
    secretariat = door(house, Role.SECRETARIAT)
    kept = secretariat.post("/institutions", DGM | {"country": "GT", "focal_point_email": "rosa.choque@igm.example"})
    secretariat.post(f"/editions/{edition_id}/calls", {"institution_ids": [kept["institution_id"]]})
    old = link_to(secretariat, "rosa.choque@igm.example", "call")
    sign_in(page, Role.SECRETARIAT)
    page.goto(f"/staff/editions/{edition_id}/countries?country=GT")
    page.get_by_role("link", name=DGM["name"], exact=True).click()
    page.get_by_role("button", name="Enviar un recordatorio ahora").click()
    expect(page.locator(".timeline")).to_contain_text("Recordatorio enviado")
    page.get_by_role("link", name=DGM["name"], exact=True).click()
    page.get_by_text("Otro punto focal").click()
    page.fill("#focal_point_name", "Elsa Mamani")
    page.fill("#focal_point_email", "elsa.mamani@igm.example")
    page.get_by_role("button", name="Designar").click()
    expect(page.locator(".timeline li").first).to_contain_text("Elsa Mamani")
    page.goto(old)
    expect(page.get_by_text("su institución designó otro punto focal")).to_be_visible()
    page.goto(link_to(secretariat, "elsa.mamani@igm.example", "call"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(DGM["name"])
    close(house, edition_id)


@pytest.mark.feature("A4")
def test_an_institution_nominates_endorses_and_signs_and_its_official_applies(
    page: Page, house: House, note: Path
) -> None:
    edition = opened(house, 82, "CL")
    secretariat = door(house, Role.SECRETARIAT)
    kept = secretariat.post("/institutions", SERMIG)
    of = f"/editions/{edition['edition_id']}"
    secretariat.post(f"{of}/calls", {"institution_ids": [kept["institution_id"]]})
    alone = application_form(edition["edition_id"], "Tomás", "Reyes", "CL", **complete("Tomás"))
    secretariat.post("/applications", alone | {"focal_point_email": SERMIG["focal_point_email"], "letter": None})

    called = link_to(secretariat, "marta.oyarzun@sermig.example", "call")
    page.goto(called)
    for given_names, email in (("Paula", "paula.rios@sermig.example"), ("Iván", "ivan.soto@sermig.example")):
        page.fill("#given_names", given_names)
        page.fill("#first_surname", "Ríos")
        page.fill("#email", email)
        page.fill("#position", "Inspectora")
        page.get_by_role("button", name="Postular a esta persona").click()
        expect(page.get_by_role("status").first).to_contain_text("Postulada.")
    page.get_by_role("button", name="Subir: Iván Ríos").click()
    expect(page.locator("tbody tr").first).to_contain_text("Iván Ríos")

    wrong = note.with_name("nota.pdf")
    wrong.write_bytes(b"MZ this is a program")
    page.set_input_files("#letter", wrong)
    page.get_by_role("button", name="Enviar la nota").click()
    expect(page.locator("#letter-error")).to_contain_text("PDF, PNG o JPEG")
    page.set_input_files("#letter", note)
    page.get_by_label("Tomás Reyes").check()
    page.get_by_role("button", name="Enviar la nota").click()
    expect(page.get_by_text("Nadie espera su aval.")).to_be_visible()

    page.goto(link_to(secretariat, "ivan.soto@sermig.example", "nominated"))
    expect(page.locator("#given_names")).to_have_value("Iván")
    page.fill("#years_experience", "6")
    page.select_option("#field_of_work", "borders")
    page.get_by_label("Español", exact=True).check()
    page.fill("#motivation", "Trabajo en el paso de Chacalluta y quiero comparar procedimientos con otros países. " * 2)
    page.get_by_role("button", name="Enviar la postulación").click()
    expect(page.locator(".number")).to_have_text("CIMI-82-0002")
    expect(page.get_by_text("Todavía falta")).to_have_count(0)

    sign_in(page, Role.SECRETARIAT)
    page.goto(f"/staff{of}/countries?country=CL")
    expect(page.locator("tbody")).to_contain_text("2 / 5")
    page.get_by_role("link", name="Servicio de Migraciones").click()
    expect(page.get_by_role("link", name="nota verbal.pdf")).to_be_visible()
    page.get_by_role("link", name="ya se postuló").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Iván Ríos"))
    expect(page.locator("main .badge").nth(1)).to_have_text("Avalada")
    close(house, edition["edition_id"])
