"""Requirements and reviews by their pages: rules that only propose, and a committee that judges fairly on its phones."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.demo.door import Door, SignIn
from services.gateway.model.account import Role
from services.gateway.settings import open_door
from services.gateway.use_cases import add_account
from shared.storage import new_id
from tests.browser.barriers import barriers
from tests.browser.conftest import sign_in
from tests.browser.course import Course, application_form, complete, soon
from tests.browser.test_looks import UNNAMED, WIDER
from tests.services.gateway.house import PASSWORD, STAFF, House

SECOND = "bruno.sales@cimi.example"


@pytest.fixture(scope="module")
def course(house: House) -> Course:
    """Three officials: one without experience who writes in Portuguese, and two whom the rules accept."""
    course = Course(house, 88)
    for given, surname, country, more in (
        ("Iara", "Tupinambá", "BO", {"language": "pt", "years_experience": 0}),
        ("Wara", "Condori", "BO", {}),
        ("Ayelen", "Huenchumilla", "CL", {}),
    ):
        form = application_form(course.edition_id, given, surname, country, **more)
        course.public.post("/applications", form | complete(given))
    add_account(
        open_door(house.settings).desk,
        account_id=new_id(),
        email=SECOND,
        name="Bruno Sales Pereira",
        role=Role.REVIEWER,
        language="es",
        password=PASSWORD,
    )
    course.director.change(course.api, f"{course.api}/closing-of-applications")
    return course


@pytest.fixture
def phone(chromium: Browser, house: House) -> Iterator[Page]:
    """A small screen."""
    context = chromium.new_context(base_url=house.public_url, locale="es-AR", viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


@pytest.mark.feature("A5")
def test_the_rules_propose_each_reads_why_in_their_language_and_a_person_decides(page: Page, course: Course) -> None:
    page.goto(course.link("Tupinambá"))
    expect(page.locator("#requirements")).to_have_text("Requisitos do curso")
    expect(page.locator(".requirements")).to_contain_text("Anos de experiência indicados: 0. Mínimo necessário: 1.")

    sign_in(page, Role.SECRETARIAT)
    page.goto(f"{course.page}/applications")
    page.get_by_role("button", name="Pasar a revisión todas las completas").click()
    expect(page.get_by_text("2 postulaciones pasaron a revisión.")).to_be_visible()
    page.get_by_role("link", name="Iara Tupinambá").click()
    expect(page.locator(".requirements")).to_contain_text("Años de experiencia indicados: 0. Mínimo necesario: 1.")
    page.locator("summary", has_text="Aceptar a pesar de las reglas").click()
    page.fill("#override-reason", "Diez años en una organización de la frontera")
    page.get_by_role("button", name="Aceptar como elegible").click()
    expect(page.locator("main")).to_contain_text("Aceptada a pesar de las reglas: Años de experiencia en migraciones")
    expect(page.locator(".timeline")).to_contain_text("Diez años en una organización de la frontera")
    page.get_by_role("button", name="Pasar a revisión", exact=True).click()
    expect(page.locator("main .badge").first).to_have_text("En revisión")

    page.goto(course.link("Tupinambá"))
    expect(page.locator("main")).to_contain_text("A secretaria do curso analisou a sua candidatura")
    expect(page.locator("main")).not_to_contain_text("Diez años en una organización")


@pytest.mark.feature("A5")
def test_other_requirements_check_every_application_again(page: Page, course: Course) -> None:
    sign_in(page, Role.DIRECTOR)
    page.goto(f"{course.page}/eligibility")
    page.fill("#least", "8")
    page.get_by_role("button", name="Cambiar los requisitos y comprobar de nuevo").click()
    expect(page.get_by_role("status")).to_contain_text("Postulaciones comprobadas de nuevo: 3")
    page.goto(f"/staff/applications/{course.application('Condori')['application_id']}")
    expect(page.locator(".requirements")).to_contain_text("Mínimo necesario: 8.")
    page.goto(f"{course.page}/eligibility")
    page.fill("#least", "1")
    page.get_by_role("button", name="Cambiar los requisitos y comprobar de nuevo").click()
    expect(page.locator("main")).to_contain_text("Versión 3")


@pytest.mark.feature("A8")
def test_a_committee_is_convened_reviews_on_the_phone_and_staff_see_where_it_disagrees(
    page: Page, phone: Page, course: Course
) -> None:
    course.secretariat.post(f"{course.api}/reviews")
    sign_in(page, Role.SECRETARIAT)
    page.goto(f"{course.page}/committee")
    expect(page.locator("main")).to_contain_text("Todavía no hay nadie en el comité.")
    for email, country, institution in (
        (STAFF[Role.REVIEWER][0], "AR", "OIM, oficina de Buenos Aires"),
        (SECOND, "CL", "Universidad de la Frontera"),
    ):
        page.select_option("#member", email)
        page.select_option("#member-country", country)
        page.fill("#member-institution", institution)
        page.get_by_role("button", name="Incorporar", exact=True).click()
        expect(page.locator("main")).to_contain_text(institution)
    page.get_by_role("button", name="Asignar evaluadores").click()
    expect(page.get_by_role("status").first).to_contain_text(re.compile("Evaluaciones asignadas: [345]"))
    soon("the email", lambda: course.director.get("/emails", recipient=SECOND)["rows"] or None)

    second = Door(course.public.address, SignIn(SECOND, PASSWORD))
    rows = second.get("/reviews")["rows"]
    assert {row["country"] for row in rows} == {"BO"}
    ones = [row["review_id"] for row in rows]
    full = dict.fromkeys(("relevance", "experience", "motivation", "multiplier"), 5)
    for one in ones:
        second.change(f"/reviews/{one}", f"/reviews/{one}/submission", {"scores": full})

    sign_in(phone, Role.REVIEWER)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Mis evaluaciones")
    phone.get_by_role("link", name="Wara Condori").click()
    assert (phone.evaluate(UNNAMED), phone.evaluate(WIDER), barriers(phone)) == ([], 0, [])
    expect(phone.locator("main")).not_to_contain_text("Otras evaluaciones")
    phone.get_by_role("button", name="Enviar la evaluación").click()
    expect(phone.get_by_role("alert")).to_be_visible()
    for group in phone.locator("fieldset.part").all():
        group.get_by_role("radio").first.focus()
        phone.keyboard.press("Space")
        phone.keyboard.press("ArrowRight")
    phone.get_by_role("button", name="Enviar la evaluación").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("status")).to_contain_text("Gracias, su evaluación fue enviada.")
    phone.get_by_role("link", name="Wara Condori").click()
    expect(phone.locator("main")).to_contain_text("Otras evaluaciones")
    assert phone.goto(f"/staff/applications/{course.application('Condori')['application_id']}").status == 403

    page.goto(f"{course.page}/committee")
    row = page.locator("tr", has_text="Wara Condori")
    expect(row).to_contain_text("Las evaluaciones difieren mucho")
    row.get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("Graciela Montero Ayala")


@pytest.mark.feature("A8")
def test_a_conflict_of_interest_takes_a_reviewer_out_and_the_director_reopens_a_review(
    page: Page, phone: Page, course: Course
) -> None:
    sign_in(phone, Role.REVIEWER)
    phone.get_by_role("link", name="Ayelen Huenchumilla").click()
    phone.locator("summary", has_text="Tengo un conflicto de intereses").click()
    phone.select_option("#recusal-reason", "colleague")
    phone.get_by_role("button", name="Apartarme").click()
    expect(phone.get_by_role("link", name="Ayelen Huenchumilla")).to_have_count(0)

    sign_in(page, Role.DIRECTOR)
    page.goto(f"{course.page}/committee")
    expect(page.locator("main")).to_contain_text("Postulaciones en revisión a las que les faltan evaluadores")
    course.director.post(f"{course.api}/selection/proposal")
    page.goto(f"/staff/applications/{course.application('Condori')['application_id']}")
    card = page.locator(".card", has_text="Graciela Montero Ayala")
    expect(card).to_contain_text("Enviada y cerrada")
    card.locator("summary").click()
    card.locator("input[name=reason]").fill("La carta dice otra cosa")
    card.get_by_role("button", name="Reabrir", exact=True).click()
    expect(page.locator(".card", has_text="Graciela Montero Ayala")).to_contain_text("Por evaluar")
    phone.goto("/staff/reviews")
    phone.get_by_role("link", name="Wara Condori").click()
    expect(phone.locator("main")).to_contain_text("La carta dice otra cosa")
