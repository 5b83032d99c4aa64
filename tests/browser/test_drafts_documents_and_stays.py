"""An application is begun and come back to, its documents are looked at one by one, and a stay is prepared; no JavaScript."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfWriter

from services.gateway.model.account import Role
from tests.browser.conftest import sign_in
from tests.browser.course import Course, complete, link_to
from tests.services.gateway.house import House

ORDINAL = 71
ADDRESS = "maria.jose.pereira@migraciones.example"
PDF = b"%PDF-1.7 documento"


class Begun(Course):
    """An open edition that also asks for a curriculum vitae."""

    def __init__(self, house: House) -> None:
        super().__init__(house, ORDINAL, documents=["letter", "cv"])


@pytest.fixture(scope="module")
def begun(house: House) -> Iterator[Begun]:
    course = Begun(house)
    yield course
    if course.secretariat.get(course.api)["status"] == "open":
        course.director.change(course.api, f"{course.api}/closing-of-applications")


def a_file(folder: Path, name: str, content: bytes) -> str:
    """A file to choose."""
    path = folder / name
    path.write_bytes(content)
    return str(path)


def protected() -> bytes:
    """A PDF that asks for a password."""
    writer, written = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.encrypt("secreto", algorithm="AES-256")
    writer.write(written)
    return written.getvalue()


def bomb() -> bytes:
    """A small Word file that would fill a disk."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "word/document.xml"):
            archive.writestr(name, b"<x/>")
        archive.writestr("word/media/image1.bmp", bytes(60 * 1024 * 1024))
    return packed.getvalue()


@pytest.mark.feature("A6")
def test_an_application_is_begun_saved_in_two_windows_and_sent(page: Page, begun: Begun) -> None:
    page.goto("/es/apply")
    page.fill("#email", ADDRESS)
    page.fill("#given_names", "MARÍA JOSÉ")
    page.get_by_role("button", name="Guardar y continuar después").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Revise su correo")
    link = link_to(begun.secretariat, ADDRESS, "draft")

    page.goto(link)
    expect(page.get_by_label("Nombres", exact=False).first).to_have_value("MARÍA JOSÉ")
    missing = page.get_by_role("status").filter(has_text="Antes de poder enviarla")
    expect(missing).to_contain_text("Institución")

    other = page.context.new_page()
    other.goto(link)
    other.fill("#institution", "Dirección Nacional de Migraciones")
    other.get_by_role("button", name="Guardar", exact=True).click()
    expect(other.get_by_text("Guardado. Puede volver")).to_be_visible()
    page.fill("#first_surname", "PEREIRA")
    page.fill("#focal_point_email", "rosa.choque@")
    page.get_by_role("button", name="Guardar", exact=True).click()
    told = page.get_by_role("alert").filter(has_text="otra persona guardó")
    expect(told).to_contain_text("Dirección Nacional de Migraciones")
    expect(page.locator("#first_surname")).to_have_value("PEREIRA")
    expect(page.locator("#institution")).to_have_value("Dirección Nacional de Migraciones")
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_text("Guardado. Puede volver")).to_be_visible()

    page.get_by_role("button", name="Escribirlo así").click()
    expect(page.locator("#given_names")).to_have_value("María José")
    expect(page.locator("#first_surname")).to_have_value("Pereira")
    expect(page.locator("#focal_point_email")).to_have_value("rosa.choque@")

    page.get_by_role("button", name="Enviar la postulación").click()
    wrong = page.get_by_role("alert").filter(has_text="Corrija estos campos")
    expect(wrong.locator("a[href='#position']")).to_be_visible()
    expect(wrong.locator("a[href='#focal_point_email']")).to_be_visible()
    page.select_option("#country", "PY")
    page.select_option("#ministry_kind", "interior")
    page.select_option("#field_of_work", "borders")
    page.get_by_label("Español", exact=True).first.check()
    page.fill("#position", "Jefa de área")
    page.fill("#years_experience", "6")
    page.fill("#motivation", complete("María")["motivation"])
    page.fill("#focal_point_name", "Rosa Choque")
    page.fill("#focal_point_email", "rosa.choque.pereira@migraciones.example")
    page.get_by_role("button", name="Enviar la postulación").click()
    expect(page.get_by_text("recibimos su postulación. Su número es CIMI-71-0001")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("María José Pereira")


@pytest.mark.feature("A6")
def test_whoever_begins_again_is_led_to_what_they_sent_and_may_still_change_it(page: Page, begun: Begun) -> None:
    page.goto("/es/apply")
    page.fill("#email", ADDRESS.upper())
    page.get_by_role("button", name="Guardar y continuar después").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Revise su correo")
    page.goto(link_to(begun.secretariat, ADDRESS, "draft"))
    expect(page.get_by_role("heading", level=1)).to_have_text("María José Pereira")
    page.get_by_role("link", name="Cambiar mi postulación").click()
    page.fill("#phone", "+595 21 555 010")
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_text("Guardado.")).to_be_visible()
    assert begun.application("Pereira")["phone"] == "+595 21 555 010"


@pytest.mark.feature("A7")
def test_one_document_is_refused_rejected_and_sent_again_without_the_others(
    page: Page, begun: Begun, tmp_path: Path
) -> None:
    page.goto(begun.link("Pereira"))
    cv, letter = page.locator("#document-cv"), page.locator("#document-letter")
    for name, content, sentence in (
        ("cv.pdf", b"MZ\x90 programa", "Debe ser un archivo PDF"),
        ("cv.docx", bomb(), "demasiado grande"),
        ("cv.pdf", protected(), "pide una contraseña"),
        ("cv.pdf", b"", "está vacío"),
    ):
        cv.locator("input[type=file]").set_input_files(a_file(tmp_path, name, content))
        cv.locator("button").click()
        expect(cv.get_by_role("alert")).to_contain_text(sentence)
    cv.locator("input[type=file]").set_input_files(a_file(tmp_path, "cv viejo.pdf", PDF))
    cv.locator("button").click()
    expect(cv).to_contain_text("Por revisar")
    letter.locator("input[type=file]").set_input_files(a_file(tmp_path, "nota.pdf", PDF))
    letter.locator("button").click()
    expect(letter).to_contain_text("Por revisar")

    sign_in(page, Role.SECRETARIAT)
    expect(page.get_by_role("button", name="Cerrar sesión")).to_be_visible()
    one = f"/staff/applications/{begun.application('Pereira')['application_id']}"
    page.goto(one)
    kept = page.locator("li", has=page.get_by_role("link", name="cv viejo.pdf"))
    kept.locator("summary").click()
    page.select_option("#reject-cv", "outdated")
    page.fill("#reject-note-cv", "Es de 2019.")
    page.get_by_role("button", name="Pedirlo de nuevo por correo").click()
    expect(page.locator("#documents + ul")).to_contain_text("Se pide de nuevo")
    page.locator("li", has=page.get_by_role("link", name="nota.pdf")).get_by_role("button", name="Aceptar").click()
    expect(page.locator("#documents + ul")).to_contain_text("Aceptado")

    page.context.clear_cookies()
    page.goto(begun.link("Pereira"))
    expect(cv).to_contain_text("Es de 2019.")
    expect(letter.locator("input[type=file]")).to_have_count(0)
    cv.locator("input[type=file]").set_input_files(a_file(tmp_path, "cv nuevo.pdf", PDF))
    cv.locator("button").click()
    expect(cv).to_contain_text("Por revisar")
    (document,) = [kept for kept in begun.application("Pereira")["documents"] if kept["kind"] == "cv"]
    assert [(version["filename"], version["status"]) for version in document["versions"]] == [
        ("cv nuevo.pdf", "uploaded"),
        ("cv viejo.pdf", "rejected"),
    ]
    emails = begun.secretariat.get("/emails", recipient=ADDRESS)["rows"]
    assert any("Envíe de nuevo su currículum" in email["subject"] for email in emails)


@pytest.mark.feature("A6")
def test_staff_correct_what_was_sent_with_a_reason(page: Page, begun: Begun) -> None:
    sign_in(page, Role.SECRETARIAT)
    expect(page.get_by_role("button", name="Cerrar sesión")).to_be_visible()
    page.goto(f"/staff/applications/{begun.application('Pereira')['application_id']}/form")
    page.fill("#position", "Jefa de departamento")
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Motivo del cambio")
    page.fill("#reason", "Así lo pidió por teléfono.")
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_text("Así lo pidió por teléfono.")).to_be_visible()
    assert begun.application("Pereira")["position"] == "Jefa de departamento"


@pytest.mark.feature("A16")
def test_a_stay_is_prepared_in_parts_and_the_passport_is_the_secretariats(page: Page, begun: Begun) -> None:
    one = f"/applications/{begun.application('Pereira')['application_id']}"
    begun.secretariat.change(one, f"{one}/endorsement", {"answer": "endorsed", "evidence": "Nota 3/2027, firmada"})
    begun.secretariat.post(f"{begun.api}/reviews")
    begun.director.change(begun.api, f"{begun.api}/closing-of-applications")
    begun.director.post(f"{begun.api}/selection/proposal")
    begun.director.change(begun.api, f"{begun.api}/selection/publication")

    page.goto(begun.link("Pereira"))
    page.get_by_role("button", name="Sí, confirmo mi plaza").click()
    page.get_by_role("link", name="Completar los datos de mi estadía").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Su estadía")
    page.fill("#number", "PY1234567")
    page.select_option("#country", "PY")
    page.fill("#expires_on", "2027-03-10")
    page.get_by_role("button", name="Guardar Pasaporte").click()
    expect(page.get_by_role("alert")).to_contain_text("vence antes de que termine el curso")
    expect(page.locator("#number")).to_have_value("PY1234567")
    page.fill("#expires_on", "2027-06-30")
    page.get_by_role("button", name="Guardar Pasaporte").click()
    expect(page.get_by_text("vence dentro de los seis meses")).to_be_visible()
    page.fill("#diet", "Sin gluten")
    page.get_by_role("button", name="Guardar Alimentación").click()
    expect(page.get_by_text("Guardado.")).to_be_visible()

    sign_in(page, Role.DIRECTOR)
    expect(page.get_by_role("button", name="Cerrar sesión")).to_be_visible()
    page.goto(f"{begun.page}/details")
    expect(page.get_by_role("row", name=re.compile("Pereira"))).to_contain_text("Contacto de emergencia")
    page.goto(f"/staff{one}/details")
    expect(page.get_by_text("Solo los lee la secretaría.")).to_be_visible()
    expect(page.get_by_text("PY1234567")).to_have_count(0)
    page.context.clear_cookies()
    sign_in(page, Role.SECRETARIAT)
    expect(page.get_by_role("button", name="Cerrar sesión")).to_be_visible()
    page.goto(f"/staff{one}/details")
    expect(page.get_by_text("PY1234567")).to_be_visible()

    page.goto(f"{begun.link('Pereira')}/details")
    page.fill("#name", "Elsa Duarte")
    page.fill("#phone", "+595 21 555 011")
    page.get_by_role("button", name="Guardar Contacto").click()
    expect(page.get_by_text("Guardado.")).to_be_visible()
    page.fill("#arrives_on", "2027-02-28")
    page.fill("#leaves_on", "2027-03-16")
    page.get_by_role("button", name="Guardar Llegada").click()
    expect(page.get_by_text("Guardado.")).to_be_visible()
    page.fill("#certificate_name", "María José Pereira D'Ávila-Núñez")
    page.get_by_role("button", name="Confirmo este nombre").click()
    expect(page.get_by_text("ya está todo lo que su estadía necesita")).to_be_visible()
    assert begun.application("Pereira")["certificate_name"] == "María José Pereira D'Ávila-Núñez"
