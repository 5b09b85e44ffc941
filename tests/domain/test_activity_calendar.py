"""The calendar of a year of study."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.activity_calendar import Work, activity_calendar, calendar_year, latest_year, total

TODAY = date(2026, 11, 29)  # a Sunday


def test_the_latest_year_has_53_weeks_of_7_days():
    calendar = activity_calendar({}, *latest_year(TODAY), TODAY)
    assert len(calendar.weeks) == 53
    assert {len(week.days) for week in calendar.weeks} == {7}
    assert (calendar.weeks[0].monday, calendar.weeks[-1].days[-1].on) == (date(2025, 11, 24), TODAY)


def test_days_to_come_are_left_out():
    calendar = activity_calendar({}, *calendar_year(2026), date(2026, 1, 7))
    assert [len(week.days) for week in calendar.weeks[:3]] == [4, 3, 0]
    assert calendar.weeks[0].cells[:3] == (None, None, None)


def test_work_on_a_day_to_come_is_kept_for_those_who_crossed_the_date_line():
    calendar = activity_calendar({date(2026, 1, 8): Work(1)}, *calendar_year(2026), date(2026, 1, 7))
    assert calendar.work == Work(1)


def test_a_leap_year_that_begins_on_a_sunday_has_54_weeks():
    assert len(activity_calendar({}, *calendar_year(2012), TODAY).weeks) == 54


def test_levels_are_fixed():
    first = date(2026, 1, 5)
    work = {first + timedelta(days=number): Work(number // 2, number - number // 2) for number in range(9)}
    days = [day for week in activity_calendar(work, *calendar_year(2026), TODAY).weeks for day in week.days]
    assert [day.level for day in days if day.on in work] == [0, 1, 2, 2, 3, 3, 3, 4, 4]


def test_months_are_at_the_week_of_their_first_day():
    months = activity_calendar({}, *calendar_year(2026), TODAY).months
    assert months[:3] == [(0, date(2026, 1, 1)), (4, date(2026, 2, 1)), (8, date(2026, 3, 1))]
    assert len(months) == 11


def test_work_is_counted_in_words():
    assert [Work(*counts).words for counts in ((0, 0), (1, 0), (2, 1), (0, 2))] == [
        "nothing",
        "1 item",
        "2 items, 1 note",
        "2 notes",
    ]


works = st.builds(Work, st.integers(0, 9), st.integers(0, 3))
dates = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(st.dictionaries(dates, works, max_size=40), st.integers(2020, 2030), dates)
def test_every_day_of_a_year_is_shown_once_and_its_weeks_add_up(work, year, today):
    calendar = activity_calendar(work, *calendar_year(year), today)
    days = [day.on for week in calendar.weeks for day in week.days]
    assert days == sorted(set(days)) and all(day.year == year for day in days)
    assert all(week.monday.weekday() == 0 for week in calendar.weeks)
    assert calendar.work == total(count for day, count in work.items() if day.year == year)
    assert calendar.work.total >= calendar.busiest
    assert all(
        calendar.weeks[week].monday <= month < calendar.weeks[week].monday + timedelta(7)
        for week, month in calendar.months
    )
