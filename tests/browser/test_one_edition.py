"""One edition by its pages alone, as people see them, without JavaScript."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services.gateway.model.account import Role
from tests.browser.conftest import sign_in, sign_out
from tests.browser.course import close_others, door, link_to
from tests.services.gateway.house import House

NOW = datetime.now(UTC)


@pytest.mark.feature("A4", "A9", "A13", "D12", "F14")
def test_an_official_applies_is_endorsed_selected_and_confirms(page: Page, house: House, tmp_path: Path) -> None:
    letter = tmp_path / "nota.pdf"
    letter.write_bytes(b"%PDF-1.7 nota verbal")
    close_others(house)
    sign_in(page, Role.SECRETARIAT)
    page.goto("/staff/editions/new")
    for name, value in {
        "ordinal": "44",
        "year": "2027",
        "starts_on": "2027-03-01",
        "ends_on": "2027-03-15",
        "application_opens_at": f"{NOW - timedelta(days=1):%Y-%m-%dT%H:%M}",
        "application_closes_at": f"{NOW + timedelta(days=5):%Y-%m-%dT%H:%M}",
        "endorsement_due_on": f"{NOW + timedelta(days=9):%Y-%m-%d}",
        "promotion_cutoff": f"{NOW + timedelta(days=20):%Y-%m-%d}",
    }.items():
        page.fill(f"#{name}", value)
    page.click("main button")
    page.get_by_role("button", name="Abierta a postulaciones").click()
    expect(page.locator(".stages .now")).to_have_text("Abierta a postulaciones")
    edition = page.url

    page.goto("/fr/")
    page.get_by_role("link", name="Poser sa candidature").click()
    for label, value in {
        "Prénoms": "Marie-Ève",
        "Premier nom de famille": "Désir",
        "Institution": "Office national de la migration",
        "Fonction": "Analyste",
        "Années d’expérience en matière de migrations": "7",
        "Pourquoi voulez-vous participer ?": "Je travaille à la frontière et je veux comparer nos pratiques." * 2,
        "Nom de la personne de votre institution qui vous soutient": "Jean Baptiste",
        "Son adresse électronique officielle": "jean.baptiste@onm.example",
    }.items():
        page.get_by_label(label).first.fill(value)
    page.fill("#email", "marie.desir@onm.example")
    page.select_option("#country", "HT")
    page.select_option("#ministry_kind", "interior")
    page.select_option("#field_of_work", "borders")
    page.get_by_label("Français", exact=True).check()
    page.set_input_files("#letter", letter)
    page.get_by_role("button", name="Envoyer la candidature").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci, nous avons reçu votre candidature")

    secretariat = door(house, Role.SECRETARIAT)
    page.goto(link_to(secretariat, "jean.baptiste@onm.example", "endorse"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Marie-Ève Désir")
    page.locator("main form button").first.click()
    expect(page.get_by_role("status")).to_be_visible()

    page.goto(f"{edition}/applications")
    page.get_by_role("button", name="Pasar a revisión todas las completas").click()
    expect(page.get_by_text("1 postulación pasó a revisión.")).to_be_visible()
    page.goto(edition)
    page.get_by_role("button", name="Cerrar las postulaciones").click()
    expect(page.get_by_text("Volver a recibir postulaciones")).to_be_visible()
    page.goto(f"{edition}/selection")
    page.get_by_role("button", name="Proponer una selección").click()
    expect(page.locator("#proof")).to_be_visible()
    expect(page.get_by_role("link", name="Publicar…")).to_have_count(0)
    sign_out(page)
    sign_in(page, Role.DIRECTOR)
    page.goto(f"{edition}/selection")
    page.get_by_role("link", name="Publicar…").click()
    page.get_by_role("button", name="Publicar ahora").click()
    expect(page.locator(".stages .now")).to_have_text("Selección publicada")

    page.goto(link_to(secretariat, "marie.desir@onm.example", "my"))
    page.get_by_role("button", name="Oui, je confirme ma place").click()
    expect(page.locator(".badge").first).to_have_text("Place confirmée")

    row = secretariat.get(f"/editions/{edition.rpartition('/')[2]}/applications")["rows"][0]
    page.goto(f"/staff/applications/{row['application_id']}")
    page.get_by_role("link", name=re.compile("place")).first.click()
    expect(page.frame_locator("iframe.letter").locator("body")).to_contain_text("Marie-Ève")
