"""A learner's progress compared with their plan."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.pace import Span, Status, pace, walked
from roadmap_app.domain.progress import Progress
from roadmap_app.domain.schedule import PlanTerm, Schedule

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
START = date(2026, 1, 1)
PLAN = Schedule((PlanTerm(START, START, 10),), (), weekly_hours=10)


def spans(*done: int) -> list[Span]:
    """Return stages of three months and ten items each, of which DONE are done."""
    return [Span(3 * place, 3 * place + 3, Progress(count, 10)) for place, count in enumerate(done)]


def test_walked_adds_the_completed_share_of_each_stage():
    assert walked(spans(10, 5, 0)) == 4.5


@pytest.mark.parametrize(
    ("done", "today", "status", "weeks"),
    [
        ((0, 0), date(2025, 12, 1), Status.NOT_BEGUN, 0),
        ((0, 0), START, Status.ON_TRACK, 0),
        ((0, 0), date(2026, 1, 7), Status.ON_TRACK, 0),
        ((0, 0), date(2026, 1, 8), Status.BEHIND, 1),
        ((10, 0), date(2026, 4, 1), Status.ON_TRACK, 0),
        ((10, 0), date(2026, 4, 22), Status.BEHIND, 3),
        ((10, 0), date(2026, 2, 1), Status.AHEAD, 8),
        ((5, 0), date(2025, 12, 1), Status.NOT_BEGUN, 0),
        ((10, 10), date(2027, 1, 1), Status.FINISHED, 0),
        ((0, 0), date(2030, 1, 1), Status.BEHIND, 208),
    ],
)
def test_the_status_and_the_weeks(done, today, status, weeks):
    standing = pace(PLAN, spans(*done), today)
    assert (standing.status, standing.weeks) == (status, weeks)


@pytest.mark.parametrize(
    ("stages", "today", "status", "weeks"),
    [
        # A gap from month 3 to 6: with the first stage finished, a learner is on track throughout it.
        ([Span(0, 3, Progress(9, 9)), Span(6, 9, Progress(0, 9))], date(2026, 6, 1), Status.ON_TRACK, 0),
        ([Span(0, 3, Progress(9, 9)), Span(6, 9, Progress(0, 9))], date(2026, 7, 15), Status.BEHIND, 2),
        ([Span(0, 3, Progress(9, 9)), Span(6, 9, Progress(0, 9))], date(2026, 3, 1), Status.AHEAD, 4),
        ([Span(0, 3, Progress(3, 9)), Span(6, 9, Progress(0, 9))], date(2026, 6, 1), Status.BEHIND, 17),
        # An overlap from month 3 to 6, both stages done as far as planned.
        ([Span(0, 6, Progress(4, 6)), Span(3, 9, Progress(1, 6))], date(2026, 5, 1), Status.ON_TRACK, 0),
        ([Span(0, 6, Progress(6, 6)), Span(3, 9, Progress(3, 6))], date(2026, 5, 1), Status.AHEAD, 8),
    ],
)
def test_the_status_with_gaps_and_overlaps(stages, today, status, weeks):
    standing = pace(PLAN, stages, today)
    assert (standing.status, standing.weeks) == (status, weeks)


def test_the_pace_has_the_days_until_the_start_and_the_end_date():
    assert pace(PLAN, spans(0, 0), START).ends_on == date(2026, 7, 1)
    assert pace(PLAN, spans(0, 0), date(2025, 12, 30)).starts_in_days == 2


def test_a_roadmap_without_items_is_on_track():
    assert pace(PLAN, [Span(0, 6, Progress())], date(2026, 3, 1)).status == Status.ON_TRACK


@pytest.mark.parametrize(
    ("first", "last", "today", "weeks", "walked_month"),
    [
        # Half of the first stage was due three and a half months ago.
        (5, 0, date(2026, 6, 1), 15, 1.5),
        (10, 0, date(2026, 6, 1), 0, 5),
        (10, 5, date(2026, 3, 1), 24, 7.5),
    ],
)
def test_a_stage_without_items_puts_nobody_behind_or_ahead(first, last, today, weeks, walked_month):
    skipped = [Span(0, 3, Progress(first, 10)), Span(3, 6, Progress()), Span(6, 9, Progress(last, 10))]
    standing = pace(PLAN, skipped, today)
    assert (standing.weeks, standing.walked_month) == (weeks, pytest.approx(walked_month))
    # Whoever takes the plan up there is on track, and sees the arrival that was named before.
    again = Schedule((*PLAN.terms, PlanTerm(today, START, 10, standing.walked_month)), (), 10)
    assert pace(again, skipped, today).status == Status.ON_TRACK
    assert standing.arrival in (None, pace(again, skipped, today).ends_on)


@given(days, st.integers(1, 80), st.integers(1, 80), st.lists(st.integers(0, 10), max_size=8), days)
def test_months_stay_within_the_roadmap(start, hours, weekly, done, today):
    stages = spans(*done)
    end = 3 * len(done)
    standing = pace(Schedule((PlanTerm(start, start, hours),), (), weekly), stages, today)
    assert 0 <= standing.plan_month <= end
    assert 0 <= standing.calendar_month <= end
    assert 0 <= standing.walked_month <= end + 1e-9
    assert standing.weeks >= 0


@given(st.lists(st.integers(0, 10), min_size=1, max_size=8), st.integers(0, 700))
def test_one_more_tick_never_reduces_the_walked_month(done, after):
    today = START + timedelta(days=after)
    more = [min(10, done[0] + 1), *done[1:]]
    assert pace(PLAN, spans(*more), today).walked_month >= pace(PLAN, spans(*done), today).walked_month
