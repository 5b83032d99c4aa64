"""When the demo's edition takes place: two weeks of March around the Argentine holidays, and the call before them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from holidays import country_holidays

FIRST_ORDINAL, FIRST_YEAR = 48, 2027
WORKING_DAYS = 10
SATURDAY = 5
CALL_NEEDS = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The dates of one edition; `ends_on` is the closing day, `passed_over` are the holidays on working days."""

    ordinal: int
    year: int
    starts_on: date
    ends_on: date
    passed_over: tuple[date, ...]
    carnival_monday: date
    opens_at: datetime
    closes_at: datetime
    endorsement_due_on: date
    promotion_cutoff: date

    def form(self) -> dict[str, object]:
        """The edition as the director enters it: 30 seats, the 20 countries by default."""
        return {
            "ordinal": self.ordinal,
            "year": self.year,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "seats": 30,
            "country_cap": 3,
            "application_opens_at": self.opens_at.isoformat(),
            "application_closes_at": self.closes_at.isoformat(),
            "endorsement_due_on": self.endorsement_due_on.isoformat(),
            "offer_days": 10,
            "promotion_cutoff": self.promotion_cutoff.isoformat(),
        }


def calendar(*, ordinals: set[int], now: datetime) -> Calendar:
    """The next edition that is not taken and leaves time for its call; 2027 has the 48th."""
    ordinal = max([FIRST_ORDINAL, *(taken + 1 for taken in ordinals)])
    year = FIRST_YEAR + ordinal - FIRST_ORDINAL
    while starting_day(year) - now.date() < CALL_NEEDS:
        year += 1
    starts_on = starting_day(year)
    ends_on = working_days(starts_on, WORKING_DAYS + 1)[-1]
    holidays = holidays_of(year)
    opened = (now - timedelta(hours=1)).astimezone(UTC).replace(microsecond=0)
    return Calendar(
        ordinal=ordinal,
        year=year,
        starts_on=starts_on,
        ends_on=ends_on,
        passed_over=tuple(day for day in sorted(holidays) if starts_on <= day <= ends_on and day.weekday() < SATURDAY),
        carnival_monday=next(day for day, name in sorted(holidays.items()) if name == "Carnival Monday"),
        opens_at=opened,
        closes_at=opened + timedelta(days=20),
        endorsement_due_on=(opened + timedelta(days=27)).date(),
        promotion_cutoff=starts_on - timedelta(days=5),
    )


def starting_day(year: int) -> date:
    """The Monday from which ten working days run into 24 March, the Day of Remembrance."""
    day = date(year, 3, 13)
    return day + timedelta(days=-day.weekday() % 7)


def working_days(starts_on: date, count: int) -> list[date]:
    """The first `count` days from `starts_on` that are neither weekend nor public holiday."""
    closed, days, day = holidays_of(starts_on.year), list[date](), starts_on
    while len(days) < count:
        if day.weekday() < SATURDAY and day not in closed:
            days.append(day)
        day += timedelta(days=1)
    return days


def holidays_of(year: int) -> dict[date, str]:
    """Argentina's public holidays of a year."""
    return dict(country_holidays("AR", years=year, language="en_US"))
