"""The list of applications by its page: found as you type, filtered by links, kept, exported, and many done at once."""

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from services.gateway.model.account import Role
from tests.browser.conftest import sign_in
from tests.browser.course import NOW, application_form, complete, door, edition_form
from tests.services.gateway.house import House

PEOPLE = (
    ("Wara", "Ñustes", "BO", 9),
    ("Ayelen", "Huenchumilla", "CL", 8),
    ("Rubén", "O’Leary Báez", "PY", 1),
    ("=HYPERLINK", "Benítez", "PY", 4),
)


@pytest.fixture(scope="module")
def edition(house: House) -> Iterator[str]:
    """The address of an edition's pages, with four applications; the last two lack nearly everything."""
    director, secretariat = door(house, Role.DIRECTOR), door(house, Role.SECRETARIAT)
    edition_id = director.post("/editions", edition_form(56))["edition_id"]
    api = f"/editions/{edition_id}"
    director.change(api, f"{api}/opening")
    for given, surname, country, years in PEOPLE:
        more = complete(given) if country != "PY" else {}
        form = application_form(edition_id, given, surname, country, years_experience=years, **more)
        mailbox = re.sub(r"\W", "", surname, flags=re.ASCII).casefold()
        secretariat.post(
            "/applications", form | {"email": f"{mailbox}@gob.example", "certificate_name": given.strip("=")}
        )
    yield f"/staff{api}"
    director.change(api, f"{api}/cancellation", {"reason": "x"})


def names(page: Page) -> list[str]:
    return page.locator("tbody tr td a[href*='/staff/applications/']").all_inner_texts()


@pytest.mark.feature("F7")
def test_staff_find_as_they_type_and_share_what_they_see(scripted: Page, edition: str) -> None:
    page = scripted
    sign_in(page, Role.SECRETARIAT)
    page.goto(f"{edition}/applications")
    expect(page.get_by_role("status")).to_have_text("4 postulaciones")
    page.locator("#q").press_sequentially("nust", delay=30)
    expect(page.get_by_role("status")).to_have_text("1 postulación")
    assert names(page) == ["Wara Ñustes"]
    expect(page).to_have_url(re.compile(r"\?q=nust$"))
    page.locator("#q").fill("zzz")
    expect(page.locator("#found")).to_contain_text("Ninguna postulación")
    page.locator("#q").fill("")
    page.select_option("#country", "PY")
    expect(page.get_by_role("status")).to_have_text("2 postulaciones")
    expect(page).to_have_url(re.compile(r"\?country=PY$"))


@pytest.mark.feature("F7")
def test_without_javascript_filters_orders_and_names_for_them_work_alike(page: Page, edition: str) -> None:
    sign_in(page, Role.SECRETARIAT)
    page.goto(f"{edition}/applications")
    page.fill("#q", "baez")
    page.get_by_role("button", name="Buscar").click()
    expect(page.get_by_role("status")).to_have_text("1 postulación")
    assert names(page) == ["Rubén O’Leary Báez"]
    page.goto(f"{edition}/applications?missing=letter&sort=-name")
    expect(page.get_by_role("status")).to_have_text("2 postulaciones")
    assert names(page) == ["Rubén O’Leary Báez", "=HYPERLINK Benítez"]
    page.get_by_text("Guardar este filtro").click()
    page.fill("#filter-name", "Sin carta, al revés")
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.locator("main")).to_contain_text("El filtro «Sin carta, al revés» quedó guardado")
    page.goto(f"{edition}/applications")
    page.get_by_role("link", name="Sin carta, al revés").click()
    expect(page).to_have_url(re.compile(r"missing=letter&sort=-name|sort=-name&missing=letter"))
    assert names(page) == ["Rubén O’Leary Báez", "=HYPERLINK Benítez"]
    page.get_by_role("button", name="Olvidar el filtro «Sin carta, al revés»").click()
    expect(page.get_by_role("link", name="Sin carta, al revés")).to_have_count(0)
    page.goto(f"{edition}/applications?status=enrolled")
    expect(page.locator(".empty")).to_contain_text("Mostrar todas")


@pytest.mark.feature("F8")
def test_the_export_holds_no_formula_and_the_audit_says_who_took_it(page: Page, edition: str) -> None:
    sign_in(page, Role.SECRETARIAT)
    page.goto(f"{edition}/applications?country=PY&q=benitez")
    text = page.context.request.get(f"{edition}/applications.csv?country=PY&sort=name").body()
    lines = text.decode("utf-8-sig").splitlines()
    assert text.startswith(b"\xef\xbb\xbf")
    assert lines[0].startswith("Número,Nombres,Primer apellido")
    assert [line.split(",")[1] for line in lines[1:]] == ["'=HYPERLINK", "Rubén"]
    book = page.context.request.get(f"{edition}/applications.xlsx?country=PY&sort=name").body()
    sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()
    assert ("<f>" in sheet, "=HYPERLINK" in sheet, "Rubén" in sheet) == (False, True, True)
    assert set(re.findall(r' t="(\w+)"', sheet)) == {"inlineStr"}
    page.click("header .btn-outline-light")
    sign_in(page, Role.AUDITOR)
    assert page.context.request.get(f"{edition}/applications.csv").status == 403
    page.goto("/staff/audit")
    taken = page.locator("tr", has_text="gateway.export_applications")
    expect(taken.nth(0)).to_contain_text("country=PY")
    expect(taken.nth(0)).to_contain_text("xlsx")
    expect(taken.nth(1)).to_contain_text("csv")


@pytest.mark.feature("F6")
def test_many_at_once_is_tried_first_done_once_and_taken_back(page: Page, house: House, edition: str) -> None:
    sign_in(page, Role.SECRETARIAT)
    page.goto(f"{edition}/applications?status=submitted")
    page.select_option("#act", "start_review")
    page.check("#matching")
    page.get_by_role("button", name="Ver qué haría").click()
    expect(page.locator("#would")).to_have_text("2 cambiarían")
    expect(page.locator("#others")).to_have_text("2 no cambiarían")
    expect(page.locator("main")).to_contain_text("La postulación no está completa todavía")
    page.goto(f"{edition}/applications?missing=letter&sort=name")
    page.get_by_label("Rubén O’Leary Báez").check()
    page.get_by_label("=HYPERLINK Benítez").check()
    page.select_option("#act", "return_application")
    page.get_by_role("button", name="Ver qué haría").click()
    expect(page.locator("#would")).to_have_text("2 cambiarían")
    expect(page.locator("main")).to_contain_text("Esto no se puede deshacer")
    page.fill("#reason", "Falta la nota verbal.")
    page.get_by_role("button", name="Hacerlo con estas 2").click()
    expect(page.locator("#due_at-error")).to_be_visible()
    assert page.input_value("#reason") == "Falta la nota verbal."
    secretariat = door(house, Role.SECRETARIAT)
    api = edition.removeprefix("/staff")
    ruben = secretariat.get(f"{api}/applications", q="baez")["rows"][0]["application_id"]
    why = {"reason_code": "experience", "note": ""}
    secretariat.change(f"/applications/{ruben}", f"/applications/{ruben}/ineligibility", why)
    page.fill("#due_at", f"{NOW.replace(year=NOW.year + 1):%Y-%m-%d}")
    page.get_by_role("button", name="Hacerlo con estas 2").click()
    expect(page.get_by_role("status")).to_contain_text("1 cambió, 1 quedó como estaba")
    expect(page.locator("main")).to_contain_text("Otra persona la cambió entretanto")
    expect(page.locator("main")).to_contain_text("Esto no se puede deshacer")
    page.goto(f"{edition}/bulk?act=mark_ineligible&matching=yes&status=submitted")
    page.select_option("#reason_code", "missing_documents")
    page.get_by_role("button", name="Hacerlo con estas 2").click()
    expect(page.get_by_role("status")).to_contain_text("2 cambiaron")
    expect(page.locator("main")).to_contain_text("La dirección puede deshacerlo")
    address = page.url
    page.click("header .btn-outline-light")
    sign_in(page, Role.DIRECTOR)
    page.goto(address)
    page.get_by_role("link", name="Deshacerlo para todas").click()
    expect(page.locator("#would")).to_have_text("2 cambiarían")
    page.fill("#reason", "La carta había llegado por valija.")
    page.get_by_role("button", name="Hacerlo con estas 2").click()
    expect(page.get_by_role("status")).to_contain_text("2 cambiaron")
    page.goto(f"{edition}/bulk/latest")
    expect(page.locator("tbody tr").nth(0)).to_contain_text("Deshace otro")
    expect(page.locator("tbody tr").nth(1)).to_contain_text("Deshecho")
