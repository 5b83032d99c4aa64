"""A certificate as a page: one landscape A4 sheet, PDF/A-2b, set by Typst from certificate.typ.

People's words reach the template as JSON in `sys.inputs`, so they can only ever be text. The typesetter reads nothing
but its own folder and the two type families that are installed with it: no network, no system fonts.
"""

import json
import unicodedata
from datetime import date, datetime
from pathlib import Path

import font_source_sans_pro
import font_source_serif_pro
import typst
import zxingcpp
from babel.dates import format_date
from fontTools.ttLib import TTFont

from services.certification.model.certificate import Certificate

TEMPLATE = Path(__file__).with_name("certificate.typ")
NAME_FACE = ("Source Serif Pro", 600, "normal")
LONG_DATES = {"es": "d 'de' MMMM 'de' y", "en": "d MMMM y"}


class CannotBeSet(Exception):
    """This certificate's text does not make a sound page; trying again changes nothing."""


class Typesetter:
    """Typst with our template and fonts, made once for a process; one document at a time."""

    def __init__(self) -> None:
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[font_source_serif_pro.font_directory, font_source_sans_pro.font_directory],
        )
        faces = [font for font in fonts.fonts() if (font.family, font.weight, font.style) == NAME_FACE]
        self._signs = set.intersection(*(_signs(font.path) for font in faces if font.path))
        self._compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts)

    def lacking(self, name: str) -> list[str]:
        """The characters of `name` that cannot be set: no sign in the typeface, or no sign at all (controls)."""
        return sorted({character for character in name if not self._can_set(character)})

    def set(self, certificate: Certificate, *, issued_on: date, verify_url: str, at: datetime) -> bytes:
        """The PDF, not signed yet. Raises CannotBeSet."""
        certified = certificate.certified
        words = {
            "name": certificate.name,
            "number": certificate.number,
            "ordinal": certified.ordinal,
            "hours": certified.hours,
            "city": certified.city,
            "starts_on": _long(certified.starts_on),
            "ends_on": _long(certified.ends_on),
            "issued_on": _long(issued_on),
            "verify_url": verify_url,
            "qr": _qr(verify_url),
        }
        try:
            pdf = self._compiler.compile(
                format="pdf",
                sys_inputs={"certificate": json.dumps(words)},
                pdf_standards="a-2b",
                timestamp=int(at.timestamp()),
            )
        except typst.TypstError as error:
            raise CannotBeSet(error.message) from error
        if not isinstance(pdf, bytes):
            raise CannotBeSet("The typesetter made no single file.")
        return pdf

    def _can_set(self, character: str) -> bool:
        if unicodedata.category(character).startswith(("C", "Zl", "Zp")):
            return False
        parts = unicodedata.normalize("NFD", character)
        return ord(character) in self._signs or all(ord(part) in self._signs for part in parts)


def _signs(font_path: str) -> set[int]:
    with TTFont(font_path, lazy=True) as font:
        return set(font.getBestCmap())


def _long(day: date) -> dict[str, str]:
    return {language: format_date(day, pattern, locale=language) for language, pattern in LONG_DATES.items()}


def _qr(address: str) -> str:
    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return zxingcpp.write_barcode_to_svg(code, add_quiet_zones=True)
