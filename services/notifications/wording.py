"""How a fact's values read in each language: dates written out, times with place and offset, words for codes."""

import dataclasses
import functools
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency

from services.notifications.model.known import LANGUAGES, Edition, Session
from shared.contracts.event import Event

FOLDER = Path(__file__).parent / "words"


@dataclass(frozen=True)
class Written:
    """A date or a moment in words; `day` is the date alone, short enough for a subject line."""

    text: str
    day: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Words:
    """One language's words for what emails say about the course."""

    language: str
    said: dict[str, Any]

    def course(self, ordinal: int) -> str:
        """The course's full name with the number of the edition."""
        name: str = self.said["course"]
        return name.format(ordinal=ordinal, suffix=_suffix(self.language, ordinal))

    def day(self, day: date) -> Written:
        """A date, with the day of the week."""
        pattern = self.said["first_day" if day.day == 1 else "day"]
        return Written(self._date(day, pattern), self._date(day, self.said["short_day"]))

    def moment(self, at: datetime, edition: Edition) -> Written:
        """A moment where the course takes place: date, time, place and offset."""
        local = at.astimezone(ZoneInfo(edition.timezone))
        written = self.day(local.date())
        return Written(f"{written.text}, {local:%H:%M} ({_place(local, edition)})", written.day)

    def session(self, session: Session, edition: Edition) -> dict[str, str]:
        """A session of the programme: what, when and where."""
        zone = ZoneInfo(edition.timezone)
        starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
        times = self.said["from_to"].format(start=f"{starts:%H:%M}", end=f"{ends:%H:%M}")
        return {
            "title": self.said["modules"][session.module_no],
            "when": f"{self.day(starts.date())}, {times} ({_place(starts, edition)})",
            "room": session.room,
        }

    def country(self, code: str) -> str:
        """A country's name."""
        name: str = self._locale.territories.get(code, code)
        return name

    def code(self, kind: str, code: str) -> str:
        """What a code of this kind ("reasons", "missing") means; nothing when there are no words for it."""
        word: str = self.said[kind].get(code, "")
        return word

    def fields(self, event: Event, edition: Edition) -> dict[str, Any]:
        """The event's own fields, as templates may say them."""
        said = {
            field.name: self._worded(field.name, getattr(event, field.name), edition)
            for field in dataclasses.fields(event)
        }
        if "currency" in said:
            said["amount"] = format_currency(Decimal(said["amount"]), said["currency"], locale=self._locale)
        return said

    def _worded(self, name: str, value: Any, edition: Edition) -> Any:
        match name, value:
            case _, datetime():
                return self.moment(value, edition)
            case _, date():
                return self.day(value)
            case "country", str():
                return self.country(value)
            case (("reason_code" | "reason_class"), str()):
                return self.code("reasons", value)
            case "kind", str():
                return self.code("missing", value)
            case (("accepted_parts" | "refused_parts"), list()):
                return [word for code in value if (word := self.code("parts", code))]
            case "missing", list():
                return [word for code in value if (word := self.code("missing", code))]
            case _, list():
                return [self._worded("", one, edition) for one in value]
            case _:
                return value

    def _date(self, day: date, pattern: str) -> str:
        return format_date(day, pattern, locale=self._locale)

    @property
    def _locale(self) -> Locale:
        return Locale.parse(self.said["locale"])


@functools.cache
def words(language: str) -> Words:
    """The words of one of our languages."""
    if language not in LANGUAGES:
        raise ValueError(f"we have no words in {language}")
    return Words(language, yaml.safe_load((FOLDER / f"{language}.yml").read_text("utf-8")))


def hours(minutes: int) -> str:
    """Minutes of attendance as hours, the same in every language: `52 h 30 min`."""
    whole, rest = divmod(minutes, 60)
    return f"{whole} h {rest} min" if rest else f"{whole} h"


def _place(local: datetime, edition: Edition) -> str:
    offset = local.strftime("%z")
    sign, whole, rest = offset[0], int(offset[1:3]), offset[3:5]
    written = "UTC" if whole == 0 and rest == "00" else f"UTC{sign}{whole}" + (f":{rest}" if rest != "00" else "")
    return f"{edition.city}, {written}"


def _suffix(language: str, ordinal: int) -> str:
    if language == "fr":
        return "er" if ordinal == 1 else "e"
    if ordinal % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(ordinal % 10, "th")
