"""The page: what stands on it, in which letters, and that people's words stay words."""

import unicodedata
from io import BytesIO

import pypdf
import pypdfium2
import pytest
import zxingcpp

from services.certification.pdf import CannotBeSet, Typesetter
from tests.services.certification.people import AT, CERTIFICATE, VERIFY_URL, named

PERIOD = {
    "es": "del 1 de marzo de 2027 al 15 de marzo de 2027.",
    "en": "from 1 March 2027 to 15 March 2027.",
}

DIFFICULT = [
    "Lucía Ñáñez Müller d'Ávila",
    "Guðrún Þórðardóttir",
    "Đặng Thị Ngọc",
    "Ṽ G̃uaraní Ava'i g̃",
    "Łucja Şükrü Ŷtō",
    '#read("/etc/passwd") *Ana* $x$ _y_ \\ ~ -- <z> @w // [v]',
]


def page(typesetter: Typesetter, name: str) -> bytes:
    return typesetter.set(named(name), issued_on=CERTIFICATE.certified.ends_on, verify_url=VERIFY_URL, at=AT)


def text_of(pdf: bytes) -> str:
    text: str = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    return unicodedata.normalize("NFC", text)


@pytest.mark.feature("C4")
def test_it_is_one_landscape_a4_page_that_says_everything_in_spanish_and_english(typesetter: Typesetter) -> None:
    pdf = page(typesetter, "Lucía Ñáñez Müller d'Ávila")
    document = pypdfium2.PdfDocument(pdf)

    assert (len(document), [round(side) for side in document[0].get_size()]) == (1, [842, 595])
    assert text_of(pdf).splitlines() == [
        "Organización Internacional para las Migraciones (OIM) · International Organization for Migration (IOM)",
        "Certificado / Certificate",
        "Curso Interamericano sobre Migraciones Internacionales",
        "Inter-American Course on International Migration",
        "Se certifica que",
        "This is to certify that",
        "Lucía Ñáñez Müller d'Ávila",
        "completó la edición n.º 44 del curso, de 10 horas, realizada en Mar del Plata, " + PERIOD["es"],
        "has completed edition 44 of the course, of 10 hours, held in Mar del Plata, " + PERIOD["en"],
        "Certificado n.º CIMI-44-C-0001, emitido el 15 de marzo de 2027.",
        "Certificate no. CIMI-44-C-0001, issued on 15 March 2027.",
        "Firmado electrónicamente por la Dirección del Curso. Compruebe su validez con el código o en:",
        "Electronically signed by the Direction of the Course. Check that it is valid with the code or at:",
        VERIFY_URL,
    ]


@pytest.mark.feature("C4")
@pytest.mark.parametrize("name", DIFFICULT)
def test_a_name_stands_there_letter_by_letter_and_is_never_read_as_markup(typesetter: Typesetter, name: str) -> None:
    assert typesetter.lacking(name) == []
    assert unicodedata.normalize("NFC", name) in text_of(page(typesetter, name)).splitlines()


@pytest.mark.parametrize(
    ("name", "lacking"), [("王 Li", ["王"]), ("أمل", ["أ", "ل", "م"]), ("Ana\u200b\u202e", ["\u200b", "\u202e"])]
)
def test_letters_that_cannot_be_set_are_named(typesetter: Typesetter, name: str, lacking: list[str]) -> None:
    assert typesetter.lacking(name) == lacking


def test_a_letter_without_a_sign_never_becomes_an_empty_box(typesetter: Typesetter) -> None:
    with pytest.raises(CannotBeSet, match="could not be displayed"):
        page(typesetter, "王 Li")


@pytest.mark.parametrize("letter", ["W", "W "])
def test_the_longest_name_still_fits_on_one_page(typesetter: Typesetter, letter: str) -> None:
    assert len(pypdfium2.PdfDocument(page(typesetter, letter * (120 // len(letter))))) == 1


def test_what_needs_a_second_page_is_refused(typesetter: Typesetter) -> None:
    with pytest.raises(CannotBeSet, match="more than one page"):
        page(typesetter, "Wenceslao " * 200)


@pytest.mark.feature("C8")
def test_the_code_on_the_page_leads_to_the_public_check(typesetter: Typesetter) -> None:
    picture = pypdfium2.PdfDocument(page(typesetter, CERTIFICATE.name))[0].render(scale=150 / 72).to_pil()

    assert [(code.format, code.text) for code in zxingcpp.read_barcodes(picture)] == [
        (zxingcpp.BarcodeFormat.QRCode, VERIFY_URL)
    ]


@pytest.mark.feature("C4")
def test_the_page_declares_itself_pdf_a_2b_with_every_font_embedded(typesetter: Typesetter) -> None:
    reader = pypdf.PdfReader(BytesIO(page(typesetter, CERTIFICATE.name)))
    metadata = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()  # type: ignore[index]  # untyped

    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in metadata
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    files = [font["/DescendantFonts"][0]["/FontDescriptor"].keys() & {"/FontFile2", "/FontFile3"} for font in fonts]
    assert len(files) >= 3
    assert all(files)
