"""The invitation letter: what stands on it in each language, and that people's words stay words."""

import unicodedata
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
import zxingcpp

from services.registration.model.states import Status
from services.registration.model.visa_letter import Said, VisaLetter, say, standing
from services.registration.pdf import CannotBeSet, Typesetter, long_day, ordinal
from tests.services.registration.invented import AT, application, edition

CHECK = "https://cimi.example.org/letters/K7W2QZ4XN5T8B3HM"

SAID = Said(
    name="Rosa María Quispe Ñahui",
    position="Analista",
    institution="Dirección de Extranjería",
    country="HT",
    language="es",
    ordinal=44,
    city="Mar del Plata",
    starts_on=date(2027, 3, 1),
    ends_on=date(2027, 3, 15),
    parts=("lodging", "meals"),
)
LETTER = VisaLetter(
    id="letter-1",
    application_id="application-1",
    edition_id="edition-44",
    number="CIMI-44-0007-V1",
    verify_id="K7W2QZ4XN5T8B3HM",
    said=SAID,
    made_on=date(2027, 2, 1),
    pdf_sha256="",
)

NAMED = {
    "es": (
        "Rosa María Quispe Ñahui",
        "44.º Curso Interamericano sobre Migraciones Internacionales",
        "del 1 de marzo de 2027 al 15 de marzo de 2027",
        "Haití",
        "alojamiento, comidas",
    ),
    "en": (
        "Guðrún Þórðardóttir Đặng",
        "44th Inter-American Course on International Migration",
        "from 1 March 2027 to 15 March 2027",
        "Haiti",
        "lodging, meals",
    ),
    "pt": (
        "João Conceição d'Ávila G̃uaraní",
        "44º Curso Interamericano sobre Migrações Internacionais",
        "de 1º de março de 2027 a 15 de março de 2027",
        "Haiti",
        "hospedagem, refeições",
    ),
    "fr": (
        "Loïc Œuvré-Gençay",
        "44e Cours interaméricain sur les migrations internationales",
        "du 1er mars 2027 au 15 mars 2027",
        "Haïti",
        "hébergement, repas",
    ),
}


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


def page(typesetter: Typesetter, said: Said) -> bytes:
    return typesetter.set(replace(LETTER, said=said), check_url=CHECK, at=AT)


def text_of(pdf: bytes) -> str:
    """The words of the page, with hyphens at the end of lines taken out."""
    text: str = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    joined = text.replace("\ufffe\r\n", "").replace("\ufffe", "").replace("\u00ad\r\n", "")
    return unicodedata.normalize("NFC", " ".join(joined.split()))


@pytest.mark.feature("A18")
@pytest.mark.parametrize("language", list(NAMED))
def test_it_is_one_a4_page_that_says_everything_in_the_persons_language(typesetter: Typesetter, language: str) -> None:
    name, course, dates, country, parts = NAMED[language]
    pdf = page(typesetter, replace(SAID, name=name, language=language))
    document = pypdfium2.PdfDocument(pdf)
    assert (len(document), [round(side) for side in document[0].get_size()]) == (1, [595, 842])
    text = text_of(pdf)
    for words in (name, course, dates, country, parts, "CIMI-44-0007-V1", CHECK, "Dirección de Extranjería"):
        assert words in text, text
    seen = document[0].render(scale=3).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(seen)] == [CHECK]


def test_who_takes_no_part_of_the_offer_is_not_promised_any(typesetter: Typesetter) -> None:
    text = text_of(page(typesetter, replace(SAID, parts=())))
    assert "corren por cuenta de la institución" in text
    assert "cubre" not in text


def test_what_people_wrote_is_set_as_text(typesetter: Typesetter) -> None:
    hostile = '#read("/etc/passwd") *Ana* $x$ _y_ \\ ~ -- <z> @w'
    assert hostile in text_of(page(typesetter, replace(SAID, institution=hostile)))


def test_a_letter_of_more_than_a_page_is_not_made(typesetter: Typesetter) -> None:
    with pytest.raises(CannotBeSet, match="more than one page"):
        page(typesetter, replace(SAID, institution="Dirección General " * 300))


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("es", "1 de enero de 2027", "2 de enero de 2027"),
        ("en", "1 January 2027", "2 January 2027"),
        ("pt", "1º de janeiro de 2027", "2 de janeiro de 2027"),
        ("fr", "1er janvier 2027", "2 janvier 2027"),
    ],
)
def test_dates_are_written_as_each_language_writes_them(language: str, first: str, second: str) -> None:
    assert [long_day(date(2027, 1, day), language) for day in (1, 2)] == [first, second]


def test_the_number_of_an_edition_is_written_as_each_language_writes_it() -> None:
    assert [ordinal(number, "en") for number in (41, 42, 43, 44, 111)] == ["41st", "42nd", "43rd", "44th", "111th"]
    assert [ordinal(number, "fr") for number in (1, 44)] == ["1er", "44e"]
    assert (ordinal(44, "es"), ordinal(44, "pt")) == ("44.º", "44º")


@pytest.mark.feature("A18")
def test_a_letter_holds_while_the_person_is_invited_and_what_it_says_is_so() -> None:
    confirmed, of = application(Status.CONFIRMED), edition()
    letter = replace(LETTER, said=say(confirmed, of))
    assert standing(letter, confirmed, of) == "valid"
    assert standing(letter, confirmed, replace(of, city="Buenos Aires")) == "outdated"
    assert standing(letter, application(Status.WITHDRAWN), of) == "void"
    assert standing(replace(letter, replaced_by="CIMI-44-0007-V2"), confirmed, of) == "replaced"
