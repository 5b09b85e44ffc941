"""When the clocks change, against what zoneinfo says of each moment."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from roadmap_app.domain.clock_changes import clock_changes, offset_at

FIRST, LAST = date(2026, 1, 1), date(2031, 1, 1)


@pytest.mark.parametrize(
    ("name", "moments"),
    [
        ("Europe/Berlin", ["2026-03-29T01:00", "2026-10-25T01:00"]),
        ("America/New_York", ["2026-03-08T07:00", "2026-11-01T06:00"]),
        ("Australia/Lord_Howe", ["2026-04-04T15:00", "2026-10-03T15:30"]),
        ("Africa/Cairo", ["2026-04-23T22:00", "2026-10-29T21:00"]),
        ("Asia/Kolkata", []),
        ("UTC", []),
    ],
)
def test_the_changes_of_a_year(name, moments):
    found = list(clock_changes(ZoneInfo(name), FIRST, date(2027, 1, 1)))
    assert [change.at for change in found] == [datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in moments]


@pytest.mark.parametrize("name", ["Europe/Dublin", "Africa/Casablanca", "America/Santiago", "Pacific/Apia"])
def test_the_offset_is_that_of_the_last_change(name):
    zone, second = ZoneInfo(name), timedelta(seconds=1)
    for change in clock_changes(zone, FIRST, LAST):
        assert offset_at(zone, change.at - second) == change.before
        assert offset_at(zone, change.at) == change.after != change.before
