"""The pages' languages: complete catalogues, the right one chosen, dates with place and offset."""

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from flask import Flask

from services.gateway import translations
from services.gateway.web import language
from services.gateway.web.refusals import REFUSALS
from services.gateway.web.staff_refusals import STAFF_REFUSALS

EVENING = "2027-01-16T02:59:00+00:00"


@pytest.mark.feature("F14")
@pytest.mark.parametrize("code", translations.COMPLETE + translations.PUBLIC_ONLY)
def test_every_catalogue_is_complete(code: str) -> None:
    assert translations.problems(code, translations.texts()) == []


def test_a_missing_and_an_unused_translation_are_both_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    source = Catalog()
    source.add("Apply", locations=[("pages/home.py", 1)])
    kept = Catalog(locale="es")
    kept.add("Apply", "")
    kept.add("Gone", "Se fue")
    with (tmp_path / "es.po").open("wb") as file:
        write_po(file, kept)
    monkeypatch.setattr(translations, "CATALOGUES", tmp_path)
    assert translations.problems("es", source) == ["es: not translated: 'Apply'", "es: used nowhere: 'Gone'"]


@pytest.mark.parametrize(
    ("accepted", "goes_to"), [("fr-CA,fr;q=0.9", "/fr/"), ("de", "/es/"), ("", "/es/"), ("pt-BR", "/pt/")]
)
def test_the_front_door_leads_to_the_visitors_language_or_to_spanish(app: Flask, accepted: str, goes_to: str) -> None:
    assert app.test_client().get("/", headers={"Accept-Language": accepted}).location == goes_to


@pytest.mark.feature("B8")
@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("es", "15 ene 2027, 23:59 (Mar del Plata, GMT-03:00)"),
        ("en", "15 Jan 2027, 23:59 (Mar del Plata, GMT-03:00)"),
        ("pt", "15 jan. 2027, 23:59 (Mar del Plata, GMT-03:00)"),
        ("fr", "15 janv. 2027, 23:59 (Mar del Plata, GMT-03:00)"),
    ],
)
def test_a_time_is_written_with_its_place_and_offset(app: Flask, code: str, written: str) -> None:
    with app.test_request_context(f"/{code}/"):
        assert language.moment(EVENING, "America/Argentina/Buenos_Aires", "Mar del Plata") == written


def test_a_country_has_its_name_in_each_language(app: Flask) -> None:
    names = []
    for code in language.PUBLIC_LANGUAGES:
        with app.test_request_context(f"/{code}/"):
            names.append(language.country("BR"))
    assert names == ["Brasil", "Brazil", "Brasil", "Brésil"]


def test_every_refusal_has_a_sentence_of_its_own(app: Flask) -> None:
    with app.test_request_context("/en/"):
        sentences = [str(text) for text in (REFUSALS | STAFF_REFUSALS).values()]
    assert all(text.endswith(".") for text in sentences)


def test_the_language_that_was_chosen_is_kept_where_the_address_says_none(app: Flask) -> None:
    client = app.test_client()
    token = client.get("/verify").text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post("/language", data={"language": "fr", "next": "/verify", "csrf_token": token})
    assert answer.location == "/verify"
    assert "Vérifier un certificat" in client.get("/verify").text
