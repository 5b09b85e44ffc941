"""Where stages, months, figures, pauses and the forecast lie on the trail, and what is said of them."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.forecast.finish import Finish
from roadmap_app.domain.pace import Pace, Status
from roadmap_app.domain.pauses import PausedDays
from roadmap_app.domain.progress import Progress
from roadmap_app.domain.schedule import PlanTerm, Schedule
from roadmap_app.domain.trail import (
    days_in_words,
    figures,
    months,
    pauses,
    picture,
    plan_in_words,
    shade,
    spot,
    walked_without_plan,
)
from roadmap_app.domain.trail_parts import TrailStretch
from roadmap_app.domain.trail_scale import MAX_LANES, MAX_MARKS, Ruler, legs, rise, ruler, widened

START = date(2026, 11, 17)
YEAR = Ruler(12, 1)
SPANS = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 40)).map(lambda pair: (pair[0], sum(pair))), max_size=15)


def schedule(*pauses, hours=10):
    """Return the schedule of a plan from START, of 10 hours a week as written, with PAUSES as (first, last)."""
    return Schedule((PlanTerm(START, START, hours),), tuple(PausedDays(*days) for days in pauses), 10)


def stretch(start, end, done=0, total=4):
    return TrailStretch(1, 1, "T", "/t/", "", start, end, Progress(done, total), ())


def pace(status, weeks=0, **fields):
    return replace(Pace(status, weeks, 6, 6, 5, 0, date(2027, 1, 1)), **fields)


def lanes(*spans):
    return [leg.lane for leg in legs(spans, ruler(max(end for _, end in spans)))]


def test_stages_lie_where_their_months_are():
    first, second = legs([(0, 3), (6, 12)], YEAR)
    assert (first.before, first.after, first.is_late) == ("0", "75", False)
    assert (second.before, second.after, second.is_late) == ("50", "0", True)
    assert legs([], YEAR) == []
    assert legs([(0, 1)], Ruler(3, 1))[0].after == "66.67"


def test_overlapping_stages_lie_in_lanes_of_their_own():
    assert lanes((0, 3), (3, 6)) == [1, 1]
    assert lanes((0, 4), (2, 6), (6, 9), (7, 12), (8, 10)) == [1, 2, 1, 2, 3]
    assert [leg.is_lowest for leg in legs([(0, 4), (2, 6)], YEAR)] == [False, True]
    assert lanes(*[(0, 5)] * 14) == [*range(1, MAX_LANES + 1), MAX_LANES, MAX_LANES]


@given(SPANS)
def test_stages_in_one_lane_do_not_overlap(spans):
    spans = sorted(spans)[:MAX_LANES]
    found = legs(spans, ruler(max((end for _, end in spans), default=0)))
    for lane in range(1, MAX_LANES + 1):
        here = [span for span, leg in zip(spans, found, strict=True) if leg.lane == lane]
        assert all(before[1] <= after[0] for before, after in pairwise(here))
    assert not found or any(leg.is_lowest for leg in found)


@pytest.mark.parametrize(
    ("length", "last", "expected"),
    [
        (24, 0, (24, 1)),
        (30, 0, (30, 1)),
        (31, 0, (32, 2)),
        (240, 0, (240, 12)),
        (0, 0, (1, 1)),
        (24, 20, (24, 1)),
        (24, 26.5, (27, 1)),
        (24, 90, (36, 2)),
    ],
)
def test_the_ruler_covers_the_months_and_a_forecast_that_is_near(length, last, expected):
    found = ruler(length, last)
    assert (found.length, found.step) == expected
    assert len(months(found, None)) <= MAX_MARKS


def test_the_upright_trail_has_room_for_each_title_unless_it_would_be_endless():
    assert rise([(0, 3), (3, 12)], YEAR) == 256
    assert rise([(0, 1), (1, 24)], Ruler(24, 1)) == 900
    assert rise([(0, 12), (12, 120)], ruler(120)) == 640
    assert rise([], ruler(0)) == rise([(0, 1)], ruler(1)) == 112


def test_months_have_the_names_of_the_plans_dates():
    named = [(mark.number, mark.name, mark.year) for mark in months(Ruler(4, 1), schedule())]
    assert named == [(0, "Nov", "2026"), (1, "Dec", ""), (2, "Jan", "2027"), (3, "Feb", "")]
    assert [(mark.number, mark.name) for mark in months(Ruler(4, 2), None)] == [(0, ""), (2, "")]


def test_a_month_that_lasts_is_named_once_and_one_that_is_passed_over_not_at_all():
    assert [mark.name for mark in months(Ruler(4, 1), schedule(hours=20))] == ["Nov", "Dec", "", "Jan"]
    assert [mark.name for mark in months(Ruler(3, 1), schedule(hours=5))] == ["Nov", "Jan", "Mar"]
    paused = schedule((date(2026, 12, 1), date(2027, 1, 31)))
    assert [mark.name for mark in months(Ruler(3, 1), paused)] == ["Nov", "Feb", "Mar"]


def shown(here, plan):
    return [(each.kind, each.at, each.label, each.side) for each in figures(here, plan, Ruler(100, 4))]


def test_figures_stand_at_what_is_done_and_at_the_plan():
    assert shown(20, 50) == [("plan", "50", "Plan", "late"), ("you", "20", "You", "late")]
    assert shown(95, 50) == [("plan", "50", "Plan", "late"), ("you", "95", "You", "early")]
    assert shown(20, None) == [("you", "20", "You", "late")]
    assert shown(None, None) == []
    assert shown(120, 50)[1][1] == "100"
    assert shown(20, 27) == [("plan", "27", "Plan", "late"), ("you", "20", "You", "late")]


def test_close_figures_share_a_label_and_very_close_ones_are_one():
    assert shown(20, 20.1) == [("you", "20", "You and the plan", "late")]
    assert shown(20, 25) == [("plan", "25", "You · Plan", "late"), ("you", "20", "", "late")]
    assert shown(25, 20) == [("plan", "20", "", "late"), ("you", "25", "Plan · You", "late")]
    assert shown(90, 95) == [("plan", "95", "", "early"), ("you", "90", "You · Plan", "early")]
    assert shown(86, 94) == [("plan", "94", "", "early"), ("you", "86", "You · Plan", "early")]
    assert shown(95, 90) == [("plan", "90", "Plan · You", "early"), ("you", "95", "", "early")]


@given(st.floats(0, 400), st.none() | st.floats(0, 400))
def test_figures_stay_on_the_trail_and_you_are_always_there(here, plan):
    found = figures(here, plan, ruler(24))
    assert [each.kind for each in found].count("you") == 1
    assert all(0 <= float(each.at) <= 100 for each in found) and any(each.label for each in found)


def test_what_is_done_without_a_plan_passes_over_stages_without_items():
    assert walked_without_plan([stretch(0, 3, 4), stretch(3, 9, 2)]) == 6
    assert walked_without_plan([stretch(0, 3, 0, 0), stretch(3, 9, 2)]) == 6
    assert walked_without_plan([stretch(0, 3)]) is None
    assert walked_without_plan([]) is None


def test_a_place_in_words():
    stages = [(1, 3), (2, 9), (3, 12)]
    places = {month: spot(stages, month, YEAR) for month in (0.2, 2.7, 3, 8.7, 11.9, 12)}
    assert places == {
        0.2: "the start",
        2.7: "stage 1, month 3",
        3: "stage 2, month 3",
        8.7: "stage 2, month 9",
        11.9: "stage 3, month 12",
        12: "the end",
    }


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (pace(Status.BEHIND, 4), "is 4 weeks ahead of you: here."),
        (pace(Status.AHEAD, 1), "is 1 week behind you: here."),
        (pace(Status.ON_TRACK), "is with you."),
        (pace(Status.FINISHED), "is at here."),
        (pace(Status.NOT_BEGUN, starts_in_days=1), "sets out in 1 day."),
        (
            pace(Status.BEHIND, 4, pause=PausedDays(START, START)),
            "is 4 weeks ahead of you: here. It waits while you pause.",
        ),
    ],
)
def test_the_gap_between_the_plan_and_the_learner_in_words(now, words):
    assert plan_in_words(now, "here") == words


def test_pauses_break_the_trail_where_the_plan_reaches_them():
    plan = schedule(
        (date(2026, 1, 1), date(2026, 2, 1)),  # before the start
        (date(2027, 2, 17), date(2027, 3, 16)),
        (date(2029, 1, 1), date(2029, 2, 1)),  # after the end
    )
    found = pauses(plan, YEAR, 12)
    assert found.breaks == ("25",) and found.dates == ("17 Feb 2027 – 16 Mar 2027",)


def test_the_last_pauses_are_named_and_the_others_counted():
    plan = schedule(*[(date(2027, month, 1), date(2027, month, 3)) for month in range(1, 6)])
    found = pauses(plan, YEAR, 12)
    assert (len(found.breaks), found.more) == (5, 2)
    assert found.dates == ("1–3 Mar 2027", "1–3 Apr 2027", "1–3 May 2027")


def test_days_in_words():
    assert days_in_words(PausedDays(START, START)) == "17 Nov 2026"
    assert days_in_words(PausedDays(START, date(2026, 11, 20))) == "17–20 Nov 2026"
    assert days_in_words(PausedDays(START, START, is_open=True)) == "since 17 Nov 2026"


def test_the_forecast_lies_where_the_plan_has_its_dates():
    found = shade(schedule(), YEAR, Finish(date(2027, 5, 17), date(2027, 8, 17), date(2027, 11, 17)))
    assert (found.before, found.likely, found.after, found.goes_on) == ("50", "75", "0", False)
    assert found.words == "May 2027 to Nov 2027, most likely Aug 2027"


def test_a_forecast_beyond_the_trail_is_shaded_at_its_end():
    found = shade(schedule(), YEAR, Finish(date(2029, 1, 1), date(2029, 6, 1), date(2030, 1, 1)))
    assert (found.likely, found.after, found.goes_on) == (None, "0", True)
    assert float(found.before) < 100


def test_the_trail_is_longer_for_a_forecast():
    late = Finish(date(2027, 11, 1), date(2027, 12, 1), date(2028, 1, 17))
    stages = (stretch(0, 12, 1),)
    drawn = picture(stages, schedule(), pace(Status.BEHIND, 4), late)
    assert (drawn.length, drawn.ruler.end) == ("12 months", "14") and drawn.shade
    assert picture(stages, None, None, late).shade is None
    assert hash(drawn)


def test_a_short_roadmap_is_drawn_in_weeks():
    spans = [(0, 0.25), (0.25, 0.75), (0.75, 1.5)]
    weeks = tuple(replace(stretch(*span), number=number) for number, span in enumerate(spans, 1))
    drawn = picture(weeks, schedule(), pace(Status.BEHIND, 1, walked_month=0.375, plan_month=0.75))
    assert (drawn.length, drawn.ruler.end, [mark.number for mark in drawn.ruler.marks]) == (
        "6 weeks",
        "6 weeks",
        [*range(6)],
    )
    assert [(leg.lane, leg.before, leg.after) for _, leg in drawn.legs] == [
        (1, "0", "83.33"), (1, "16.67", "50"), (1, "50", "0")
    ]  # fmt: skip
    assert (drawn.here, drawn.plan) == ("stage 2, week 2", "is 1 week ahead of you: stage 3, week 3.")
    assert [each.kind for each in drawn.figures] == ["plan", "you"]
    assert ruler(0.25, in_weeks=True) == Ruler(0.25, 0.25) and ruler(8.25, in_weeks=True) == Ruler(9, 1)
    # A forecast may need more weeks than have room for a mark each.
    assert ruler(7.5, 20, in_weeks=True) == Ruler(12, 1)


def test_a_stage_of_a_week_on_a_long_trail_is_drawn_wide_enough_to_be_seen():
    spans = [(0, 0.25), (0.25, 0.5), (0.5, 12), (23.5, 23.75), (23.75, 24)]
    found = legs(spans, Ruler(24, 1))
    assert [(leg.lane, leg.before, leg.after) for leg in found] == [
        (1, "0", "97.5"), (1, "2.5", "95"), (1, "5", "50"), (1, "95", "2.5"), (1, "97.5", "0"),
    ]  # fmt: skip


QUARTERS = st.lists(st.integers(0, 8), min_size=2, max_size=40)


@given(QUARTERS)
def test_stages_of_any_length_are_drawn_in_order_on_the_trail(lengths):
    bounds = [sum(lengths[:index]) / 4 for index in range(len(lengths) + 1)]
    spans = [span for span in pairwise(bounds) if span[0] < span[1]]
    found = widened(spans, bounds[-1] / max(40, len(spans)), bounds[-1])
    assert all(before[1] <= after[0] + 1e-9 for before, after in pairwise(found))
    assert all(-1e-9 <= start < end <= bounds[-1] for start, end in found)
    assert all(end - start >= bounds[-1] / 40 - 1e-9 for start, end in found)


def test_an_empty_roadmap_has_an_empty_trail():
    drawn = picture((), None, None)
    assert (drawn.length, drawn.legs, drawn.figures, drawn.here, drawn.plan) == ("0 months", (), (), "", "")
