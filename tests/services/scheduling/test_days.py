"""The working calendar: weekends and Argentina's public holidays are passed over."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.calendar import holidays_from
from services.scheduling.model.days import CourseDays, DayPattern, Holiday, course_days

ANY_START = st.dates(date(2024, 1, 1), date(2034, 12, 31))
ANY_PATTERN = st.builds(DayPattern, working_days=st.integers(1, 30), closing_days=st.integers(0, 2))


def march(*days: int) -> tuple[date, ...]:
    return tuple(date(2027, 3, day) for day in days)


@pytest.mark.feature("B6")
def test_two_weeks_in_march_without_holidays_close_on_the_monday_after() -> None:
    assert course_days(date(2027, 3, 1), DayPattern(), holidays_from(2027)) == CourseDays(
        days=march(1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 15), holidays_skipped=()
    )


@pytest.mark.feature("B6")
def test_the_day_of_memory_and_holy_week_push_the_closing_day_into_april() -> None:
    assert course_days(date(2027, 3, 15), DayPattern(), holidays_from(2027)) == CourseDays(
        days=(*march(15, 16, 17, 18, 19, 22, 23, 29, 30, 31), date(2027, 4, 1)),
        holidays_skipped=(
            Holiday(on=date(2027, 3, 24), name="Día Nacional de la Memoria por la Verdad y la Justicia"),
            Holiday(on=date(2027, 3, 25), name="Jueves Santo"),
            Holiday(on=date(2027, 3, 26), name="Viernes Santo"),
        ),
    )


@pytest.mark.feature("B6")
def test_carnival_is_passed_over_in_february() -> None:
    course = course_days(date(2027, 2, 1), DayPattern(), holidays_from(2027))

    assert [(holiday.on, holiday.name) for holiday in course.holidays_skipped] == [
        (date(2027, 2, 8), "Lunes de Carnaval"),
        (date(2027, 2, 9), "Martes de Carnaval"),
    ]
    assert course.days[-1] == date(2027, 2, 17)


def test_a_decreed_bridge_day_is_a_holiday() -> None:
    assert date(2026, 3, 23) in holidays_from(2026)


def test_a_course_over_new_year_knows_the_next_years_holidays() -> None:
    assert date(2028, 1, 1) in holidays_from(2027)


@pytest.mark.feature("B6")
def test_a_course_of_eight_days_without_a_closing_one_is_as_long_as_asked() -> None:
    pattern = DayPattern(working_days=8, closing_days=0)

    assert course_days(date(2027, 3, 1), pattern, {}).days == march(1, 2, 3, 4, 5, 8, 9, 10)


@pytest.mark.feature("B6")
@given(start=ANY_START, pattern=ANY_PATTERN)
def test_the_course_meets_on_every_working_day_from_its_start_and_on_no_other(start: date, pattern: DayPattern) -> None:
    holidays = holidays_from(start.year)

    course = course_days(start, pattern, holidays)

    passed = {start + timedelta(days=day) for day in range((course.days[-1] - start).days + 1)} - set(course.days)
    assert len(course.days) == pattern.total
    assert list(course.days) == sorted(set(course.days))
    assert all(day.weekday() < 5 and day not in holidays for day in course.days)
    assert all(day.weekday() >= 5 or day in holidays for day in passed)
    assert {holiday.on for holiday in course.holidays_skipped} == {day for day in passed if day.weekday() < 5}
