"""The feed as a file: what `icalendar` and dateutil read in it is what was written."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from roadmap_app.domain.calendar_feed import CalendarContent, DayEvent, WeeklyEvent
from roadmap_app.domain.calendar_file import Edition, calendar_file

AT = datetime(2026, 1, 1, 9, 30, tzinfo=UTC)
BASE = "https://learn.example.org"


def written(*, days=(), weekly=(), zone="Europe/Berlin"):
    return calendar_file(CalendarContent(zone, tuple(days), tuple(weekly)), Edition(4, AT), BASE)


def read(data):
    """Return the only event in the file DATA."""
    [event] = Calendar.from_ical(data).events
    return event


def day(**changes):
    first = date(2026, 5, 1)
    return DayEvent(**{"uid": "topic-1-k", "first": first, "last": first, "title": "Knots", **changes})


def weekly(**changes):
    first = datetime(2026, 1, 5, 18, 30)
    last = datetime(2031, 1, 6, 18, 30)
    values = {"uid": "slot-1-k", "first": first, "last": last, "minutes": 90, "but": (), "title": "Study", "path": "/"}
    return WeeklyEvent(**values | changes)


def occurrences(data):
    """Return the starts of the occurrences of the only event in DATA, as dateutil computes them from the file alone."""
    text = data.decode().replace("\r\n ", "")
    lines = text.split("BEGIN:VEVENT")[1].splitlines()
    rules = [line for line in lines if line.startswith(("DTSTART", "RRULE", "EXDATE"))]
    zones = tzical(StringIO(text)) if "VTIMEZONE" in text else None
    return list(rrulestr("\n".join(rules), tzids=zones.get if zones else None))


def test_an_all_day_event_ends_before_the_day_after_its_last():
    event = read(written(days=[day(last=date(2026, 5, 3), text="By your plan.", path="/roadmaps/sail/")]))
    assert (event.start, event.end) == (date(2026, 5, 1), date(2026, 5, 4))
    assert event["DTEND"].params["VALUE"] == "DATE"
    assert (event["URL"], event["TRANSP"]) == (f"{BASE}/roadmaps/sail/", "TRANSPARENT")
    assert event["DESCRIPTION"] == f"By your plan.\n{BASE}/roadmaps/sail/"
    assert (event["SEQUENCE"], event.DTSTAMP, event.LAST_MODIFIED) == (4, AT, AT)


def test_an_event_without_a_page_has_no_link_and_no_description():
    assert not {"URL", "DESCRIPTION"} & set(read(written(days=[day()])))


def test_clients_are_told_how_often_to_read_it():
    text = written(days=[day()]).decode()
    for line in ("REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H", "X-WR-TIMEZONE:Europe/Berlin"):
        assert f"\r\n{line}\r\n" in text
    assert "METHOD" not in text and "VTIMEZONE" not in text


def test_equal_content_gives_equal_bytes():
    assert written(days=[day()], weekly=[weekly()]) == written(days=[day()], weekly=[weekly()])


@pytest.mark.parametrize(
    "title",
    [
        "Übungen: größer, „schöner“; \\n heißt Zeile",
        "🧭 👩‍🚀 family 👨‍👩‍👧‍👦 " * 8,
        "x" * 200,
        "日本語" * 60,
        "a,b;c:d\"e'f^g",
        "BEGIN:VEVENT",
    ],
)
def test_any_title_comes_back_and_no_line_is_longer_than_75_bytes(title):
    data = written(days=[day(title=title)])
    assert read(data)["SUMMARY"] == title
    assert all(len(line) <= 75 and line.decode() for line in data.split(b"\r\n")[:-1])


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=250))
def test_no_text_breaks_out_of_its_line(title):
    data = written(days=[day(title=title)])
    assert len(Calendar.from_ical(data).events) == 1
    assert not any(byte < 32 and byte not in b"\r\n" for byte in data)
    assert max(map(len, data.split(b"\r\n"))) <= 75


def test_a_study_time_keeps_its_hour_over_five_years_of_clock_changes():
    found = occurrences(written(weekly=[weekly()]))
    assert len(found) == 262
    zone = ZoneInfo("Europe/Berlin")
    wanted = [datetime(2026, 1, 5, 18, 30, tzinfo=zone) + timedelta(weeks=week) for week in range(262)]
    assert [each.astimezone(UTC) for each in found] == [each.astimezone(UTC) for each in wanted]
    assert {each.astimezone(UTC).hour for each in found} == {16, 17}


@pytest.mark.parametrize("zone", ["Africa/Cairo", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])
def test_the_first_hours_of_every_day_are_right_in_every_zone(zone):
    for hour in range(5):
        first = datetime(2026, 1, 4, hour, 45)
        found = occurrences(written(zone=zone, weekly=[weekly(first=first, last=datetime(2028, 1, 2, hour, 45))]))
        wanted = [(first + timedelta(weeks=week)).replace(tzinfo=ZoneInfo(zone)) for week in range(105)]
        # At an hour that the clocks skip or repeat, readers may differ.
        sure = [each for each in wanted if each.utcoffset() == each.replace(fold=1).utcoffset()]
        assert {each.astimezone(UTC) for each in sure} <= {each.astimezone(UTC) for each in found}
        assert len(found) == 105 and len(sure) >= 101


def test_a_study_time_is_left_out_in_pauses():
    off = (date(2026, 3, 30), date(2026, 4, 6))
    data = written(weekly=[weekly(but=off, last=datetime(2026, 4, 20, 18, 30))])
    assert {each.date() for each in occurrences(data)}.isdisjoint(off)
    assert occurrences(data)[-1].date() == date(2026, 4, 20)
    event = read(data)
    assert (event["DURATION"].dt, event.get("TRANSP")) == (timedelta(minutes=90), None)
    assert [each.dt.date() for each in event["EXDATE"].dts] == list(off)


def test_a_zone_is_written_once_with_what_its_study_times_need():
    calendar = Calendar.from_ical(written(weekly=[weekly(), weekly(uid="slot-2-k")]))
    [zone] = calendar.timezones
    assert zone["TZID"] == "Europe/Berlin" and not calendar.get_missing_tzids()
    starts = {(part.name, part["TZNAME"], part.DTSTART) for part in zone.subcomponents}
    assert ("DAYLIGHT", "CEST", datetime(2025, 3, 30, 2)) in starts
    assert ("STANDARD", "CET", datetime(2025, 10, 26, 3)) in starts
