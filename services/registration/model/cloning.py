"""The next edition, like an earlier one: everything moved by whole weeks, so that each date keeps its day of the week."""

from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.registration.model.dates import Dates
from services.registration.model.edition import Edition

WEEK = timedelta(days=7)


def proposal(like: Edition, *, taken: set[int]) -> dict[str, Any]:
    """What staff find filled in for the edition after `like`; `taken` are the ordinals that are in use."""
    year = like.year + 1
    return {
        "ordinal": max({like.ordinal, *taken}) + 1,
        "year": year,
        "city": like.city,
        "timezone": like.timezone,
        **moved(like, year),
        "seats": like.seats,
        "country_cap": like.country_cap,
        "country_caps": dict(like.country_caps),
        "institution_cap": like.institution_cap,
        "countries": list(like.countries),
        "documents": list(like.documents),
    }


def moved(like: Edition, year: int) -> dict[str, Any]:
    """The dates of `like` in another year: what was on the first Monday of March is on the first Monday of March."""
    first = like.dates.starts_on
    by = same_weekday(first, year) - first
    zone = ZoneInfo(like.timezone)

    def later(value: Any) -> Any:
        match value:
            case datetime():
                return (value.astimezone(zone).replace(tzinfo=None) + by).replace(tzinfo=zone)
            case date():
                return value + by
        return value

    return {part.name: later(getattr(like.dates, part.name)) for part in fields(Dates)}


def same_weekday(day: date, year: int) -> date:
    """The same weekday of the same week of that month in another year; of the last one when there are not so many."""
    first = date(year, day.month, 1)
    found = first + timedelta(days=(day.weekday() - first.weekday()) % 7) + (day.day - 1) // 7 * WEEK
    return found if found.month == day.month else found - WEEK
