"""How a draft is laid out: modules spread as their hours ask, four sessions a day, a closing one."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.calendar import holidays_from
from services.scheduling.model.days import DayPattern, course_days
from services.scheduling.model.modules import CLOSING, MODULES, spread, title_of
from services.scheduling.model.session import plan
from tests.services.scheduling.office import BUENOS_AIRES

SLOTS = plan(course_days(date(2027, 3, 1), DayPattern(), holidays_from(2027)).days, DayPattern(), BUENOS_AIRES)


@pytest.mark.feature("B1")
def test_forty_sessions_give_every_module_exactly_its_required_hours() -> None:
    assert Counter(spread(40)) == {module.number: module.required_minutes // 90 for module in MODULES}


@pytest.mark.feature("B1")
@given(sessions=st.integers(0, 200))
def test_modules_come_in_their_order_and_within_one_session_of_what_they_are_due(sessions: int) -> None:
    modules = spread(sessions)

    total = sum(module.required_minutes for module in MODULES)
    assert len(modules) == sessions
    assert list(modules) == sorted(modules)
    assert all(abs(modules.count(module.number) - sessions * module.required_minutes / total) < 1 for module in MODULES)


def test_every_module_and_the_closing_session_have_titles_in_four_languages() -> None:
    titles = [title_of(module.number) for module in (*MODULES, CLOSING)]

    assert all(set(title) == {"es", "en", "pt", "fr"} and all(title.values()) for title in titles)


def test_the_first_day_has_four_sessions_at_local_hours_kept_in_utc() -> None:
    assert [(slot.starts_at, slot.ends_at) for slot in SLOTS if slot.day_no == 1] == [
        (datetime(2027, 3, 1, 12, 0, tzinfo=UTC), datetime(2027, 3, 1, 13, 30, tzinfo=UTC)),
        (datetime(2027, 3, 1, 14, 0, tzinfo=UTC), datetime(2027, 3, 1, 15, 30, tzinfo=UTC)),
        (datetime(2027, 3, 1, 17, 0, tzinfo=UTC), datetime(2027, 3, 1, 18, 30, tzinfo=UTC)),
        (datetime(2027, 3, 1, 19, 0, tzinfo=UTC), datetime(2027, 3, 1, 20, 30, tzinfo=UTC)),
    ]


def test_the_last_session_closes_the_course_on_the_closing_day() -> None:
    assert (len(SLOTS), SLOTS[-1].day_no, SLOTS[-1].module_no, SLOTS[-1].starts_at) == (
        41,
        11,
        CLOSING.number,
        datetime(2027, 3, 15, 13, 0, tzinfo=UTC),
    )
