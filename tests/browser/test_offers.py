"""What becomes of an offered seat, as the person, their institution, a consulate and the secretariat see it."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from services.gateway.model.account import Role
from tests.browser.barriers import barriers_beside
from tests.browser.conftest import sign_in
from tests.browser.course import NOW, Course, link_to, soon
from tests.services.gateway.house import House

ORDINAL = 87


@pytest.fixture(scope="module")
def course(house: House) -> Course:
    """A seat each for Bolivia and Chile on offer, and one Chilean waiting."""
    made = Course(house, ORDINAL)
    made.publish_selection()
    return made


@pytest.mark.feature("A13")
def test_the_secretariat_sees_every_offer_sets_their_terms_and_gives_one_person_more_time(
    page: Page, course: Course
) -> None:
    sign_in(page, Role.SECRETARIAT)
    page.goto(f"{course.page}/offers")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody")).to_contain_text("próximo el")
    page.fill("#reminders", "7, tres")
    page.get_by_role("button", name="Guardar las condiciones").click()
    expect(page.locator("#reminders-error")).to_have_text("Escriba números enteros, separados por comas.")
    page.fill("#reminders", "7, 2")
    page.get_by_label("Traslados locales").check()
    page.get_by_role("button", name="Guardar las condiciones").click()
    expect(page.get_by_role("status").first).to_contain_text("Las condiciones cambiaron.")

    page.get_by_role("link", name="Ayelen Huenchumilla").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ayelen")
    page.get_by_text("Dar más plazo para responder").click()
    page.fill("#expires-at", f"{NOW + timedelta(days=14):%Y-%m-%d}")
    page.select_option("#extend-reason", "travel_papers")
    page.get_by_role("button", name="Extender la oferta").click()
    expect(page.locator(".timeline li").first).to_contain_text("documentos de viaje en trámite")
    my = course.link("Huenchumilla")

    def extended() -> bool:
        rows = course.secretariat.get("/emails", recipient=course.application("Huenchumilla")["email"])["rows"]
        return any("más plazo" in row["subject"] or "más tiempo" in row["subject"] for row in rows)

    assert soon("an email about more time", extended)
    page.goto(my)
    expect(page.locator("#offer")).to_be_visible()
    until = f"{NOW + timedelta(days=14):%Y}"
    expect(page.locator("section.highlight")).to_contain_text(re.compile(rf"{until}.*Mar del Plata, GMT-03:00"))


@pytest.mark.feature("A14", "A18")
def test_a_seat_is_taken_without_the_ticket_and_the_letter_says_so(page: Page, course: Course, tmp_path: Path) -> None:
    my = course.link("Condori")
    page.goto(my)
    page.get_by_label("Pasaje aéreo").uncheck()
    page.get_by_role("button", name="Sí, confirmo mi plaza").click()
    expect(page.locator("#parts")).to_have_text("Lo que acepta de la oferta")
    expect(page.get_by_label("Pasaje aéreo")).not_to_be_checked()
    expect(page.get_by_label("Alojamiento")).to_be_checked()

    page.get_by_role("button", name="Hacer mi carta").click()
    download = page.get_by_role("link", name="Descargar (PDF)")
    expect(download).to_be_visible()
    with page.expect_download() as going:
        download.click()
    saved = tmp_path / "carta.pdf"
    going.value.save_as(saved)
    text = pypdfium2.PdfDocument(BytesIO(saved.read_bytes()))[0].get_textpage().get_text_range()
    flat = " ".join(text.replace("\ufffe", "").split())
    assert "Wara Condori" in flat
    assert f"CIMI-{ORDINAL}-0001-V1" in flat
    assert "alojamiento, comidas." in flat
    page.get_by_role("link", name="Comprobación pública").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Esta carta es válida")
    first = page.url

    page.goto(my)
    page.get_by_label("Pasaje aéreo").check()
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("status").first).to_contain_text("Registramos lo que acepta de la oferta.")
    page.get_by_role("button", name="Hacer mi carta").click()
    expect(page.locator("main")).to_contain_text(f"CIMI-{ORDINAL}-0001-V2")
    page.goto(first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Esta carta fue reemplazada")
    page.goto("/letters/NOSUCHCODE")
    expect(page.get_by_role("heading", level=1)).to_have_text("No conocemos ninguna carta con este código")

    sign_in(page, Role.SECRETARIAT)
    page.goto(f"{course.page}/offers")
    expect(page.locator("tbody tr", has_text="Condori")).to_contain_text("Pasaje aéreo")


@pytest.mark.feature("A11", "A15")
def test_an_institution_withdraws_its_official_and_names_another_who_comes_before_the_waiting_list(
    page: Page, course: Course, tmp_path: Path
) -> None:
    course.confirm("Huenchumilla")
    speaks_for_them = course.application("Huenchumilla")["endorsement"]["email"]
    page.goto(link_to(course.secretariat, speaks_for_them, "endorse"))
    page.get_by_text("Nuestra institución retira a esta persona").click()
    page.select_option("#withdraw-reason", "duty")
    page.get_by_role("button", name="Retirar").click()
    expect(page.get_by_role("status").first).to_contain_text("Gracias por avisarnos. Le escribimos a la persona.")
    page.goto(link_to(course.secretariat, speaks_for_them, "replacement"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Una plaza de su institución")
    expect(page.get_by_text("Ayelen Huenchumilla")).to_be_visible()
    assert barriers_beside(page) == []
    page.get_by_role("button", name="Designar a esta persona").click()
    expect(page.get_by_role("alert")).to_be_visible()
    for field, value in {
        "given_names": "Millaray",
        "first_surname": "Antilef",
        "email": "millaray.antilef@migraciones.example",
        "position": "Inspectora",
    }.items():
        page.fill(f"#{field}", value)
    page.get_by_role("button", name="Designar a esta persona").click()
    expect(page.locator("main")).to_contain_text("Designó a Millaray Antilef")

    page.goto(link_to(course.secretariat, "millaray.antilef@migraciones.example", "nominated"))
    expect(page.locator("#given_names")).to_have_value("Millaray")
    page.fill("#years_experience", "6")
    page.select_option("#field_of_work", "borders")
    page.locator("input[name=languages_spoken][value=es]").check()
    page.fill("#motivation", "Trabajo en el paso de Cardenal Samoré y quiero comparar procedimientos con otros. " * 2)
    page.get_by_role("button", name="Guardar y continuar después").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Su postulación, todavía sin enviar")
    page.goto(link_to(course.secretariat, "millaray.antilef@migraciones.example", "nominated"))
    expect(page.locator("#motivation")).to_have_value(re.compile("Cardenal Samoré"))
    note = tmp_path / "nota.pdf"
    note.write_bytes(b"%PDF-1.7 nota verbal")
    page.set_input_files("#file-letter", note)
    page.locator("#document-letter").get_by_role("button", name="Enviar este documento").click()
    expect(page.get_by_role("status").first).to_contain_text("El documento quedó guardado")
    page.get_by_role("button", name="Enviar la postulación").click()
    expect(page.locator("main")).to_contain_text(f"CIMI-{ORDINAL}-0004")

    sign_in(page, Role.SECRETARIAT)
    page.goto(f"{course.page}/promotions")
    expect(page.locator("main")).to_contain_text("Designó a Millaray Antilef, que se postuló")
    expect(page.get_by_role("button", name="Ofrecer la plaza")).to_have_count(0)
    page.get_by_role("link", name=f"CIMI-{ORDINAL}-0004").click()
    page.get_by_role("button", name="Pasar a revisión").click()
    expect(page.locator(".badge").first).to_have_text("En revisión")
    page.goto(course.page)
    expect(page.get_by_role("link", name="Ofrecer las plazas liberadas")).to_be_visible()
    page.goto(f"{course.page}/promotions")
    page.get_by_role("button", name="Ofrecer la plaza").click()
    expect(page.locator(".badge").first).to_have_text("Plaza ofrecida")
    assert course.application("Catrileo")["status"] == "waitlisted"


@pytest.mark.feature("A11", "A13", "A15")
def test_who_is_next_for_a_declined_seat_is_shown_before_they_have_it(page: Page, course: Course) -> None:
    named = course.application("Antilef")
    assert named["status"] == "selected"
    my = f"/my/{course.link('Antilef').rpartition('/')[2]}"
    course.public.change(my, f"{my}/decline", {"reason_code": "personal"})
    sign_in(page, Role.SECRETARIAT)
    page.goto(f"{course.page}/promotions")
    expect(page.locator("section.card")).to_contain_text("Nahuel Catrileo")
    expect(page.locator("section.card")).to_contain_text("Siguiente del mismo país")
    page.get_by_role("button", name="Ofrecer la plaza").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nahuel")
    page.goto(f"{course.page}/promotions")
    expect(page.get_by_text("No hay plazas libres para ofrecer.")).to_be_visible()
