"""Dates some months apart."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.months import add_months, date_after, months_between

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("start", "months", "day"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2026, 11, 15), 3, date(2027, 2, 15)),
        (date(2026, 3, 15), -3, date(2025, 12, 15)),
    ],
)
def test_adding_months_keeps_the_day_or_takes_the_last_of_the_month(start, months, day):
    assert add_months(start, months) == day


def test_date_after_takes_a_fraction_of_the_days_of_its_month():
    assert date_after(date(2026, 2, 1), 0.5) == date(2026, 2, 15)
    assert date_after(date(2026, 1, 1), 1.5) == date(2026, 2, 15)


@given(days, days)
def test_date_after_is_the_inverse_of_months_between(start, day):
    months = months_between(start, day)
    assert (months >= 0) == (day >= start)
    if months >= 0:
        assert date_after(start, months) == day


@given(days, st.floats(0, 240), st.floats(0, 240))
def test_later_months_lie_on_later_days(start, one, other):
    first, second = sorted([one, other])
    assert date_after(start, first) <= date_after(start, second)
