"""What staff do about the house itself: long lists, emails that failed, parked messages, the end of a session."""

import re
from datetime import timedelta
from typing import Any

import amqp
import pytest
from playwright.sync_api import Page, expect

from services.gateway.model.account import Role
from shared.contracts.envelope import CONTENT_TYPE, Actor, Cause, encode, wrap
from shared.contracts.registration import EditionOpened
from shared.contracts.scheduling import SessionPublished
from shared.messaging.topology import connection
from shared.storage import connect, first_id_at, new_id, now
from tests.browser.barriers import barriers_beside
from tests.browser.conftest import PostOffice, sign_in, sign_out
from tests.browser.course import NOW, Course, application_form, soon
from tests.services.gateway.house import STAFF, House

NAMES = "Ada Alba Ana Celia Dora Elsa Ema Eva Irma Luz Nora Olga Rita".split()
SURNAMES = "Ayala Bogado Caballero Duarte".split()


@pytest.fixture(scope="module")
def course(house: House) -> Course:
    """An edition with 52 applications, closed again so that no other test applies to it."""
    course = Course(house, 62)
    for surname in SURNAMES:
        for name in NAMES:
            course.public.post("/applications", application_form(course.edition_id, name, surname, "PY"))
    course.director.change(course.api, f"{course.api}/closing-of-applications")
    return course


def test_a_long_list_goes_on_on_the_next_page_and_a_search_makes_it_short(page: Page, course: Course) -> None:
    sign_in(page, Role.AUDITOR)
    page.goto(f"{course.page}/applications")
    expect(page.locator("tbody tr")).to_have_count(50)
    numbers = page.locator("tbody td:first-child").all_inner_texts()
    page.get_by_role("link", name="Página siguiente").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    numbers += page.locator("tbody td:first-child").all_inner_texts()
    assert sorted(numbers) == [f"CIMI-62-{number:04d}" for number in range(1, 53)]
    expect(page.get_by_role("link", name="Página siguiente")).to_have_count(0)
    page.fill("#q", "Bogado")
    page.get_by_role("button", name="Buscar").click()
    expect(page.locator("tbody td:first-child")).to_have_count(13)


@pytest.mark.feature("D12")
def test_the_register_of_emails_goes_on_on_the_next_page_too(page: Page, course: Course) -> None:
    soon("every receipt", lambda: len(list(course.director.pages("/emails", edition_id=course.edition_id))) == 52)
    sign_in(page, Role.AUDITOR)
    page.goto(f"/staff/emails?edition_id={course.edition_id}")
    expect(page.locator("tbody tr")).to_have_count(50)
    page.get_by_role("link", name="Página siguiente").click()
    expect(page.locator("tbody tr")).to_have_count(2)


@pytest.mark.feature("D7")
def test_an_email_that_failed_is_sent_again_by_a_button(page: Page, house: House, post_office: PostOffice) -> None:
    address = "zunilda.benitez@migraciones.example"
    post_office.closed.add(address)
    course = Course(house, 63)
    course.public.post("/applications", application_form(course.edition_id, "Zunilda", "Benítez", "PY", email=address))
    course.director.change(course.api, f"{course.api}/closing-of-applications")
    of_this = f"/staff/emails?edition_id={course.edition_id}&status="
    soon("the failure", lambda: course.director.get("/emails", recipient=address, status="failed")["rows"] or None)
    sign_in(page, Role.DIRECTOR)
    page.goto(course.page)
    page.get_by_role("link", name="Mirar los correos que fallaron").click()
    page.locator("tr", has_text=address).locator("a").click()
    expect(page).to_have_url(re.compile("/staff/emails/\\w+$"))
    expect(page.get_by_role("button", name="Enviar de nuevo")).to_have_count(0)
    email = page.url
    sign_out(page)

    post_office.closed.discard(address)
    sign_in(page, Role.SECRETARIAT)
    page.goto(email)
    expect(page.locator(".badge").first).to_have_text("Falló")
    page.get_by_role("button", name="Enviar de nuevo").click()
    soon("the delivery", lambda: course.director.get("/emails", recipient=address, status="accepted")["rows"] or None)
    page.goto(email)
    expect(page.locator(".badge").first).to_have_text("Enviado")
    expect(page.get_by_role("button", name="Enviar de nuevo")).to_have_count(0)
    page.goto(f"{of_this}failed")
    expect(page.locator("tbody tr")).to_have_count(0)


def put_into_inbox(house: House, service: str, body: bytes, content_type: str) -> None:
    """As the broker's operator, past every exchange."""
    with connection(house.settings["AMQP_URL"]) as connected:
        connected.channel().basic_publish(
            amqp.Message(body, content_type=content_type, delivery_mode=2), routing_key=f"{service}.inbox"
        )


def parked_for(course: Course, service: str, reason: str) -> str:
    def found() -> str | None:
        rows = course.director.get("/messages/parked", service=service)["rows"]
        return next((row["id"] for row in rows if row["reason"] == reason), None)

    return soon(f"the parked message of {service}", found)


@pytest.mark.feature("E6")
def test_a_message_that_nobody_can_read_is_seen_and_given_up_by_two_people(
    page: Page, house: House, course: Course
) -> None:
    put_into_inbox(house, "notifications", b"{ half a mess", CONTENT_TYPE)
    message_id = parked_for(course, "notifications", "not-json")
    sign_in(page, Role.SECRETARIAT)
    page.goto("/staff/messages")
    page.locator("tr", has_text="Correos").get_by_role("link", name="1").click()
    page.locator("tbody a").click()
    expect(page).to_have_url(re.compile(f"/staff/messages/notifications/{message_id}$"))
    expect(page.get_by_role("button", name="Repetir")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("no se puede repetir, solo descartar")
    assert barriers_beside(page) == []
    page.locator("summary", has_text="Descartar").click()
    page.fill("#discard-reason", "Una prueba del operador")
    page.get_by_role("button", name="Proponer descartarlo").click()
    expect(page.get_by_role("status")).to_contain_text("Usted propuso descartar este mensaje.")
    expect(page.get_by_role("button", name="Descartar definitivamente")).to_have_count(0)
    sign_out(page)
    sign_in(page, Role.DIRECTOR)
    page.goto(f"/staff/messages/notifications/{message_id}")
    expect(page.locator("main")).to_contain_text("Una prueba del operador")
    page.get_by_role("button", name="Descartar definitivamente").click()
    expect(page.get_by_role("status")).to_have_text("El mensaje fue descartado.")
    expect(page.locator("main")).to_contain_text("Aquí no hay nada apartado.")


def a_session() -> SessionPublished:
    return SessionPublished(
        session_id=new_id(),
        edition_id="edition",
        programme_version=1,
        module_no=1,
        day_no=1,
        starts_at=NOW,
        ends_at=NOW,
        timezone="UTC",
        room="Sala 1",
        expert_ids=[],
    )


@pytest.mark.feature("E6")
def test_messages_of_one_kind_are_counted_first_and_then_replayed_together(
    page: Page, house: House, course: Course
) -> None:
    cause = Cause(correlation_id=new_id(), causation_id="", actor=Actor(kind="system", id="", role="system"), at=NOW)
    for _ in range(3):
        spoilt = encode(wrap(a_session(), event_id=new_id(), sequence=1, cause=cause))
        put_into_inbox(house, "notifications", spoilt, "text/html")

    def parked() -> bool:
        return len(course.director.get("/messages/parked", service="notifications")["rows"]) == 3

    soon("the parked messages", parked)
    sign_in(page, Role.SECRETARIAT)
    page.goto("/staff/messages/parked")
    page.locator("tr", has_text="content-type").get_by_role("link", name="Repetir todos").click()
    expect(page.locator(".pair", has_text="Cuántos")).to_contain_text("3")
    expect(page.locator("main")).to_contain_text("Todavía no se hizo nada.")
    page.get_by_role("button", name="Repetir estos ahora").click()
    expect(page.get_by_role("status")).to_contain_text("3 mensajes fueron procesados, 0 volvieron a fallar")
    page.locator("#status").select_option("replayed")
    page.get_by_role("button", name="Buscar").click()
    expect(page.locator("tbody tr")).to_have_count(3)


def lost_yesterday(house: House) -> Any:
    """A session that scheduling published and the broker confirmed, and whose queue was deleted; answers who missed it."""
    client = connect(house.mongo_url)
    at = now() - timedelta(days=1)
    cause = Cause(correlation_id=new_id(), causation_id="", actor=Actor(kind="system", id="", role="system"), at=at)
    event = a_session()
    document = wrap(event, event_id=first_id_at(at), sequence=1, cause=cause)
    row = {"_id": document["id"], "name": event.name, "subject": event.subject, "sequence": 1, "audience": "public"}
    relayed = {"sent": at, "to": [], "round": 0, "attempts": 0, "next_at": at}
    told = {"correlation_id": cause.correlation_id, "body": encode(document).decode(), "at": at}
    client[f"{house.settings['DATABASES']}_scheduling"]["outbox"].insert_one(row | relayed | told)
    return client[f"{house.settings['DATABASES']}_notifications"]["inbox"]


@pytest.mark.feature("G7")
def test_what_a_part_has_not_heard_is_shown_and_sent_again_by_a_button(page: Page, house: House) -> None:
    inbox = lost_yesterday(house)
    before = inbox.count_documents({})
    sign_in(page, Role.SECRETARIAT)
    page.goto("/staff/messages")
    page.get_by_role("link", name="Conciliación").click()
    page.get_by_role("button", name="Comparar").click()
    expect(page.get_by_role("heading", name="Faltan: 1")).to_be_visible()
    expect(page.locator("tbody tr")).to_contain_text("scheduling.session.published.v1")
    page.get_by_role("button", name="Enviar de nuevo lo que falta").click()
    expect(page.get_by_role("status")).to_contain_text("Se envían de nuevo 1 eventos.")
    soon("the hearing", lambda: inbox.count_documents({}) > before)
    page.get_by_role("button", name="Comparar").click()
    expect(page.locator("main")).to_contain_text("No falta nada.")


@pytest.mark.feature("E5")
def test_old_events_are_counted_first_and_then_sent_to_one_subscriber(page: Page, course: Course) -> None:
    sign_in(page, Role.SECRETARIAT)
    page.goto("/staff/sending-again")
    page.locator("#to").select_option("ext.example.inbox")
    page.locator("#service").select_option("registration")
    page.fill("#event-names", "registration.edition.opened.v1")
    page.fill("#subject", course.edition_id)
    page.get_by_role("button", name="Primero contar").click()
    expect(page.locator("main")).to_contain_text("Se enviarían 1 eventos.")
    page.get_by_role("button", name="Enviar estos de nuevo").click()
    expect(page.get_by_role("status")).to_contain_text("Se envían de nuevo 1 eventos.")


@pytest.mark.feature("G2")
def test_from_an_application_one_click_shows_all_it_led_to(page: Page, course: Course) -> None:
    row = course.director.get(f"{course.api}/applications")["rows"][0]
    sign_in(page, Role.DIRECTOR)
    page.goto(f"/staff/applications/{row['application_id']}")
    page.get_by_role("link", name="Lo que esto produjo en todas las partes").click()
    expect(page.locator("h1")).to_contain_text(row["number"])
    expect(page.locator("main")).to_contain_text("registration.application.submitted.v1")
    expect(page.locator("main")).to_contain_text("notifications.tell_application_submitted")
    page.locator(".chain a", has_text=row["number"]).first.click()
    page.locator("dd a code").last.click()
    expect(page.locator("main")).to_contain_text("submit application")


@pytest.mark.feature("E6")
def test_a_message_that_was_spoilt_on_the_way_takes_effect_when_it_is_replayed(
    page: Page, house: House, course: Course
) -> None:
    """The envelope is whole; only what it was sent as was wrong, so the consumer would not look at it."""
    edition_id, spoilt = an_edition_opened_in_a_spoilt_message(course)
    put_into_inbox(house, "scheduling", spoilt, "text/plain")
    message_id = parked_for(course, "scheduling", "content-type")
    sign_in(page, Role.DIRECTOR)
    page.goto(f"/staff/editions/{edition_id}/programme")
    expect(page.locator("main")).to_contain_text("Todavía no hay programa.")
    page.goto(f"/staff/messages/scheduling/{message_id}")
    page.get_by_role("button", name="Repetir").click()
    expect(page.get_by_role("status")).to_have_text("El mensaje fue procesado.")
    expect(page.locator("main")).to_contain_text("Aquí no hay nada apartado.")
    page.goto(f"/staff/editions/{edition_id}/programme")
    expect(page.locator(".badge").first).to_have_text("Borrador")

    page.goto(f"/staff/editions/{edition_id}")
    page.locator("summary", has_text="Cancelar la edición").click()
    page.fill("#cancel-reason", "Falta de fondos")
    page.locator("form", has=page.locator("#cancel-reason")).get_by_role("button").click()
    expect(page.get_by_role("heading", name="Hacer avanzar la edición")).to_have_count(0)
    soon(
        "the programme's end",
        lambda: course.director.get(f"/editions/{edition_id}/programme")["status"] == "cancelled",
    )
    page.goto(f"/staff/editions/{edition_id}/programme")
    expect(page.locator(".badge").first).to_have_text("Cancelado con la edición")
    expect(page.locator("main form")).to_have_count(0)


def an_edition_opened_in_a_spoilt_message(course: Course) -> tuple[str, bytes]:
    """A new edition in preparation, and the news of its opening."""
    like = course.director.get(course.api)
    kept = ("year", "starts_on", "ends_on", "seats", "country_cap", "countries", "application_opens_at")
    dates = ("application_closes_at", "endorsement_due_on", "promotion_cutoff")
    made = course.director.post("/editions", {"ordinal": 64} | {name: like[name] for name in (*kept, *dates)})
    told = {name: made[name] for name in EditionOpened.__dataclass_fields__ if name in made}
    event = EditionOpened.from_data(told)
    actor = Actor(kind="system", id="", role="system")
    cause = Cause(correlation_id=new_id(), causation_id=new_id(), actor=actor, at=NOW)
    return made["edition_id"], encode(wrap(event, event_id=new_id(), sequence=1, cause=cause))


def test_who_signs_out_is_out_and_the_audit_says_so(page: Page) -> None:
    sign_in(page, Role.DIRECTOR)
    page.goto("/staff/audit")
    sign_out(page)
    page.go_back()
    expect(page.get_by_role("button", name="Cerrar sesión")).to_have_count(0)
    page.goto("/staff/audit")
    expect(page).to_have_url(re.compile(r"/staff/sign-in\?next=/staff/audit$"))
    expect(page.get_by_role("button", name="Cerrar sesión")).to_have_count(0)
    sign_in(page, Role.AUDITOR)
    page.goto("/staff/audit")
    rows = page.locator("tbody tr")
    expect(rows.nth(0)).to_contain_text("gateway.sign_in")
    expect(rows.nth(1)).to_contain_text("gateway.sign_out")
    expect(rows.nth(1)).to_contain_text(STAFF[Role.DIRECTOR][0])
