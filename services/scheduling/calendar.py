"""Argentina's public holidays, by their official names: Carnival, 24 March and the moved ones included."""

import functools
from collections.abc import Mapping
from datetime import date

import holidays

YEARS_AHEAD = 1


@functools.cache
def holidays_from(year: int) -> Mapping[date, str]:
    """The holidays of that year and the next. Bridge days appear once they are decreed and the library knows them."""
    return dict(holidays.country_holidays("AR", years=range(year, year + YEARS_AHEAD + 1), language="es"))
