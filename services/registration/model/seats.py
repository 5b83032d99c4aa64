"""Seats: never more than the edition has, never more of one country than its cap, and none that leaks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from services.registration.model.edition import Edition
from shared.contracts.refusal import Refusal
from shared.contracts.registration import SeatReleased


def take(edition: Edition, countries: Iterable[str]) -> Edition:
    """Put one seat on offer for each entry of `countries`, or refuse to go above a limit."""
    taken = Counter(edition.taken) + Counter(countries)
    if taken.total() > edition.seats:
        raise Refusal("seats-exceeded", f"That would take {taken.total()} seats of {edition.seats}.")
    for country, seats in sorted(taken.items()):
        cap = edition.cap_of(country)
        if seats > cap:
            raise Refusal("country-cap-exceeded", f"That would take {seats} seats for {country}, above {cap}.")
    return replace(edition, taken=dict(taken))


def release(edition: Edition, country: str) -> tuple[Edition, SeatReleased]:
    """A seat of `country` is free again."""
    if not edition.taken.get(country):
        raise ValueError(f"{country} has no seat to release in edition {edition.ordinal}")
    freed = replace(edition, taken=dict(Counter(edition.taken) - Counter([country])))
    left = edition.seats - freed.seats_taken
    return freed, SeatReleased(edition_id=edition.id, country=country, seats_left=left)
