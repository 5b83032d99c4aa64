"""Setting an edition up by its pages: like last year's, until nothing is missing; its windows; two people at once."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from services.gateway.model.account import Role
from tests.browser.conftest import sign_in
from tests.browser.course import NOW, door, edition_form
from tests.services.gateway.house import House

Json = dict[str, Any]


@pytest.fixture
def edition(house: House) -> Iterator[Callable[[int], Json]]:
    """`edition(12)`: a new edition, called off after the test so that no other finds it open."""
    director, made = door(house, Role.DIRECTOR), []

    def create(ordinal: int) -> Json:
        made.append(director.post("/editions", edition_form(ordinal)))
        return made[-1]

    yield create
    for one in made:
        director.change(
            f"/editions/{one['edition_id']}", f"/editions/{one['edition_id']}/cancellation", {"reason": "x"}
        )


def save(page: Page) -> None:
    """Send the form of the page."""
    page.get_by_role("button", name="Guardar").click()


@pytest.mark.feature("A1", "A2")
def test_next_years_edition_begins_as_last_years_on_the_same_days_of_the_week(
    page: Page, house: House, edition: Callable[[int], Json]
) -> None:
    last = edition(20)
    sign_in(page, Role.SECRETARIAT)
    page.goto("/staff/editions")
    page.get_by_role("link", name="Crear una edición como la edición 20", exact=True).click()
    expect(page.locator("#year")).to_have_value("2028")
    moved = {name: page.input_value(f"#{name}") for name in ("starts_on", "ends_on", "promotion_cutoff")}
    assert moved["starts_on"] == "2028-03-06"
    for name, written in moved.items():
        assert date.fromisoformat(written).weekday() == date.fromisoformat(last[name]).weekday()
    expect(page.locator("#starts_on-help")).to_contain_text("La vez anterior: lunes, 1 de marzo de 2027")
    page.fill("#ends_on", "2028-03-17")
    page.fill("#ordinal", "29")  # what is proposed depends on the editions of other tests, and may be one of theirs
    page.get_by_role("button", name="Crear la edición").click()
    expect(page.locator(".stages .now")).to_be_visible()
    edition_id = page.url.rpartition("/")[2]
    made = door(house, Role.SECRETARIAT).get(f"/editions/{edition_id}")
    kept = {name: made[name] for name in ("starts_on", "ends_on", "promotion_cutoff", "countries", "seats")}
    same = {"countries": last["countries"], "seats": last["seats"]}
    assert kept == moved | same | {"ends_on": "2028-03-17"}
    assert made["ordinal"] == 29


@pytest.mark.feature("A1")
def test_an_edition_opens_once_what_its_page_lists_is_there(page: Page, edition: Callable[[int], Json]) -> None:
    setup = f"/staff/editions/{edition(23)['edition_id']}/setup"
    sign_in(page, Role.SECRETARIAT)
    page.goto(f"{setup}/texts/fr")
    written = page.input_value("#description")
    page.fill("#description", "")
    save(page)
    expect(page.locator(".missing")).to_have_text(re.compile(r"^\s*Qué es el curso \(Français\)\s*$"))
    expect(page.get_by_role("button", name="Abierta a postulaciones")).to_have_count(0)
    page.get_by_role("link", name="Escribir los textos en Français").click()
    page.fill("#description", "Deux semaines à {ville}")
    save(page)
    expect(page.locator("#description-error")).to_contain_text("entre llaves")
    page.fill("#description", written)
    save(page)
    expect(page.locator(".missing")).to_have_count(0)
    page.get_by_role("button", name="Abierta a postulaciones").click()
    expect(page.locator(".stages .now")).to_have_text("Abierta a postulaciones")


@pytest.mark.feature("A2")
def test_a_window_is_extended_with_its_reason_and_everybody_sees_it_on_their_own_clock(
    page: Page, house: House, edition: Callable[[int], Json]
) -> None:
    made = edition(1)
    director = door(house, Role.DIRECTOR)
    director.change(f"/editions/{made['edition_id']}", f"/editions/{made['edition_id']}/opening")
    sign_in(page, Role.SECRETARIAT)
    page.goto(f"/staff/editions/{made['edition_id']}/setup/windows")
    page.select_option("#phase", "application")
    page.select_option("#reason_code", "governments_asked")
    page.fill("#note", "Lo pidió Bolivia por nota.")
    page.fill("#closes_on", f"{NOW:%Y-%m-%d}")
    page.get_by_role("button", name="Prorrogar el plazo").click()
    expect(page.locator("#closes_on-error")).to_contain_text("posterior a su fin actual")
    assert page.input_value("#note") == "Lo pidió Bolivia por nota."
    page.fill("#closes_on", f"{NOW + timedelta(days=7):%Y-%m-%d}")
    page.get_by_role("button", name="Prorrogar el plazo").click()
    expect(page.get_by_role("status")).to_contain_text("El plazo se prorrogó")
    expect(page.locator("tbody")).to_contain_text("Los gobiernos pidieron más tiempo")
    page.goto("/es/")
    call = page.locator(".call")
    expect(call).to_contain_text("23:59 (Mar del Plata, GMT-03:00)")
    expect(call).to_contain_text("Los gobiernos pidieron más tiempo")
    call.get_by_text("¿Qué hora es en su país?").click()
    expect(call).to_contain_text(re.compile(r"22:59 \(GMT-04:00\):\s+Bolivia"))
    expect(page.locator("body")).not_to_contain_text("Lo pidió Bolivia por nota.")


@pytest.mark.feature("A1")
def test_the_second_of_two_secretaries_is_told_what_the_first_changed_and_loses_nothing(
    page: Page, chromium: Browser, house: House, edition: Callable[[int], Json]
) -> None:
    edition_id = edition(22)["edition_id"]
    seats = f"/staff/editions/{edition_id}/setup/seats"
    other = chromium.new_context(base_url=house.public_url, java_script_enabled=False, locale="es-AR")
    first, second = page, other.new_page()
    sign_in(first, Role.SECRETARIAT)
    sign_in(second, Role.DIRECTOR)
    first.goto(seats)
    second.goto(seats)
    first.fill("#seats", "28")
    first.fill("#cap_BO", "2")
    save(first)
    second.fill("#seats", "25")
    second.fill("#country_cap", "4")
    save(second)
    told = second.get_by_role("alert")
    expect(told).to_contain_text("Inés Quispe Mamani guardó cambios")
    expect(told).to_contain_text(re.compile(r"Plazas: 2 → 28\s+Usted escribió otra cosa aquí"), use_inner_text=True)
    expect(told).to_contain_text("Bolivia: – → 2")
    assert [second.input_value(f"#{name}") for name in ("seats", "country_cap", "cap_BO")] == ["25", "4", "2"]
    save(second)
    expect(told).to_have_count(0)
    made = door(house, Role.SECRETARIAT).get(f"/editions/{edition_id}")
    assert (made["seats"], made["country_cap"], made["country_caps"]) == (25, 4, {"BO": 2})
    other.close()


@pytest.mark.feature("F9")
def test_what_is_recorded_and_what_is_reported_stand_apart(page: Page) -> None:
    sign_in(page, Role.SECRETARIAT)
    page.goto("/staff/statistics")
    for name, value in {"ordinal": "40", "year": "2018", "participants": "22", "countries": "17"}.items():
        page.fill(f"#{name}", value)
    page.fill("#source", "iom.int, marzo de 2018")
    page.select_option("#confidence", "published")
    page.get_by_role("button", name="Registrarlo").click()
    reported = page.locator("section", has=page.locator("#reported")).locator("tbody").first
    expect(reported).to_contain_text("iom.int, marzo de 2018")
    lines = "39;2017;cumulative;850;;iom.int, marzo de 2017;rough\n38;hace poco;edition;28;15;iom.int;published"
    page.fill("#table", lines)
    page.get_by_role("button", name="Importar").click()
    expect(page.locator("#table-error")).to_contain_text("Línea 2, year")
    assert page.input_value("#table") == lines
    expect(reported).not_to_contain_text("850")
    page.fill("#table", lines.replace("hace poco", "2016"))
    page.get_by_role("button", name="Importar").click()
    expect(reported).to_contain_text("850")
    expect(page.get_by_role("status")).to_contain_text("Se registraron 2 totales.")
