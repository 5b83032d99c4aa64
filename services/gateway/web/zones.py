"""A deadline where the course is, and what time that is where the reader is."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_timezone_gmt
from flask import Flask

from services.gateway.web.language import country, language, moment

CAPITALS = {
    "AG": "America/Antigua",
    "AR": "America/Argentina/Buenos_Aires",
    "BB": "America/Barbados",
    "BO": "America/La_Paz",
    "BR": "America/Sao_Paulo",
    "BS": "America/Nassau",
    "BZ": "America/Belize",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "CO": "America/Bogota",
    "CR": "America/Costa_Rica",
    "CU": "America/Havana",
    "DM": "America/Dominica",
    "DO": "America/Santo_Domingo",
    "EC": "America/Guayaquil",
    "GD": "America/Grenada",
    "GT": "America/Guatemala",
    "GY": "America/Guyana",
    "HN": "America/Tegucigalpa",
    "HT": "America/Port-au-Prince",
    "JM": "America/Jamaica",
    "KN": "America/St_Kitts",
    "LC": "America/St_Lucia",
    "MX": "America/Mexico_City",
    "NI": "America/Managua",
    "PA": "America/Panama",
    "PE": "America/Lima",
    "PY": "America/Asuncion",
    "SR": "America/Paramaribo",
    "SV": "America/El_Salvador",
    "TT": "America/Port_of_Spain",
    "US": "America/New_York",
    "UY": "America/Montevideo",
    "VC": "America/St_Vincent",
    "VE": "America/Caracas",
}
"""The zone of each country's capital: where its government is."""


def deadline(value: str | None, timezone: str, place: str, of_country: str) -> str:
    """In the edition's zone, and in the country's where its clocks differ: "… (Mar del Plata, GMT-03:00) = … (Perú, …)"."""
    if not value:
        return ""
    there = moment(value, timezone, place)
    here = CAPITALS.get(of_country)
    if here is None or _offset(value, here) == _offset(value, timezone):
        return there
    return f"{there} = {moment(value, here, country(of_country))}"


def elsewhere(value: str, timezone: str, countries: Iterable[str]) -> list[tuple[str, list[str]]]:
    """The same moment on the clocks of those countries that differ, each with the names of its countries."""
    found: dict[str, list[str]] = {}
    for code in countries:
        zone = CAPITALS.get(code)
        if zone and _offset(value, zone) != _offset(value, timezone):
            found.setdefault(_on_the_clock(value, zone), []).append(country(code))
    return [(written, sorted(names)) for written, names in sorted(found.items())]


def install(app: Flask) -> None:
    """Let templates tell the time elsewhere."""
    app.jinja_env.filters["deadline"] = deadline
    app.jinja_env.globals["elsewhere"] = elsewhere


def _on_the_clock(value: str, timezone: str) -> str:
    zone = ZoneInfo(timezone)
    then = datetime.fromisoformat(value).astimezone(zone)
    written = format_datetime(then, "d MMM y, HH:mm", tzinfo=zone, locale=language())
    return f"{written} ({get_timezone_gmt(then, locale='en')})"


def _offset(value: str, timezone: str) -> object:
    return datetime.fromisoformat(value).astimezone(ZoneInfo(timezone)).utcoffset()
