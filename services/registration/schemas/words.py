"""The fields that arrive, each with one of the fixed sentences for what may be wrong with it."""

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from marshmallow import ValidationError, fields, validate

from services.registration.model import complaints

DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
UNPRINTABLE = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


class Text(fields.String):
    """Text without surrounding space and without anything that cannot be printed; `lines` may break."""

    def __init__(self, *, longest: int, lines: bool = False, **options: Any) -> None:
        super().__init__(error_messages=_wrong(complaints.NOT_TEXT), **options)
        self.longest = longest
        self.allowed = frozenset("\n\r\t") if lines else frozenset()

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = unicodedata.normalize("NFC", super()._deserialize(value, attr, data, **options)).strip()
        if self.required and not text:
            raise ValidationError(complaints.REQUIRED)
        if len(text) > self.longest:
            raise ValidationError(complaints.TOO_LONG)
        if any(unicodedata.category(char) in UNPRINTABLE or char in DIRECTIONS for char in set(text) - self.allowed):
            raise ValidationError(complaints.UNPRINTABLE)
        return text


class Address(Text):
    """An email address that any mail server takes: ASCII, one, at most 254 characters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=254, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = super()._deserialize(value, attr, data, **options)
        if text and not text.isascii():
            raise ValidationError(complaints.NOT_AN_ADDRESS)
        if text:
            validate.Email(error=complaints.NOT_AN_ADDRESS)(text)
        return text


class Several(fields.List[str]):
    """Some of a list of values, each once, in the order of the list."""

    def __init__(self, values: Iterable[str], **options: Any) -> None:
        self.values = tuple(values)
        super().__init__(choice(self.values), error_messages=_wrong(complaints.NOT_LISTED), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        chosen = super()._deserialize(value, attr, data, **options)
        return tuple(one for one in self.values if one in chosen)


def key() -> Text:
    """The id of something."""
    return Text(longest=64, required=True)


def version() -> fields.Integer:
    """The version that the page showed."""
    return number(least=0, required=True)


def number(*, least: int, most: int = 10_000, **options: Any) -> fields.Integer:
    """A whole number within limits."""
    within = validate.Range(least, most, error=complaints.NOT_A_NUMBER)
    return fields.Integer(strict=True, validate=within, error_messages=_wrong(complaints.NOT_A_NUMBER), **options)


def choice(values: Iterable[str], *, complaint: str = complaints.NOT_LISTED, **options: Any) -> fields.String:
    """One of some values."""
    listed = validate.OneOf(list(values), error=complaint)
    return fields.String(validate=listed, error_messages=_wrong(complaint), **options)


def yes_or_no(**options: Any) -> fields.Boolean:
    """True or false, and nothing that looks like it."""
    return fields.Boolean(truthy={True}, falsy={False}, error_messages=_wrong(complaints.NOT_LISTED), **options)


def day(**options: Any) -> fields.Date:
    """A date."""
    return fields.Date(error_messages=_wrong(complaints.NOT_A_DATE), **options)


class Birthday(Text):
    """A day of some year, `MM-DD`; the year is nobody's business here."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=5, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = super()._deserialize(value, attr, data, **options)
        if text:
            try:
                date.fromisoformat(f"2000-{text}")
            except ValueError as error:
                raise ValidationError(complaints.NOT_A_BIRTHDAY) from error
        return text


def moment(**options: Any) -> fields.AwareDateTime:
    """A time with its zone."""
    return fields.AwareDateTime(format="iso", error_messages=_wrong(complaints.NOT_A_TIME), **options)


def clock(**options: Any) -> fields.NaiveDateTime:
    """A time as the clock of a place shows it; the place says in which zone."""
    return fields.NaiveDateTime(format="iso", error_messages=_wrong(complaints.NOT_A_CLOCK_TIME), **options)


def amount(**options: Any) -> fields.Decimal:
    """An amount of money; whether it has too many decimals, its currency says."""
    return fields.Decimal(allow_nan=False, error_messages=_wrong(complaints.NOT_AN_AMOUNT), **options)


def a_timezone(name: str) -> None:
    """Refuse a time zone that does not exist."""
    if name not in available_timezones():
        raise ValidationError(complaints.UNKNOWN_TIMEZONE)


def a_place(name: str) -> None:
    """Refuse an email address; where the course is held is published."""
    if "@" in name:
        raise ValidationError(complaints.NOT_TEXT)


def _wrong(invalid: str) -> dict[str, str | list[Any] | dict[Any, Any]]:
    required = complaints.REQUIRED
    return {
        "required": required,
        "null": required,
        "invalid": invalid,
        "invalid_awareness": invalid,
        "special": invalid,
    }
