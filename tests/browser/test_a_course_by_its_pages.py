"""From the published selection to the certificate, by pages alone, in Chromium without JavaScript."""

import hashlib
import re

import pytest
from playwright.sync_api import Page, expect

from services.gateway.model.account import Role
from tests.browser.barriers import barriers_beside
from tests.browser.conftest import sign_in, sign_out
from tests.browser.course import Course, soon
from tests.services.gateway.house import House


@pytest.fixture(scope="module")
def course(house: House) -> Course:
    course = Course(house, 61)
    course.publish_selection()
    course.confirm("Condori")
    return course


@pytest.fixture
def roster(course: Course) -> list[str]:
    """Bolivia's participant is expected at the sessions of the released programme."""
    course.release_programme()
    return soon("the roster", lambda: course.roster() or None)


@pytest.mark.feature("A11", "A12", "A13")
def test_a_declined_seat_is_offered_to_the_next_of_the_country_who_takes_it(page: Page, course: Course) -> None:
    page.goto(course.link("Huenchumilla"))
    page.get_by_text("No puedo asistir").click()
    page.select_option("#decline-reason", "personal")
    page.get_by_role("button", name="Rechazar la plaza").click()
    expect(page.locator(".badge").first).to_have_text("Plaza rechazada")
    expect(page.get_by_role("button", name="Sí, confirmo mi plaza")).to_have_count(0)

    sign_in(page, Role.SECRETARIAT)
    page.goto(f"{course.page}/promotions")
    freed = page.locator("main section")
    expect(freed).to_have_count(1)
    expect(freed).to_contain_text("Propuesta: Nahuel Catrileo")
    freed.get_by_role("button", name="Ofrecer la plaza").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.goto(f"{course.page}/promotions")
    expect(page.locator("main")).to_contain_text("No hay plazas libres para ofrecer.")

    page.goto(course.link("Catrileo"))
    page.get_by_role("button", name="Sí, confirmo mi plaza").click()
    expect(page.locator(".badge").first).to_have_text("Plaza confirmada")
    page.goto(f"/staff/applications/{course.application('Huenchumilla')['application_id']}")
    expect(page.locator(".timeline")).to_contain_text("Motivos personales")


def test_a_draft_gets_its_experts_and_is_released_and_a_change_makes_a_second_version(
    page: Page, course: Course
) -> None:
    course.programme()
    course.add_experts()
    programme = f"{course.page}/programme"
    release = page.get_by_role("button", name="Publicar el programa")
    sign_in(page, Role.SECRETARIAT)
    page.goto(programme)
    expect(page.locator(".badge").first).to_have_text("Borrador")
    first = page.locator("form", has=page.locator("select[name=expert_id]")).first
    first.locator("select").select_option(label="Iván Paredes Rojas")
    first.get_by_role("button", name="Asignar").click()
    expect(page.locator("main")).to_contain_text("Hay sesiones sin experto")
    page.get_by_role("button", name="Repartir expertos libres entre las sesiones").click()
    expect(page.locator("main")).not_to_contain_text("Hay sesiones sin experto")
    expect(release).to_have_count(0)
    page.goto(f"/es/programme/{course.edition_id}")
    expect(page.locator("main table")).to_have_count(0)
    page.goto("/staff/")
    sign_out(page)
    sign_in(page, Role.DIRECTOR)
    page.goto(programme)
    release.click()
    expect(page.locator(".badge").first).to_have_text("Publicado")
    expect(release).to_have_count(0)
    page.goto(f"/es/programme/{course.edition_id}")
    expect(page.locator("main")).to_contain_text("Versión 1.")
    expect(page.locator("main table").first).to_contain_text("Iván Paredes Rojas")

    session = course.programme()["sessions"][0]
    other = next(one for one in course.secretariat.get("/experts")["experts"] if one["name"] == "Celeste Amarilla")
    free = [one for one in course.programme()["sessions"] if one["expert"] and one["starts_at"] == session["starts_at"]]
    assert [one["expert"]["name"] for one in free] == ["Iván Paredes Rojas"]
    asked = {"version": session["version"], "expert_id": other["expert_id"]}
    course.secretariat.post(f"/sessions/{session['session_id']}/expert", asked)
    page.goto(f"/es/programme/{course.edition_id}")
    expect(page.locator("main table").first).to_contain_text("Iván Paredes Rojas")
    page.goto(f"{course.page}/attendance")
    expect(page.locator("tbody tr")).to_have_count(len(course.programme()["sessions"]))
    page.goto(programme)
    release.click()
    expect(page.get_by_role("status")).to_contain_text("La versión 2 del programa está publicada.")
    page.goto(f"/es/programme/{course.edition_id}")
    expect(page.locator("main table").first).to_contain_text("Celeste Amarilla")


@pytest.mark.feature("B11")
def test_a_sheet_is_marked_saved_and_locked_and_then_stays(page: Page, course: Course, roster: list[str]) -> None:
    sign_in(page, Role.SECRETARIAT)
    page.goto(f"{course.page}/attendance")
    page.locator("tbody a").first.click()
    expect(page.locator(".sheet tbody tr")).to_have_count(len(roster))
    sheet = page.url
    page.get_by_role("button", name="Cerrar la planilla").click()
    expect(page.locator("main")).to_contain_text("Alguien de la planilla no está marcado todavía.")
    page.goto(sheet)
    for row in page.locator(".sheet tbody tr").all():
        row.get_by_label("Tarde", exact=True).check()
        row.locator("input[type=number]").fill("45")
    page.get_by_role("button", name="Guardar la planilla").click()
    expect(page.locator(".sheet input[type=number]").first).to_have_value("45")
    page.get_by_role("button", name="Cerrar la planilla").click()
    expect(page.locator("tbody tr").first).to_contain_text("Cerrada")
    page.goto(sheet)
    expect(page.locator(".sheet .badge").first).to_have_text("Tarde")
    expect(page.locator(".sheet input")).to_have_count(0)
    expect(page.get_by_role("button", name="Cerrar la planilla")).to_have_count(0)


@pytest.mark.usefixtures("roster")
@pytest.mark.feature("C8", "C10", "C11")
def test_a_certificate_is_approved_downloaded_verified_replaced_and_revoked(page: Page, course: Course) -> None:
    course.attend_everything()
    who = course.application("Condori")["application_id"]
    completions = f"{course.api}/completions"
    soon("the completion", lambda: computed(course, completions, who))
    sign_in(page, Role.DIRECTOR)
    page.goto(f"/staff{completions}")
    page.locator(f"[name='name-{who}']").fill("Wara Condori")
    page.get_by_role("button", name=re.compile("^Aprobar .* resultados")).click()
    expect(page.get_by_role("status")).to_be_visible()

    first = issued(course, "Wara Condori")
    page.goto(f"{course.page}/certificates/{first['certificate_id']}")
    pdf = page.request.get(page.get_by_role("link", name="Descargar (PDF)").get_attribute("href") or "")
    assert (pdf.headers["content-type"], pdf.body()[:5]) == ("application/pdf", b"%PDF-")
    page.goto(course.link("Condori"))
    own = page.request.get(page.get_by_role("link", name="Descargar (PDF)").get_attribute("href") or "")
    assert own.body() == pdf.body()
    page.get_by_role("link", name="Comprobación pública").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Este certificado es válido")
    expect(page.locator("main")).to_contain_text("Wara Condori")
    expect(page.locator("main")).to_contain_text(hashlib.sha256(pdf.body()).hexdigest())

    page.goto(f"{course.page}/certificates/{first['certificate_id']}")
    assert barriers_beside(page) == []
    page.get_by_text("Corregir el nombre").click()
    page.fill("#replace-name", "Wara Condori Ñaupari")
    page.fill("#replace-reason", "Faltaba el segundo apellido")
    page.get_by_role("button", name="Emitir uno corregido").click()
    second = issued(course, "Wara Condori Ñaupari")
    page.goto(f"/verify/{first['verify_id']}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Este certificado fue reemplazado")
    page.get_by_role("link", name="Ver el nuevo certificado").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Este certificado es válido")
    expect(page.locator("main")).to_contain_text("Wara Condori Ñaupari")

    page.goto(f"{course.page}/certificates/{second['certificate_id']}")
    page.locator("summary", has_text="Revocar").click()
    page.select_option("#reason-class", "error")
    page.fill("#revoke-note", "Se entregó a otra persona")
    page.get_by_role("button", name="Revocar el certificado").click()
    expect(page.locator(".badge").first).to_have_text("Revocado")
    expect(page.locator("summary")).to_have_count(0)
    page.goto(f"/verify/{second['verify_id']}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Este certificado fue revocado")
    expect(page.locator("main")).to_contain_text("Emitido por error")
    expect(page.locator("main")).not_to_contain_text("Se entregó a otra persona")
    expect(page.locator("main")).to_contain_text("Wara Condori Ñaupari")


def computed(course: Course, completions: str, application_id: str) -> bool:
    rows = course.director.get(completions)["rows"]
    return [row["status"] for row in rows if row["application_id"] == application_id] == ["computed"]


def issued(course: Course, name: str) -> dict[str, str]:
    def found() -> dict[str, str] | None:
        rows = course.director.get(f"{course.api}/certificates")["certificates"]
        return next((row for row in rows if (row["name"], row["status"]) == (name, "issued")), None)

    return soon(f"the certificate of {name}", found)
