"""The roster follows registration's order of events, whatever order they arrive in."""

import itertools
from dataclasses import replace
from datetime import date

import pytest

from services.scheduling.model.roster import RosterEntry, Standing
from shared.contracts.scheduling import ParticipantArrived
from tests.services.scheduling.office import EDITION, ROSA

CONFIRMED = RosterEntry(
    id=ROSA,
    person_id="person-rosa",
    edition_id=EDITION,
    standing=Standing.CONFIRMED,
    source_sequence=5,
    country="PE",
)
WITHDRAWN = replace(CONFIRMED, standing=Standing.WITHDRAWN, source_sequence=7, country="")
CONFIRMED_AGAIN = replace(CONFIRMED, source_sequence=11)


@pytest.mark.parametrize("order", list(itertools.permutations([CONFIRMED, WITHDRAWN, CONFIRMED_AGAIN])))
def test_in_whatever_order_news_come_the_newest_stands(order: tuple[RosterEntry, ...]) -> None:
    first, *others = order
    entry = first
    for news in others:
        entry = entry.told(news)

    assert entry == CONFIRMED_AGAIN


def test_news_heard_twice_change_nothing() -> None:
    assert CONFIRMED.told(CONFIRMED) is CONFIRMED


def test_a_withdrawal_keeps_the_country_and_the_day_of_arrival() -> None:
    there = replace(CONFIRMED, arrived_on=date(2027, 3, 1))

    assert there.told(WITHDRAWN) == replace(WITHDRAWN, country="PE", arrived_on=date(2027, 3, 1))


def test_an_arrival_is_told_with_its_day() -> None:
    assert CONFIRMED.arrived(date(2027, 3, 1)) == (
        replace(CONFIRMED, arrived_on=date(2027, 3, 1)),
        ParticipantArrived(application_id=ROSA, edition_id=EDITION, on=date(2027, 3, 1)),
    )
