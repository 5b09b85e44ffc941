"""Which backups are kept."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.backup.retention import Retention, kept, parse_retention

START = datetime(2026, 1, 1, tzinfo=UTC)


def test_it_is_read_from_words():
    assert parse_retention("14d 8w 12m") == Retention(14, 8, 12)
    assert parse_retention(" 3m ") == Retention(0, 0, 3)


@pytest.mark.parametrize("text", ["", "for ever", "14", "0d", "-1d", "3y", "1.5d"])
def test_an_invalid_value_is_rejected(text):
    with pytest.raises(ValueError, match="14d 8w 12m"):
        parse_retention(text)


def test_the_newest_of_each_day_week_and_month():
    moments = {START + timedelta(hours=6 * number) for number in range(4 * 90)}  # to the end of March
    found = sorted(kept(moments, Retention(days=2, weeks=2, months=3)))
    assert [f"{moment:%m-%d %H}" for moment in found] == [
        "01-31 18",
        "02-28 18",
        "03-29 18",
        "03-30 18",
        "03-31 06",
        "03-31 12",
        "03-31 18",
    ]


@given(
    st.sets(st.integers(0, 10_000).map(lambda hours: START + timedelta(hours=hours)), max_size=60),
    st.builds(Retention, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
)
def test_never_more_than_asked_for_and_always_the_last_three(moments, retention):
    found = kept(moments, retention)
    assert found <= moments
    assert len(found) <= 3 + retention.days + retention.weeks + retention.months
    assert set(sorted(moments)[-3:]) <= found
    assert kept(found, retention) == found
