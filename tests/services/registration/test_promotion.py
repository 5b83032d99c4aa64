"""Who of the waiting list is meant for a freed seat."""

from dataclasses import replace

import pytest

from services.registration.model import promotion
from services.registration.model.application import Application
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.promotion import Promotion, PromotionStatus
from services.registration.model.states import Status
from shared.contracts.refusal import Refusal
from tests.services.registration.invented import application, by, edition


def waiting(count: int, country: str) -> Application:
    """The `count`-th of the waiting list."""
    return application(Status.WAITLISTED, count, country=country)


def vacant(count: int, country: str, application_id: str | None = None) -> Promotion:
    """The `count`-th seat that was freed, by a country, and perhaps meant for somebody."""
    return Promotion(
        id=f"promotion-{count}",
        edition_id="edition-44",
        freed_by=f"offer-{count}",
        country=country,
        application_id=application_id,
    )


def decided(**taken: int) -> Edition:
    """The edition after publication, with seats taken by country."""
    return edition(EditionStatus.DECIDED, taken=taken)


@pytest.mark.feature("A12")
def test_a_seat_freed_by_peru_is_offered_to_peru_first() -> None:
    line = [waiting(1, "BR"), waiting(2, "PE"), waiting(3, "PE")]
    assert promotion.next_in_line(line, [], country="PE", edition=decided(PE=2)) == (line[1], "same-country")


@pytest.mark.feature("A12")
def test_when_nobody_of_the_country_waits_the_first_of_the_region_is_next() -> None:
    line = [waiting(2, "UY"), waiting(1, "BR")]
    assert promotion.next_in_line(line, [], country="PE", edition=decided()) == (line[1], "region")


def test_nobody_is_meant_for_two_seats() -> None:
    line = [waiting(1, "PE"), waiting(2, "PE")]
    promised = [vacant(1, "PE", "application-1")]
    assert promotion.next_in_line(line, promised, country="PE", edition=decided()) == (line[1], "same-country")


def test_no_country_is_led_above_its_cap_not_even_by_promises() -> None:
    line = [waiting(1, "BR"), waiting(2, "BR"), waiting(3, "UY")]
    promised = [vacant(1, "PE", "application-1")]
    assert promotion.next_in_line(line, promised, country="PE", edition=decided(BR=2)) == (line[2], "region")
    assert promotion.next_in_line(line[:2], promised, country="PE", edition=decided(BR=2)) is None


def test_no_institution_is_led_above_its_cap() -> None:
    line, seated = [waiting(1, "PE"), waiting(2, "BR")], [application(Status.CONFIRMED, 9)]
    of = edition(EditionStatus.DECIDED, taken={"PE": 1}, institution_cap=1)
    assert promotion.next_in_line(line, [], country="PE", edition=of, seated=seated) == (line[1], "region")


def test_a_seat_may_be_meant_for_nobody_and_later_for_somebody() -> None:
    empty = promotion.aim(vacant(1, "PE"), None)
    assert empty == vacant(1, "PE")
    aimed = promotion.aim(empty, (waiting(4, "PE"), "same-country"))
    assert (aimed.application_id, aimed.reason) == ("application-4", "same-country")
    assert promotion.fill(aimed, cause=by("secretariat")).status is PromotionStatus.FILLED


@pytest.mark.parametrize(
    "over",
    [
        vacant(1, "PE"),
        promotion.fill(vacant(1, "PE", "application-1"), cause=by("secretariat")),
        promotion.close(vacant(1, "PE", "application-1"), cause=by("system"), reason_code="waiting-list-closed"),
    ],
    ids=["nobody", "filled", "closed"],
)
def test_a_seat_is_given_once_and_to_somebody(over: Promotion) -> None:
    with pytest.raises(Refusal) as refusal:
        promotion.fill(over, cause=by("secretariat"))
    assert refusal.value.code == "promotion-over"


@pytest.mark.feature("A11", "A15")
def test_a_seat_that_is_kept_for_an_institution_counts_for_its_country_and_says_who_must_wait_for_it() -> None:
    line = [waiting(1, "BR"), waiting(2, "UY")]
    kept = replace(vacant(9, "BR"), status=PromotionStatus.RESERVED)
    of = decided(BR=2)
    assert promotion.next_in_line(line, [], country="PE", edition=of) == (line[0], "region")
    assert promotion.in_line(line, [kept], country="PE", edition=of) == [(line[0], "country-cap"), (line[1], "region")]
