"""Two people who change the same edition at once: the second is told what the first changed and loses nothing."""

import pytest

from services.gateway.model.merging import Difference, merge

WAS = {"seats": ["30"], "country_cap": ["3"], "countries": ["AR", "PE"]}


@pytest.mark.feature("A1")
def test_what_was_typed_stays_and_what_was_left_alone_becomes_what_it_is_now() -> None:
    typed = {"seats": ["25"], "country_cap": ["3"], "countries": ["AR", "PE"], "cap_AR": []}
    now = {"seats": ["30"], "country_cap": ["4"], "countries": ["AR", "PE"], "cap_AR": ["2"]}
    shown, told = merge(was=WAS, typed=typed, now=now)
    assert shown == {"seats": ["25"], "country_cap": ["4"], "countries": ["AR", "PE"], "cap_AR": ["2"]}
    assert told == [
        Difference(name="country_cap", before=["3"], now=["4"], yours=False),
        Difference(name="cap_AR", before=[], now=["2"], yours=False),
    ]


@pytest.mark.feature("A1")
def test_where_both_have_written_the_second_keeps_theirs_and_is_told_of_the_first() -> None:
    typed = WAS | {"seats": ["25"]}
    shown, told = merge(was=WAS, typed=typed, now=WAS | {"seats": ["28"]})
    assert shown == typed
    assert told == [Difference(name="seats", before=["30"], now=["28"], yours=True)]


def test_who_has_written_the_same_as_the_first_differs_in_nothing() -> None:
    _, told = merge(was=WAS, typed=WAS | {"seats": ["28"]}, now=WAS | {"seats": ["28"]})
    assert told == [Difference(name="seats", before=["30"], now=["28"], yours=False)]


def test_a_limit_that_the_first_took_away_is_gone_and_told() -> None:
    was = WAS | {"cap_AR": ["2"]}
    shown, told = merge(was=was, typed=was | {"seats": ["25"]}, now=WAS)
    assert shown == WAS | {"seats": ["25"], "cap_AR": []}
    assert told == [Difference(name="cap_AR", before=["2"], now=[], yours=False)]


def test_somebody_who_saved_something_else_changed_nothing_of_this_form() -> None:
    assert merge(was=WAS, typed=WAS | {"seats": ["25"]}, now=WAS) == (WAS | {"seats": ["25"]}, [])
