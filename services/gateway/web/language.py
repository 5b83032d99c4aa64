"""In which language a page speaks, and how it writes dates, times and countries."""

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, get_timezone_gmt
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, request, session
from flask_babel import Babel, Domain, get_locale

from services.gateway.web.door import account
from services.gateway.web.guard import is_api

PUBLIC_LANGUAGES = ("es", "en", "pt", "fr")
STAFF_LANGUAGES = ("es", "en")
NAMES = {"es": "Español", "en": "English", "pt": "Português", "fr": "Français"}
DEFAULT = "es"
CATALOGUES = Path(__file__).parent.parent / "translations"


class PoCatalogues(Domain):  # type: ignore[misc]  # flask_babel has no type hints
    """The committed .po files, read as they are: nothing to compile, nothing that can be out of date."""

    def get_translations(self) -> NullTranslations:
        """The catalogue of the request's language."""
        language = str(get_locale())
        if language not in self.cache:
            self.cache[language] = read_catalogue(language)
        return self.cache[language]  # type: ignore[no-any-return]  # as above


def read_catalogue(language: str) -> NullTranslations:
    """The translations of a language; English is what the program is written in."""
    path = CATALOGUES / f"{language}.po"
    if not path.is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as text:
        write_mo(compiled, read_po(text, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def chosen_language() -> str:
    """The address says it; else the account; else what was chosen before; else the browser; else Spanish."""
    if is_api():
        return request.accept_languages.best_match(("en", *PUBLIC_LANGUAGES)) or "en"
    first = request.path.split("/")[1]
    if first in PUBLIC_LANGUAGES:
        return first
    offered = STAFF_LANGUAGES if first == "staff" else PUBLIC_LANGUAGES
    staff = account()
    for wanted in (session.get("language"), staff.language if staff else None):
        if wanted in offered:
            return str(wanted)
    return request.accept_languages.best_match(offered) or DEFAULT


def language() -> str:
    """The language of the page being made."""
    return str(get_locale())


def day(value: str | None) -> str:
    """A date: "lunes, 8 de marzo de 2027"."""
    return format_date(date.fromisoformat(value), "full", locale=language()) if value else ""


def birthday(value: str) -> str:
    """`MM-DD` as a day of some year: 17 de abril."""
    return str(format_skeleton("MMMMd", date.fromisoformat(f"2000-{value}"), locale=language()))


def short_day(value: str | None) -> str:
    """A date or a moment's date, short: "8 mar 2027"."""
    return format_date(date.fromisoformat(value[:10]), "medium", locale=language()) if value else ""


def moment(value: str | None, timezone: str = "America/Argentina/Buenos_Aires", place: str = "") -> str:
    """A time with its place and offset: "8 de marzo de 2027, 23:59 (Mar del Plata, GMT-03:00)"."""
    if not value:
        return ""
    then = datetime.fromisoformat(value).astimezone(ZoneInfo(timezone))
    written = format_datetime(then, "d MMM y, HH:mm", tzinfo=ZoneInfo(timezone), locale=language())
    return f"{written} ({place or _city(timezone)}, {get_timezone_gmt(then, locale='en')})"


def clock(value: str, timezone: str) -> str:
    """The hour and minute of a time, where the course is."""
    return datetime.fromisoformat(value).astimezone(ZoneInfo(timezone)).strftime("%H:%M")


def whole(value: int) -> str:
    """A whole number, in groups of three as the language has them."""
    return format_decimal(value, locale=language())


def money(value: str | None, currency: str) -> str:
    """An amount: "US$ 1.250,50"; without a currency as long as there is no budget."""
    if value is None:
        return ""
    amount = Decimal(value)
    return (
        format_currency(amount, currency, locale=language()) if currency else format_decimal(amount, locale=language())
    )


def country(code: str) -> str:
    """A country's name."""
    return str(Locale.parse(language()).territories.get(code, code))


def language_name(code: str) -> str:
    """A language's own name."""
    return NAMES.get(code, code)


def install(app: Flask) -> None:
    """Make pages speak."""
    babel = Babel(app, locale_selector=chosen_language, default_locale=DEFAULT)
    babel.domain_instance = PoCatalogues()
    for written in (birthday, day, short_day, moment, clock, whole, country, language_name, money):
        app.jinja_env.filters[written.__name__] = written


def _city(timezone: str) -> str:
    return timezone.rsplit("/", 1)[-1].replace("_", " ")
