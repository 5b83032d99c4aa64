"""Every email reads well in every language, and no placeholder is missing or left over."""

import dataclasses
import html
import re
import shutil
from pathlib import Path

import pytest
import yaml
from jinja2 import UndefinedError

from services.notifications.model.known import LANGUAGES, language_of
from services.notifications.model.status_emails import STATUS_EMAILS, StatusEmail
from services.notifications.rendering import FOLDER, Rendered, Templates
from services.notifications.use_cases import say
from services.notifications.wording import FOLDER as WORDS
from services.notifications.wording import words
from shared.contracts.certification import CompletionRefused
from shared.contracts.registration import (
    CALLED_OFF_BECAUSE,
    GIVEN_UP_BECAUSE,
    INELIGIBLE_BECAUSE,
    OFFER_EXTENDED_BECAUSE,
    REJECTED_BECAUSE,
    SEAT_GIVEN_UP,
    TAKEN_BACK_BECAUSE,
    TRAVEL_CANCELLED_BECAUSE,
    TRAVEL_REFUSED_BECAUSE,
    ApplicationReturned,
    ApplicationSelected,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CallSent,
    NominationInvited,
    NominationRequested,
)
from shared.contracts.scheduling import ExpertAssigned
from tests.services.notifications.people import EDITION, LINKS, QUISPE, SESSIONS, about, fact, told

ROWS = {row.event: row for row in STATUS_EMAILS}


TEMPLATES = [(row, template) for row in STATUS_EMAILS for template in row.templates]


def rendered(
    row: StatusEmail, language: str, templates: Templates | None = None, template: str = "", **said: object
) -> Rendered:
    person = told(row, language) if template in ("", row.template) else about(language)
    values = say.values(fact(row.event, **said), person, EDITION, language, links=LINKS)
    return (templates or Templates()).render(template or row.template, language, values)


@pytest.mark.feature("D1")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("row", "template"), TEMPLATES, ids=[template for _, template in TEMPLATES])
def test_every_email_renders_in_every_language(row: StatusEmail, template: str, language: str) -> None:
    one = rendered(row, language, template=template)
    assert one.subject
    assert "\n" not in one.subject
    assert words(language).course(44) in " ".join(one.text.split())
    assert re.findall(r"\{[{%]|[%}]\}|None|  ", one.subject + one.text.replace("\n  ", "\n")) == []
    assert f'<html lang="{language}">' in one.html
    in_html = {html.unescape(link) for link in re.findall(r'href="([^"]+)"', one.html)}
    assert in_html == set(re.findall(r"https://\S+", one.text)) != set()


@pytest.mark.parametrize("template", [template for _, template in TEMPLATES])
def test_a_translation_says_all_that_the_others_say(template: str) -> None:
    said = {language: Templates().placeholders(template, language) for language in LANGUAGES}
    assert said == dict.fromkeys(LANGUAGES, said["es"])


def test_every_template_belongs_to_a_row_and_has_our_languages_and_no_other() -> None:
    files = {str(path.relative_to(FOLDER)) for path in FOLDER.glob("*/*.txt")}
    folders = [*(template for _, template in TEMPLATES), "layout"]
    assert files == {f"{folder}/{language}.txt" for folder in folders for language in LANGUAGES}


def test_the_words_of_every_language_cover_the_same_codes() -> None:
    read = {language: yaml.safe_load((WORDS / f"{language}.yml").read_text("utf-8")) for language in LANGUAGES}
    keys = {
        language: {name: sorted(said) if isinstance(said, dict) else "" for name, said in one.items()}
        for language, one in read.items()
    }
    assert keys == dict.fromkeys(LANGUAGES, keys["es"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_that_can_be_published_has_words_except_other(language: str) -> None:
    of_applications = {*INELIGIBLE_BECAUSE, *GIVEN_UP_BECAUSE, *TAKEN_BACK_BECAUSE, CALLED_OFF_BECAUSE}
    of_applications = (of_applications | {*OFFER_EXTENDED_BECAUSE}) - {"other"}
    of_documents = {*REJECTED_BECAUSE} - {"other"}
    of_certificates = {"error", "fraud", "withdrawn_by_authority"}
    of_journeys = {*TRAVEL_REFUSED_BECAUSE, *TRAVEL_CANCELLED_BECAUSE, SEAT_GIVEN_UP} - {"other"}
    assert set(words(language).said["reasons"]) == of_applications | of_documents | of_certificates | of_journeys


@pytest.fixture
def own(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "emails")
    return tmp_path / "emails"


def test_a_placeholder_that_nobody_fills_stops_the_email(own: Path) -> None:
    source = own / "application-selected" / "pt.txt"
    source.write_text(source.read_text("utf-8") + "\n{{ hotel }}\n", "utf-8")
    with pytest.raises(UndefinedError, match="'hotel' is undefined"):
        rendered(ROWS[ApplicationSelected], "pt", Templates(own))


@pytest.mark.parametrize(
    ("language", "subject", "until"),
    [
        (
            "es",
            "[Se requiere su acción] Confirme su plaza a más tardar el 15 de enero de 2027",
            "viernes 15 de enero de 2027, 23:59 (Mar del Plata, UTC-3)",
        ),
        (
            "en",
            "[Action required] Confirm your seat by 15 January 2027",
            "Friday 15 January 2027, 23:59 (Mar del Plata, UTC-3)",
        ),
        (
            "pt",
            "[Ação necessária] Confirme a sua vaga até 15 de janeiro de 2027",
            "sexta-feira, 15 de janeiro de 2027, 23:59 (Mar del Plata, UTC-3)",
        ),
        (
            "fr",
            "[Action requise] Confirmez votre place au plus tard le 15 janvier 2027",
            "vendredi 15 janvier 2027, 23:59 (Mar del Plata, UTC-3)",
        ),
    ],
)
@pytest.mark.feature("D2")
def test_an_offer_says_what_to_do_until_when_and_where_that_is(language: str, subject: str, until: str) -> None:
    one = rendered(ROWS[ApplicationSelected], language)
    assert one.subject == subject
    assert until in " ".join(one.text.split())


def test_the_first_of_a_month_is_written_as_each_language_does() -> None:
    firsts = {language: str(words(language).day(EDITION.starts_on)) for language in LANGUAGES}
    assert firsts == {
        "es": "lunes 1 de marzo de 2027",
        "en": "Monday 1 March 2027",
        "pt": "segunda-feira, 1º de março de 2027",
        "fr": "lundi 1er mars 2027",
    }


@pytest.mark.parametrize(
    ("ordinal", "name"), [(1, "1st"), (2, "2nd"), (11, "11th"), (43, "43rd"), (44, "44th"), (112, "112th")]
)
def test_an_edition_has_its_english_ordinal(ordinal: int, name: str) -> None:
    assert words("en").course(ordinal) == f"{name} Inter-American Course on International Migration"


@pytest.mark.parametrize("asked", [("qu", "es"), ("", "es"), ("PT-br", "pt"), ("fr_HT", "fr"), ("en", "en")])
@pytest.mark.feature("D2")
def test_a_language_we_do_not_write_becomes_spanish(asked: tuple[str, str]) -> None:
    assert language_of(asked[0]) == asked[1]


def test_what_is_missing_is_a_list_and_nothing_missing_is_no_list() -> None:
    some = rendered(ROWS[ApplicationSubmitted], "en").text
    none = rendered(ROWS[ApplicationSubmitted], "en", missing=[]).text
    assert "- your statement of motivation\n" in some
    assert "still need" not in none
    assert "- " not in none


def test_a_reason_without_words_is_left_out() -> None:
    assert "Reason on record: duties at work." in rendered(ROWS[ApplicationWithdrawn], "en").text
    assert "Reason" not in rendered(ROWS[ApplicationWithdrawn], "en", reason_code="other").text


def test_what_to_correct_stands_on_the_applicants_page_and_not_in_the_email() -> None:
    one = rendered(ROWS[ApplicationReturned], "en")
    assert "Your page says what to correct" in one.text
    assert "https://cimi.example/en/my/" in one.text


def test_an_expert_reads_when_where_and_what_to_teach() -> None:
    text = " ".join(rendered(ROWS[ExpertAssigned], "fr").text.split())
    assert (
        "- mercredi 3 mars 2027, 09:00 à 11:30 (Mar del Plata, UTC-3) : "
        "Module III : Protection internationale des personnes migrantes. Sala Alfonsina"
    ) in text


def test_a_focal_point_reads_who_applies_and_gets_a_link_of_their_own() -> None:
    one = rendered(ROWS[NominationRequested], "es")
    assert one.subject == (
        "[Se requiere su acción] Avale la postulación de María Fernanda Quispe Huamán a más tardar el 11 de diciembre de 2026"
    )
    assert "https://cimi.example/es/endorse/" in one.text
    assert "/my/" not in one.text


@pytest.mark.feature("A3")
def test_an_institution_is_called_by_its_name_until_its_last_day() -> None:
    one = rendered(ROWS[CallSent], "en")
    assert one.subject == (
        "[Action required] Nominate officials of Superintendencia Nacional de Migraciones by 11 December 2026"
    )
    assert "https://cimi.example/en/call/" in one.text


@pytest.mark.feature("A4")
def test_a_nominated_official_reads_who_nominates_them_and_until_when_to_apply() -> None:
    one = rendered(ROWS[NominationInvited], "fr")
    assert "Superintendencia Nacional de Migraciones (Pérou) vous désigne" in " ".join(one.text.split())
    assert "vendredi 11 décembre 2026, 23:59 (Mar del Plata, UTC-3)" in " ".join(one.text.split())
    assert "https://cimi.example/fr/nominated/" in one.text


def test_hours_are_written_as_hours() -> None:
    text = " ".join(rendered(ROWS[CompletionRefused], "en").text.split())
    assert "You attended 30 h 15 min of sessions and at least 44 h 24 min are needed" in text


HOSTILE = "Rosa <script>alert(1)</script>\n\n[Gane un viaje](https://evil.example)\n\n- {{ 7 * 7 }}"


def test_what_people_wrote_stays_text_in_both_parts() -> None:
    row = ROWS[NominationRequested]
    hostile = dataclasses.replace(told(row, "es"), official=dataclasses.replace(QUISPE, full_name=HOSTILE))
    values = say.values(fact(row.event), hostile, EDITION, "es", links=LINKS)
    one = Templates().render(row.template, "es", values)
    flat = "Rosa <script>alert(1)</script> [Gane un viaje](https://evil.example) - {{ 7 * 7 }}"
    assert f"{flat} se postuló" in " ".join(one.text.split())
    assert "<script>" not in one.html
    assert "https://evil.example" not in re.findall(r'href="([^"]+)"', one.html)
    assert one.html.count("<ul") == 0


def test_a_room_cannot_become_a_second_session() -> None:
    row = ROWS[ExpertAssigned]
    hostile = (dataclasses.replace(SESSIONS[0], room="Sala A\n- Sala B"),)
    values = say.values(
        fact(row.event), dataclasses.replace(told(row, "es"), sessions=hostile), EDITION, "es", links=LINKS
    )
    one = Templates().render(row.template, "es", values)
    assert one.html.count("<li") == len(re.findall(r"^- ", one.text, re.MULTILINE)) == 1


def test_a_name_cannot_break_the_subject_line() -> None:
    row = ROWS[NominationRequested]
    hostile = dataclasses.replace(QUISPE, full_name="María\r\nBcc: todos@evil.example")
    person = dataclasses.replace(told(row, "es"), official=hostile)
    values = say.values(fact(row.event), person, EDITION, "es", links=LINKS)
    assert "María Bcc: todos@evil.example" in Templates().render(row.template, "es", values).subject
