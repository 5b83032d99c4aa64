"""One person or two: who applies again, from the same address or from another, and what staff make of it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from services.gateway.model.account import Role
from tests.browser.barriers import barriers_beside
from tests.browser.conftest import sign_in
from tests.browser.course import Course, application_form, complete, link_to, soon
from tests.services.gateway.house import House


@pytest.fixture(scope="module")
def course(house: House) -> Course:
    """An open edition."""
    return Course(house, 84)


def fill_in(page: Page, address: str) -> None:
    """As Rosalía does, on her phone."""
    page.goto("/es/apply")
    for name, value in (
        ("given_names", "Rosalía"),
        ("first_surname", "D'Alessandro"),
        ("second_surname", "de la Cruz"),
        ("email", address),
        ("institution", "Dirección General de Migraciones"),
        ("position", "Analista"),
        ("years_experience", "7"),
    ):
        page.fill(f"#{name}", value)
    page.get_by_label("Día").select_option("17")
    page.get_by_label("Mes").select_option("abril")
    page.select_option("#country", "PY")
    page.select_option("#ministry_kind", "interior")
    page.select_option("#field_of_work", "borders")
    page.get_by_label("Español", exact=True).check()
    page.click("main form button")
    expect(page.locator("h1")).to_have_text("Gracias, recibimos su postulación")


@pytest.mark.feature("A20")
def test_who_applies_twice_reads_the_same_and_is_led_to_the_first_application_by_email_alone(
    course: Course, page: Page
) -> None:
    address = "rosalia@migraciones.example"
    fill_in(page, address)
    first = page.locator("main").inner_text()
    assert address in first
    fill_in(page, address)
    assert page.locator("main").inner_text() == first
    (row,) = course.secretariat.get(f"{course.api}/applications", q="Alessandro")["rows"]
    subjects = soon(
        "the second email",
        lambda: (
            [
                email["subject"]
                for email in course.secretariat.get("/emails", recipient=address)["rows"]
                if "ya está con nosotros" in email["subject"]
            ]
            or None
        ),
    )
    assert subjects == [f"Su postulación {row['number']} ya está con nosotros"]
    page.goto(link_to(course.secretariat, address, "my"))
    expect(page.locator("main")).to_contain_text(row["number"])


def about_toussaint(pair: dict[str, Any]) -> bool:
    return any(person["email"] == "toussaint@travail.example" for person in pair["people"])


@pytest.mark.feature("A19", "A20")
def test_two_who_may_be_one_are_compared_merged_and_taken_apart_again(course: Course, page: Page) -> None:
    for address, name, institution in (
        ("jb.toussaint@interieur.example", ("Jean-Baptiste", "Toussaint"), "Ministère de l'Intérieur"),
        ("toussaint@travail.example", ("TOUSSAINT", "Jean Baptiste"), "Ministère du Travail"),
    ):
        form = application_form(course.edition_id, *name, "BO", email=address, birthday="01-07")
        course.public.post("/applications", form | complete(name[0]) | {"institution": institution})
    soon("the suspicion", lambda: next(filter(about_toussaint, course.secretariat.pages("/duplicates")), None))
    sign_in(page, Role.SECRETARIAT)
    task = page.get_by_role("link", name="Distinguir o unir a personas que podrían ser la misma")
    soon("the task on the overview", lambda: (page.goto(course.page) and task.count()) or None)
    task.click()
    expect(page.locator("h1")).to_have_text("Posibles duplicados")
    page.get_by_role("link", name="Comparar Jean-Baptiste Toussaint").click()
    expect(page.locator("h1")).to_have_text("¿Una persona o dos?")
    expect(page.locator("tr", has_text="Cumpleaños")).to_contain_text("7 de enero")
    expect(page.locator("tr", has_text="Institución")).to_contain_text("Difiere")
    pair = page.url
    assert barriers_beside(page) == []
    expect(page.get_by_role("status")).to_contain_text("Las dos tienen una postulación en curso")
    expect(page.get_by_text("La misma persona")).to_have_count(0)

    page.locator("tr", has_text="Postulaciones").get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("Podría ser alguien ya conocido con otra dirección")
    page.get_by_text("Retirar por el postulante").click()
    page.locator("details[open]").get_by_role("button").click()
    expect(page.locator("main")).to_contain_text("Retirada")

    page.goto(pair)
    page.get_by_text("La misma persona", exact=True).click()
    page.locator("details[open]").get_by_label("Cómo lo sabe").fill("Lo confirmó por teléfono")
    page.get_by_role("button", name="Son una sola persona").click()
    expect(page.locator("main")).to_contain_text("Desde ahora las dos son una sola persona")
    page.locator("tr", has_text="Postulaciones").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Todo lo que envió esta persona")).to_be_visible()
    page.get_by_role("link", name="Enviado desde más de una dirección").click()

    expect(page.locator("h1")).to_have_text("¿Una persona o dos?")
    page.get_by_text("No es la misma persona", exact=True).click()
    page.locator("details[open]").get_by_label("Cómo lo sabe").fill("Son hermanos")
    page.get_by_role("button", name="Son dos personas").click()
    expect(page.locator("main")).to_contain_text("No se volverá a preguntar")
    expect(page.locator(".timeline li")).to_have_text(
        [re.compile("Dos personas.*Son hermanos"), re.compile("Una persona.*por teléfono"), re.compile("Por comparar")]
    )
