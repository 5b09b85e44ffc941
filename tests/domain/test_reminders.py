"""When a weekly summary is due: over zones, clock changes, outages and journeys."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap_app.domain.curriculum import ItemRow, RoadmapTree, StageNode, TopicNode
from roadmap_app.domain.learner_state import LearnerState
from roadmap_app.domain.reminders import (
    LATEST,
    Silence,
    Timing,
    WeeklyTime,
    missed_before,
    next_sent,
    silence,
    timing,
    why_silent,
)
from roadmap_app.domain.schedule import PlanTerm
from roadmap_app.domain.standing import compute_standing
from roadmap_app.domain.weeks import WEEK

patient = settings(deadline=None)  # on a busy machine, an example takes as long as it takes
BERLIN, APIA = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Apia")
ZONES = sorted(name for name in available_timezones() if "/" in name)
times = st.builds(WeeklyTime, st.integers(0, 6), st.integers(0, 23), st.sampled_from(ZONES).map(ZoneInfo))
moments = st.datetimes(datetime(1972, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONDAY = date(2026, 3, 2)
AT_EIGHT = WeeklyTime(0, 8, BERLIN)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@patient
@given(times, moments)
def test_the_latest_slot_is_the_last_that_has_come(weekly, now):
    slot = weekly.latest(now)
    assert slot.moment <= now < weekly.after(slot).moment
    assert slot.day.weekday() == weekly.weekday and slot == weekly.slot_on(slot.day)


@patient
@given(times, moments)
def test_each_week_has_one_slot_at_its_hour_or_where_that_is_skipped_after_it(weekly, now):
    slots = list(islice(weekly.upcoming(now, None), 60))
    assert all(later.day - slot.day == WEEK for slot, later in pairwise(slots))
    assert all(later.moment > slot.moment for slot, later in pairwise(slots))
    for slot in slots:
        shown = slot.moment.astimezone(weekly.zone).replace(tzinfo=None)
        meant = datetime(slot.day.year, slot.day.month, slot.day.day, weekly.hour)
        assert timedelta(0) <= shown - meant <= DAY  # a whole day was skipped on some islands


@patient
@given(times, st.lists(st.one_of(moments, st.integers(1, 9 * 24 * 60).map(lambda n: n * MINUTE)), max_size=40), moments)
def test_whenever_the_worker_looks_no_slot_is_dealt_with_twice_and_none_a_day_late(weekly, looks, now):
    last_day, sent = None, []
    for look in looks:
        now = now + look if isinstance(look, timedelta) else max(now, look)
        slot = weekly.latest(now)
        found = timing(slot, now, last_day)
        if found != Timing.DEALT_WITH:
            last_day = slot.day
        if found == Timing.DUE:
            assert now - slot.moment <= LATEST
            sent.append(slot.day)
    assert sent == sorted(set(sent))


@patient
@given(st.lists(st.tuples(times, st.integers(0, 200)), max_size=30), moments)
def test_who_travels_or_changes_the_hour_gets_no_second_summary_on_a_day(changes, now):
    last_day, sent = None, []
    for weekly, hours in changes:
        now += hours * HOUR
        slot = weekly.latest(now)
        if timing(slot, now, last_day) != Timing.DEALT_WITH:
            last_day = slot.day
            sent.append(slot.day)
    assert sent == sorted(set(sent))


def test_an_hour_that_the_clock_skips_is_the_moment_of_the_change():
    sundays_at_two = WeeklyTime(6, 2, BERLIN)
    assert sundays_at_two.slot_on(date(2026, 3, 29)).moment == utc(2026, 3, 29, 1)
    assert [slot.moment.hour for slot in islice(sundays_at_two.upcoming(utc(2026, 3, 20), None), 3)] == [1, 1, 0]


def test_an_hour_that_the_clock_shows_twice_counts_once():
    sundays_at_two = WeeklyTime(6, 2, BERLIN)
    slot = sundays_at_two.slot_on(date(2026, 10, 25))
    assert slot.moment == utc(2026, 10, 25, 0)
    again = slot.moment + HOUR  # two o'clock for the second time
    assert sundays_at_two.latest(again) == slot and timing(slot, again, slot.day) == Timing.DEALT_WITH


def test_midnight_shown_twice_counts_once():
    """In St John's the clock went back at one minute past midnight, into the day before."""
    weekly = WeeklyTime(6, 0, ZoneInfo("America/St_Johns"))
    slot = weekly.slot_on(date(2010, 11, 7))
    after = slot.moment + 10 * MINUTE
    assert after.astimezone(weekly.zone).date() == date(2010, 11, 6)
    assert weekly.latest(after) == slot == weekly.latest(slot.moment + 3 * HOUR)


def test_a_day_that_an_island_skips_counts_on_the_next():
    slot = WeeklyTime(4, 9, APIA).slot_on(date(2011, 12, 30))
    assert slot.moment.astimezone(APIA).date() == date(2011, 12, 31)


@pytest.mark.parametrize(
    ("late", "last", "found"),
    [
        (timedelta(0), None, Timing.DUE),
        (timedelta(0), MONDAY - WEEK, Timing.DUE),
        (LATEST, MONDAY - WEEK, Timing.DUE),
        (LATEST + MINUTE, MONDAY - WEEK, Timing.TOO_LATE),
        (MINUTE, MONDAY, Timing.DEALT_WITH),
        (MINUTE, MONDAY + DAY, Timing.DEALT_WITH),
    ],
)
def test_a_slot_is_due_for_a_day(late, last, found):
    slot = AT_EIGHT.slot_on(MONDAY)
    assert timing(slot, slot.moment + late, last) == found


def test_slots_that_passed_unnoticed_before_the_latest_are_counted():
    slot = AT_EIGHT.slot_on(MONDAY)
    assert [missed_before(slot, last) for last in (None, MONDAY, MONDAY - WEEK)] == [0, 0, 0]
    assert missed_before(slot, MONDAY - 3 * WEEK) == 2
    assert missed_before(slot, MONDAY - WEEK - 3 * DAY) == 0  # the weekday was changed


def test_a_slot_that_waits_to_be_sent_is_the_next():
    slot = AT_EIGHT.slot_on(MONDAY)
    late = slot.moment + HOUR
    assert next(AT_EIGHT.upcoming(late, MONDAY - WEEK)) == slot
    assert next(AT_EIGHT.upcoming(late, MONDAY)) == AT_EIGHT.after(slot)
    assert next(AT_EIGHT.upcoming(late + LATEST, MONDAY - WEEK)) == AT_EIGHT.after(slot)


def standing_on(today=MONDAY, *, done=(), started_on=MONDAY, pauses=(), items=4, number=1):
    """Return the standing on a roadmap of three months; without STARTED_ON there is no plan."""
    rows = tuple(ItemRow(10 * number + place, "", f"Item {place}", "", False) for place in range(items))
    topic = TopicNode(number, "t", "Topic", "", False, "/t/", rows, ())
    stage = StageNode(number, 1, "s", "Basics", "", 0, 3, False, "/s/", (topic,))
    tree = RoadmapTree(number, 1, "r", "Roadmap", "", "", 10, True, "/r/", (stage,))
    plans = ((number, PlanTerm(started_on, started_on, 10)),) if started_on else ()
    state = LearnerState(done=frozenset(10 * number + place for place in done), plans=plans, pauses=tuple(pauses))
    return compute_standing(tree, state, today)


@pytest.mark.parametrize(
    ("day", "values", "reason"),
    [
        (MONDAY, {}, None),
        (MONDAY - DAY, {}, Silence.NOT_BEGUN),
        (MONDAY, {"started_on": None}, Silence.NO_PLAN),
        (MONDAY, {"started_on": None, "done": (1,)}, Silence.NO_PLAN),
        (MONDAY, {"done": range(4)}, Silence.FINISHED),
        (MONDAY, {"pauses": [(MONDAY, MONDAY)]}, Silence.PAUSED),
        (MONDAY, {"pauses": [(MONDAY - DAY, None)]}, Silence.PAUSED),
        (MONDAY, {"pauses": [(MONDAY - DAY, MONDAY - DAY), (MONDAY + DAY, None)]}, None),
        (date(2026, 6, 2), {}, None),
        (date(2026, 6, 3), {}, Silence.ENDED),
        (date(2026, 6, 3), {"pauses": [(MONDAY, MONDAY)]}, None),
    ],
)
def test_a_roadmap_is_silent_for_a_reason(day, values, reason):
    assert silence(standing_on(day, **values), day) == reason


def test_a_roadmap_without_items_is_under_way_too():
    assert silence(standing_on(items=0), MONDAY) is None


def test_one_roadmap_that_is_under_way_is_enough():
    finished, under_way, later = standing_on(done=range(4)), standing_on(number=2), standing_on(started_on=None)
    assert why_silent([finished, under_way, later], MONDAY) is None
    assert why_silent([finished, later], MONDAY) == Silence.FINISHED
    assert why_silent([], MONDAY) == Silence.NO_PLAN


def test_the_next_summary_comes_after_the_pause():
    now = utc(2026, 3, 3)
    pause = (MONDAY + 5 * DAY, MONDAY + 20 * DAY)
    slot, reason = next_sent(AT_EIGHT.upcoming(now, MONDAY), [standing_on(pauses=[pause])])
    assert (slot.day, reason) == (MONDAY + 3 * WEEK, Silence.PAUSED)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"pauses": [(MONDAY, None)]}, Silence.PAUSED),
        ({"done": range(4)}, Silence.FINISHED),
        ({"started_on": None}, Silence.NO_PLAN),
        ({"started_on": date(2025, 3, 3)}, Silence.ENDED),
    ],
)
def test_where_none_comes_the_reason_is_known(values, reason):
    assert next_sent(AT_EIGHT.upcoming(utc(2026, 3, 3), None), [standing_on(**values)]) == (None, reason)
