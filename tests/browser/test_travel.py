"""Journeys as their people see them: two participants by their links, the travel desk, the director, the secretariat."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from services.gateway.model.account import Role
from tests.browser.barriers import barriers_beside
from tests.browser.conftest import sign_in
from tests.browser.course import Course, door, soon
from tests.browser.test_looks import UNNAMED, WIDER
from tests.services.gateway.house import House

Told = dict[str, str]

LA_PAZ, THERE = "America/La_Paz", "America/Argentina/Buenos_Aires"
OUTBOUND = {
    "direction": "outbound",
    "origin": "La Paz",
    "destination": "Mar del Plata",
    "carrier": "Boliviana de Aviación",
    "number": "OB 708",
    "departs": "2027-02-28T06:10",
    "departs_zone": LA_PAZ,
    "arrives": "2027-02-28T15:35",
    "arrives_zone": THERE,
}
HOME = {
    "direction": "return",
    "origin": "Mar del Plata",
    "destination": "La Paz",
    "carrier": "Boliviana de Aviación",
    "number": "OB 709",
    "departs": "2027-03-16T09:00",
    "departs_zone": THERE,
    "arrives": "2027-03-16T14:20",
    "arrives_zone": LA_PAZ,
}


@pytest.fixture(scope="module")
def course(house: House) -> Course:
    """Nobody has confirmed a seat yet."""
    course = Course(house, 73)
    course.publish_selection()
    return course


def own_page(course: Course, surname: str) -> str:
    """The page of somebody's application; the emails about their journey lead one page further."""
    return course.link(surname).removesuffix("/travel")


def fill_legs(page: Page, *legs: tuple[int, Told]) -> None:
    """Each leg into its row."""
    for row, leg in legs:
        page.select_option(f"#legs-{row}-direction", leg["direction"])
        for name, value in leg.items():
            if name != "direction":
                page.fill(f"#legs-{row}-{name}", value)


def ask(page: Page, link: str, source: str) -> None:
    """The participant asks for a journey."""
    page.goto(link)
    page.get_by_role("link", name="Ver mi viaje").click()
    expect(page.get_by_role("heading", name="Solicite su viaje")).to_be_visible()
    page.select_option("#funding_source", source)
    page.fill("#origin", "La Paz")
    page.fill("#outbound_on", "2027-03-16")
    page.fill("#return_on", "2027-02-28")
    page.get_by_role("button", name="Enviar la solicitud").click()
    expect(page.locator("#return_on-error")).to_have_text("La vuelta no puede ser anterior a la ida.")
    expect(page.locator("#origin")).to_have_value("La Paz")
    page.fill("#outbound_on", "2027-02-28")
    page.fill("#return_on", "2027-03-16")
    page.fill("#constraints", "Uso silla de ruedas.")
    page.get_by_role("button", name="Enviar la solicitud").click()
    expect(page.locator(".badge").first).to_have_text("Solicitado")


def journey(page: Page, course: Course, name: str) -> None:
    """The travel desk opens somebody's journey from its list."""
    page.goto(f"{course.page}/travel")
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def emails(course: Course, surname: str) -> list[str]:
    """The subjects of what somebody was written about their journey, the first first."""
    rows = course.secretariat.get("/emails", recipient=course.application(surname)["email"])["rows"]
    return [row["template"] for row in reversed(rows) if row["template"].startswith("travel-")]


def leave(page: Page) -> None:
    """Sign out."""
    page.get_by_role("button", name="Cerrar sesión").click()
    expect(page.locator("#password")).to_be_visible()


def set_budget(page: Page, course: Course) -> None:
    """The director follows what waits for them to the budget."""
    page.goto(course.page)
    page.get_by_role("link", name="Fijar el presupuesto de viajes").click()
    expect(page.get_by_text("Todavía no hay presupuesto de viajes.")).to_be_visible()
    page.fill("#ceiling_osi", "mucho")
    page.get_by_role("button", name="Guardar el presupuesto").click()
    expect(page.locator("#ceiling_osi-error")).to_have_text("Debe ser un importe, como 1250,50.")
    page.fill("#ceiling_osi", "1000")
    page.get_by_role("button", name="Guardar el presupuesto").click()
    expect(page.locator("tbody tr").first).to_contain_text("1.000,00")


def approve(page: Page, course: Course) -> None:
    """The ceiling holds; below it the travel desk approves."""
    journey(page, course, "Wara Condori")
    page.fill("#amount", "1200")
    page.get_by_role("button", name="Aprobar").click()
    expect(page.locator("#override_reason-error")).to_contain_text("supera el tope")
    page.fill("#amount", "990,50")
    page.get_by_role("button", name="Aprobar").click()
    expect(page.locator(".badge").first).to_have_text("Viaje aprobado")


def propose_late(page: Page, course: Course) -> None:
    """Legs that overlap are refused; those that do not fit the course need a reason."""
    journey(page, course, "Wara Condori")
    late = OUTBOUND | {"departs": "2027-03-01T06:10", "arrives": "2027-03-01T15:35"}
    fill_legs(page, (0, late), (2, HOME | {"departs": "2027-03-01T10:00"}))
    page.get_by_role("button", name="Proponer al participante").click()
    expect(page.locator("#legs-2-departs-error")).to_have_text("Sale antes de que llegue el tramo anterior.")
    fill_legs(page, (2, HOME))
    page.get_by_role("button", name="Proponer al participante").click()
    expect(page.locator("#waiver-error")).to_contain_text("La ida debería llegar a más tardar el día anterior")
    page.fill("#waiver", "No hay otro vuelo ese fin de semana.")
    page.get_by_role("button", name="Proponer al participante").click()
    expect(page.locator(".badge").first).to_have_text("Itinerario propuesto")
    expect(page.locator(".legs")).to_contain_text("1 mar 2027, 06:10 (La Paz, GMT-04:00)")


def wish_for_another(page: Page, course: Course) -> None:
    """The participant wishes for another itinerary."""
    page.goto(own_page(course, "Condori"))
    expect(page.get_by_text("Es su turno.")).to_be_visible()
    page.get_by_role("link", name="Ver mi viaje").click()
    page.get_by_text("Necesito otro itinerario").click()
    page.fill("#other-wish", "Prefiero llegar el domingo.")
    page.get_by_role("button", name="Pedir otro itinerario").click()
    expect(page.locator(".badge").first).to_have_text("Viaje aprobado")


def propose_again(page: Page, course: Course) -> None:
    """The travel desk reads the wish and proposes otherwise."""
    journey(page, course, "Wara Condori")
    expect(page.get_by_text("Prefiero llegar el domingo.").first).to_be_visible()
    fill_legs(page, (0, OUTBOUND))
    page.fill("#waiver", "")
    page.get_by_role("button", name="Proponer al participante").click()
    expect(page.locator(".badge").first).to_have_text("Itinerario propuesto")


def buy_ticket(page: Page, course: Course) -> None:
    """The price is in the budget at once."""
    journey(page, course, "Wara Condori")
    page.fill("#reference", "KX7P2Q")
    page.fill("#price", "980,40")
    page.get_by_role("button", name="El pasaje está comprado").click()
    expect(page.locator(".badge").first).to_have_text("Pasaje comprado")
    page.goto(f"{course.page}/travel/budget")
    expect(page.locator("tbody tr").first).to_contain_text("980,40")
    expect(page.locator("tbody tr").first).to_contain_text("10,10")


def withdraw(page: Page, course: Course) -> None:
    """The participant gives the seat up, ticket in hand."""
    page.goto(own_page(course, "Condori"))
    page.get_by_role("link", name="Ver mi viaje").click()
    expect(page.locator(".number")).to_have_text("KX7P2Q")
    page.get_by_role("link", name="CIMI-73-0001").click()
    page.get_by_text("Retirar mi postulación").click()
    page.get_by_role("button", name="Retirar", exact=True).click()
    expect(page.locator(".badge").first).to_have_text("Retirada")


def settle_cancelled(page: Page, course: Course) -> None:
    """What waits of a cancelled journey is its ticket."""
    page.goto(f"{course.page}/travel")
    expect(page.locator("tbody tr").first).to_contain_text("Cerrar los pasajes de viajes cancelados")
    journey(page, course, "Wara Condori")
    for name, value in (("what", "Multa"), ("amount", "150"), ("reference", "Nota 7")):
        page.fill(f"#receipts-0-{name}", value)
    page.get_by_role("button", name="Cerrar las cuentas").click()
    expect(page.get_by_role("heading", name="Lo que se pagó al final")).to_have_count(0)
    expect(page.get_by_text("Diferencia con lo aprobado")).to_be_visible()
    expect(page.locator(".badge").first).to_have_text("Viaje cancelado")
    page.goto(f"{course.page}/travel/budget")
    expect(page.locator("tbody tr").first).to_contain_text("850,00")


def approved(house: House, course: Course) -> None:
    """Bolivia's participant has an approved journey, unless a page has brought it there."""
    course.confirm("Condori")
    desk, director = door(house, Role.TRAVEL_DESK), door(house, Role.DIRECTOR)
    (row,) = (one for one in desk.get(f"{course.api}/travellers")["rows"] if one["name"] == "Wara Condori")
    if row["travel"]:
        return
    director.put(f"{course.api}/travel-budget", {"version": 0, "currency": "USD", "ceiling_osi": "1000"})
    wish = {"funding_source": "osi", "origin": "La Paz", "outbound_on": "2027-02-28", "return_on": "2027-03-16"}
    asked = desk.post(f"/travellers/{row['application_id']}/request", wish)
    desk.post(f"/travels/{asked['travel_id']}/approval", {"version": asked["version"], "amount": "990.50"})


@pytest.mark.feature("A17")
def test_a_journey_is_asked_for_and_approved_within_the_budget_that_the_director_sets(
    page: Page, course: Course
) -> None:
    sign_in(page, Role.TRAVEL_DESK)
    page.goto(f"{course.page}/travel")
    expect(page.get_by_text("Todavía no viaja nadie.")).to_be_visible()
    course.confirm("Condori")
    page.goto(f"{course.page}/travel")
    expect(page.locator("tbody tr")).to_contain_text("Solicitar el viaje o decir que no hace falta")
    ask(page, own_page(course, "Condori"), "osi")

    journey(page, course, "Wara Condori")
    page.fill("#amount", "1200")
    page.get_by_role("button", name="Aprobar").click()
    expect(page.locator("#override_reason-error")).to_contain_text("no tiene presupuesto de viajes")
    leave(page)
    sign_in(page, Role.DIRECTOR)
    set_budget(page, course)
    leave(page)
    sign_in(page, Role.TRAVEL_DESK)
    approve(page, course)


@pytest.mark.feature("A17")
def test_a_journey_is_planned_twice_ticketed_and_given_up_and_its_ticket_settled(
    page: Page, house: House, course: Course
) -> None:
    approved(house, course)
    sign_in(page, Role.TRAVEL_DESK)
    propose_late(page, course)
    wish_for_another(page, course)
    propose_again(page, course)
    page.goto(own_page(course, "Condori"))
    page.get_by_role("link", name="Ver mi viaje").click()
    page.get_by_role("button", name="Sí, acepto este itinerario").click()
    expect(page.locator(".badge").first).to_have_text("Itinerario acordado")
    buy_ticket(page, course)
    withdraw(page, course)
    settle_cancelled(page, course)

    told = [
        "travel-requested",
        "travel-approved",
        "travel-itinerary-proposed",
        "travel-itinerary-declined",
        "travel-itinerary-proposed",
        "travel-itinerary-accepted",
        "travel-ticketed",
        "travel-cancelled",
        "travel-settled",
    ]
    soon("an email for every change", lambda: emails(course, "Condori") == told)


@pytest.mark.feature("A17", "F2")
def test_of_a_journey_that_a_country_pays_the_participant_tells_the_itinerary_and_the_desk_sees_only_that(
    page: Page, house: House, course: Course
) -> None:
    course.confirm("Huenchumilla")
    ask(page, own_page(course, "Huenchumilla"), "national")
    days = (datetime.now(UTC) - timedelta(days=9), datetime.now(UTC) - timedelta(days=2))
    there, back = (f"{day:%Y-%m-%d}" for day in days)
    past = (
        (0, OUTBOUND | {"origin": "Santiago", "departs": f"{there}T06:10", "arrives": f"{there}T15:35"}),
        (2, HOME | {"destination": "Santiago", "departs": f"{back}T09:00", "arrives": f"{back}T14:20"}),
    )
    fill_legs(page, *past)
    page.fill("#legs-0-departs_zone", "Marte/Base")
    page.get_by_role("button", name="Enviar mi itinerario").click()
    expect(page.locator("#legs-0-departs_zone-error")).to_be_visible()
    page.fill("#legs-0-departs_zone", "America/Santiago")
    page.get_by_role("button", name="Enviar mi itinerario").click()
    expect(page.locator("#waiver-error")).to_contain_text("La vuelta debería empezar")
    page.fill("#waiver", "Viajo antes por otra reunión.")
    page.get_by_role("button", name="Enviar mi itinerario").click()
    expect(page.locator(".badge").first).to_have_text("Itinerario acordado")

    sign_in(page, Role.TRAVEL_DESK)
    expect(page.get_by_role("heading", level=1)).to_have_text("Viajeros")
    expect(page.locator("nav.menu a")).to_have_text(["Viajeros", "Presupuesto de viajes", "Ediciones"])
    journey(page, course, "Ayelen Huenchumilla")
    assert barriers_beside(page) == []
    expect(page.locator("main")).not_to_contain_text("paso fronterizo")
    page.get_by_role("button", name="Ya viajó").click()
    expect(page.locator(".badge").first).to_have_text("Viajó")
    application_id = course.application("Huenchumilla")["application_id"]
    for path in (f"/staff/applications/{application_id}", f"{course.page}/applications", f"{course.page}/selection"):
        answer = page.goto(path)
        assert answer is not None
        assert (path, answer.status) == (path, 403)
    api = door(house, Role.TRAVEL_DESK)
    (row,) = (one for one in api.get(f"{course.api}/travellers")["rows"] if one["name"] == "Ayelen Huenchumilla")
    assert api.get(f"/travels/{row['travel']['travel_id']}")["status"] == "travelled"
    page.goto(f"{course.page}/travel")
    leave(page)

    sign_in(page, Role.SECRETARIAT)
    page.goto(f"/staff/applications/{application_id}")
    expect(page.locator("section", has=page.locator("#travel"))).to_contain_text("Viajó")


@pytest.mark.feature("F15")
def test_the_pages_of_travel_name_their_fields_and_fit_a_telephone(scripted: Page, course: Course) -> None:
    scripted.set_viewport_size({"width": 360, "height": 740})
    course.confirm("Huenchumilla")
    link = f"{own_page(course, 'Huenchumilla')}/travel"
    sign_in(scripted, Role.TRAVEL_DESK)
    application_id = course.application("Huenchumilla")["application_id"]
    desk = (f"{course.page}/travel", f"{course.page}/travel/budget", f"/staff/travellers/{application_id}")
    for path in (link, *desk, "/staff/travel/editions"):
        scripted.goto(path)
        assert (path, scripted.evaluate(UNNAMED)) == (path, [])
        assert (path, scripted.locator("h1").count()) == (path, 1)
        assert (path, scripted.evaluate(WIDER)) == (path, 0)
