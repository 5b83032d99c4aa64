"""Seats in all and for each country, and the countries invited: changed as long as nobody loses a seat by it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from services.registration.model import complaints
from services.registration.model.edition import Edition
from services.registration.model.settings import CHANGEABLE
from services.registration.model.timeline import step
from shared.contracts.envelope import Cause
from shared.contracts.registration import EditionSeatsChanged


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How many seats, the most for any country, for single ones and for an institution, and which countries are invited."""

    seats: int
    country_cap: int
    country_caps: dict[str, int]
    institution_cap: int | None
    countries: tuple[str, ...]


def change(
    edition: Edition, limits: Limits, *, live: Mapping[str, int], held: Mapping[str, int], cause: Cause
) -> tuple[Edition, EditionSeatsChanged]:
    """Take other limits.

    By country, `live` counts the applications that have not ended, `held` the seats that are kept for institutions.
    """
    if edition.status not in CHANGEABLE:
        raise edition.wrong_status()
    changed = replace(
        edition,
        seats=limits.seats,
        country_cap=limits.country_cap,
        country_caps=limits.country_caps,
        institution_cap=limits.institution_cap,
        countries=limits.countries,
    )
    in_the_way = changed.complaints() | _in_the_way(changed, live, held)
    complaints.refuse_if_any({name: text for name, text in in_the_way.items() if name in Limits.__dataclass_fields__})
    status = edition.status
    left = step(status, status, cause=cause, version=edition.version, reason_code="seats-changed")
    return replace(changed, timeline=(*edition.timeline, left)), EditionSeatsChanged(
        edition_id=edition.id,
        seats=limits.seats,
        country_cap=limits.country_cap,
        country_caps=limits.country_caps,
        countries=list(limits.countries),
    )


def _in_the_way(changed: Edition, live: Mapping[str, int], held: Mapping[str, int]) -> dict[str, str]:
    """What those who are selected, or have applied, leave no room for."""
    found = {}
    used = Counter(changed.taken) + Counter(held)
    if used.total() > changed.seats:
        found["seats"] = f"{used.total()} seats are on offer or confirmed, so there cannot be fewer."
    above = {country: taken for country, taken in used.items() if taken > changed.cap_of(country)}
    for name, over in (
        ("country_cap", {country: taken for country, taken in above.items() if country not in changed.country_caps}),
        ("country_caps", {country: taken for country, taken in above.items() if country in changed.country_caps}),
    ):
        if over:
            found[name] = f"Seats on offer or confirmed: {_listed(over)}. The limit cannot be lower."
    left_out = {country: count for country, count in live.items() if country not in changed.countries}
    if left_out:
        found["countries"] = f"Applications have come from {_listed(left_out)}. These stay invited."
    return found


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{country} {count}" for country, count in sorted(counts.items()))
