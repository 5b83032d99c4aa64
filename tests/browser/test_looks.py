"""What every page owes its readers: labels, headings, room on a small screen, no complaint of the browser."""

import pytest
from playwright.sync_api import Page, expect

from services.gateway.model.account import Role
from tests.browser.conftest import sign_in

PUBLIC = ["/es/", "/verify", "/staff/sign-in"]
OPERATORS = ["/staff/messages/parked", "/staff/reconciliation", "/staff/sending-again", "/staff/chain"]
STAFF_PAGES = [
    "/staff/editions",
    "/staff/editions/new",
    "/staff/institutions",
    "/staff/institutions/new",
    "/staff/institutions/import",
    "/staff/experts",
    "/staff/emails",
    "/staff/messages",
    *OPERATORS,
]

UNNAMED = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a')]
    .filter(e => !(e.labels && e.labels.length) && !e.textContent.trim() && !e.getAttribute('aria-label'))
    .map(e => e.outerHTML)"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.feature("F15")
def test_every_field_and_button_has_a_name_and_every_page_one_heading(scripted: Page) -> None:
    sign_in(scripted, Role.SECRETARIAT)
    for path in PUBLIC + STAFF_PAGES:
        scripted.goto(path)
        assert (path, scripted.evaluate(UNNAMED)) == (path, [])
        assert (path, scripted.locator("h1").count()) == (path, 1)


@pytest.mark.feature("F15")
def test_a_keyboard_reaches_the_content_with_its_first_key(scripted: Page) -> None:
    scripted.goto("/es/")
    scripted.keyboard.press("Tab")
    expect(scripted.get_by_role("link", name="Saltar al contenido")).to_be_focused()
    scripted.keyboard.press("Enter")
    assert scripted.url.endswith("#main")


def test_on_a_telephone_nothing_needs_sideways_scrolling(scripted: Page) -> None:
    scripted.set_viewport_size({"width": 360, "height": 740})
    sign_in(scripted, Role.DIRECTOR)
    for path in PUBLIC + STAFF_PAGES:
        scripted.goto(path)
        assert (path, scripted.evaluate(WIDER)) == (path, 0)


def test_the_page_of_the_api_shows_its_routes(scripted: Page) -> None:
    scripted.goto("/api/v1/docs")
    expect(scripted.locator(".opblock").first).to_be_visible(timeout=15_000)
    assert scripted.locator(".opblock").count() > 50
