"""A visa letter as a page: one A4 sheet in the person's language, PDF/A-2b, set by Typst from visa_letter.typ.

People's words reach the template as JSON in `sys.inputs`, so they can only ever be text. The typesetter reads nothing
but its own template and the two type families that are installed with it: no network, no system fonts.
"""

import json
from datetime import date, datetime
from pathlib import Path

import font_source_sans_pro
import font_source_serif_pro
import typst
import zxingcpp
from babel import Locale
from babel.dates import format_date

from services.registration.model.visa_letter import VisaLetter

TEMPLATE = Path(__file__).with_name("visa_letter.typ")
LOCALES = {"es": "es_AR", "en": "en_GB", "pt": "pt_BR", "fr": "fr"}
DAYS = {"es": "d 'de' MMMM 'de' y", "en": "d MMMM y", "pt": "d 'de' MMMM 'de' y", "fr": "d MMMM y"}
FIRST_DAYS = {**DAYS, "pt": "d'º de' MMMM 'de' y", "fr": "d'er' MMMM y"}


class CannotBeSet(Exception):
    """The words of this letter do not make a sound page; trying again changes nothing."""


class Typesetter:
    """Typst with our template and fonts, made once for a process; one document at a time."""

    def __init__(self) -> None:
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[font_source_serif_pro.font_directory, font_source_sans_pro.font_directory],
        )
        self._compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts)

    def set(self, letter: VisaLetter, *, check_url: str, at: datetime) -> bytes:
        """The PDF. Raises CannotBeSet."""
        try:
            pdf = self._compiler.compile(
                format="pdf",
                sys_inputs={"letter": json.dumps(words_of(letter, check_url))},
                pdf_standards="a-2b",
                timestamp=int(at.timestamp()),
            )
        except typst.TypstError as error:
            raise CannotBeSet(error.message) from error
        if not isinstance(pdf, bytes):
            raise CannotBeSet("The typesetter made no single file.")
        return pdf


def words_of(letter: VisaLetter, check_url: str) -> dict[str, object]:
    """What the template is given: dates and countries as the language writes them, codes as they are."""
    said = letter.said
    locale = Locale.parse(LOCALES[said.language])
    return {
        "language": said.language,
        "number": letter.number,
        "made_on": long_day(letter.made_on, said.language),
        "name": said.name,
        "position": said.position,
        "institution": said.institution,
        "country": locale.territories.get(said.country, said.country),
        "ordinal": ordinal(said.ordinal, said.language),
        "city": said.city,
        "starts_on": long_day(said.starts_on, said.language),
        "ends_on": long_day(said.ends_on, said.language),
        "parts": list(said.parts),
        "check_url": check_url,
        "qr": _qr(check_url),
    }


def long_day(day: date, language: str) -> str:
    """A date as the language writes it in a letter."""
    return format_date(day, (FIRST_DAYS if day.day == 1 else DAYS)[language], locale=LOCALES[language])


def ordinal(number: int, language: str) -> str:
    """The number of the edition, as the language writes it before the name of the course."""
    match language:
        case "en":
            teen = number % 100 in (11, 12, 13)
            return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
        case "fr":
            return f"{number}{'er' if number == 1 else 'e'}"
        case "pt":
            return f"{number}º"
    return f"{number}.º"


def _qr(address: str) -> str:
    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return zxingcpp.write_barcode_to_svg(code, add_quiet_zones=True)
