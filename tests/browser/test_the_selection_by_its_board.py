"""The selection board, as the secretariat and the director use it: without JavaScript."""

import pytest
from playwright.sync_api import Locator, Page, expect

from services.gateway.model.account import Role
from tests.browser.conftest import sign_in
from tests.browser.course import Course, application_form, complete
from tests.browser.test_looks import UNNAMED, WIDER
from tests.services.gateway.house import House

OFFICIALS = (("Wara", "Condori", "BO", 9), ("Ayelen", "Huenchumilla", "CL", 8), ("Nahuel", "Catrileo", "CL", 2))


@pytest.fixture(scope="module")
def course(house: House) -> Course:
    """Two seats, one for each country; three officials are under review, endorsed on paper."""
    course = Course(house, 72)
    for given, surname, country, years in OFFICIALS:
        form = application_form(course.edition_id, given, surname, country, years_experience=years)
        course.public.post("/applications", form | complete(given))
        one = f"/applications/{course.application(surname)['application_id']}"
        answer = {"answer": "endorsed", "evidence": "Nota 12/2027, firmada"}
        course.secretariat.change(one, f"{one}/endorsement", answer)
    course.secretariat.post(f"{course.api}/reviews")
    course.director.change(course.api, f"{course.api}/closing-of-applications")
    return course


def row(page: Page, name: str) -> Locator:
    """Somebody's line of the board."""
    return page.locator("table.align-middle tbody tr[id]").filter(has_text=name)


def pin(page: Page, name: str, choice: str, reason: str) -> None:
    """Pin somebody."""
    line = row(page, name)
    line.get_by_text("Fijar…").click()
    line.locator("select").select_option(label=choice)
    line.locator("input[name=reason]").fill(reason)
    line.get_by_role("button", name="Guardar").click()


@pytest.mark.feature("A10")
def test_a_proposal_shows_its_reasons_is_pinned_solved_again_and_undone(page: Page, course: Course) -> None:
    sign_in(page, Role.SECRETARIAT)
    page.goto(f"{course.page}/selection")
    page.get_by_role("button", name="Proponer una selección").click()
    expect(page.locator("#proof")).to_contain_text("ninguna otra selección es mejor")
    expect(page.locator("section[aria-labelledby=by-country] tbody")).to_contain_text("Chile1 / 12")
    expect(row(page, "Catrileo")).to_contain_text("El país ya tiene todas sus plazas")
    row(page, "Catrileo").get_by_text("Qué lo cambiaría").click()
    expect(row(page, "Catrileo").locator("li").first).to_contain_text("en lugar de CIMI-72-0002")

    pin(page, "Catrileo", "Fijada dentro", "Preside la red de funcionarios jóvenes.")
    expect(row(page, "Catrileo")).to_contain_text("Preside la red de funcionarios jóvenes.")
    expect(page.locator("main")).to_contain_text("Hay personas fijadas para las que se propone otra cosa")
    page.get_by_role("button", name="Proponer de nuevo").click()
    expect(row(page, "Catrileo").locator(".badge")).to_have_text("Plaza ofrecida")
    expect(row(page, "Huenchumilla").locator(".badge")).to_have_text("Lista de espera")

    page.get_by_role("button", name="Deshacer la propuesta").click()
    expect(row(page, "Huenchumilla").locator(".badge")).to_have_text("Plaza ofrecida")
    pin(page, "Huenchumilla", "Fijada dentro", "Ya tiene pasaje.")
    expect(page.locator("main")).to_contain_text("más plazas de las que puede tener un país")


@pytest.mark.feature("A10")
def test_the_board_is_filtered_and_weights_are_changed_with_mistakes_told_beside_the_field(
    page: Page, course: Course
) -> None:
    sign_in(page, Role.SECRETARIAT)
    page.goto(f"{course.page}/selection")
    page.select_option("#country", "CL")
    page.get_by_role("button", name="Buscar").click()
    expect(page.locator("tbody tr[id]")).to_have_count(2)
    page.fill("#q", "nadie")
    page.get_by_role("button", name="Buscar").click()
    page.get_by_role("link", name="Mostrar todas").click()
    expect(page.locator("tbody tr[id]")).to_have_count(3)
    page.fill("#sexes", "50")
    page.get_by_role("button", name="Cambiar los pesos").click()
    expect(page.locator("#sexes")).to_have_class("form-control form-control-sm minutes is-invalid")
    expect(page.locator("#sexes")).to_have_value("50")
    page.fill("#sexes", "5")
    page.get_by_role("button", name="Cambiar los pesos").click()
    expect(page.get_by_role("status")).to_contain_text("Los pesos cambiaron")
    expect(page.locator("#sexes")).to_have_value("5")
    assert course.director.get(f"{course.api}/selection")["aims"]["sexes"] == 5


@pytest.mark.feature("F15")
def test_every_field_of_the_board_has_a_name_and_it_fits_a_phone(scripted: Page, course: Course) -> None:
    sign_in(scripted, Role.SECRETARIAT)
    scripted.set_viewport_size({"width": 360, "height": 740})
    scripted.goto(f"{course.page}/selection")
    scripted.locator("details").evaluate_all("all => all.forEach(fold => fold.open = true)")
    assert scripted.evaluate(UNNAMED) == []
    assert scripted.evaluate(WIDER) == 0


@pytest.mark.feature("A9", "A10")
def test_the_director_sees_what_will_be_published_before_it_is(page: Page, course: Course) -> None:
    course.director.post(f"{course.api}/selection/proposal")
    sign_in(page, Role.DIRECTOR)
    page.goto(f"{course.page}/selection")
    page.get_by_role("link", name="Publicar…").click()
    expect(page.locator(".counts")).to_contain_text("2 / 2")
    page.get_by_role("button", name="Publicar ahora").click()
    expect(page.get_by_role("status")).to_contain_text("2")
    page.goto(f"{course.page}/selection")
    expect(page.get_by_role("button", name="Deshacer la propuesta")).to_have_count(0)
    expect(page.get_by_text("Fijar…")).to_have_count(0)
