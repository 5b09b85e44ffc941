"""Forecasts are stored once a week and scored once, when their milestone comes or their dates have passed."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadmap_app.actions.curriculum import set_retired
from roadmap_app.actions.forecasts import KEPT_WEEKS, Made, make_forecasts, update_forecasts
from roadmap_app.actions.progress import set_item, set_skip, set_topic
from roadmap_app.domain.forecast.finish import Finish, forecast
from roadmap_app.domain.forecast.inputs import from_json
from roadmap_app.domain.forecast.learning import TARGET, adapted
from roadmap_app.models import Activity, Completion, Forecast, Roadmap
from roadmap_app.queries.forecasts import past_forecasts
from tests.makers import make_stage, make_topic, make_user

pytestmark = pytest.mark.django_db
START = date(2026, 1, 5)  # a Monday


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def after(weeks, days=0):
    return START + timedelta(weeks=weeks, days=days)


def tick(learner, item, day):
    """Tick ITEM as if on DAY."""
    with time_machine.travel(noon(day), tick=False):
        set_item(user=learner, item=item, done=True)


@pytest.fixture
def items(learner):
    """Two items a week for six weeks, of the forty in two stages; return the others."""
    stage = make_stage()
    topics = [make_topic(stage, items=20), make_topic(make_stage(stage.roadmap), items=20)]
    every = [item for topic in topics for item in topic.items.order_by("pk")]
    for number, item in enumerate(every[:12]):
        tick(learner, item, after(number // 2))
    return every[12:]


def update(learner, day):
    return update_forecasts(user=learner, now=noon(day))


def stored(**values):
    return list(Forecast.objects.filter(**values).order_by("pk"))


def test_a_weeks_forecasts_are_those_of_the_next_stage_and_the_end(learner, items):
    assert update(learner, after(6)) == Made(stored=2)
    stage, end = stored()
    assert (stage.stage.slug, end.stage) == ("stage-1", None)
    for row in (stage, end):
        assert (row.week, row.made_on, row.scored_on, row.held) == (after(6), after(6), None, None)
        assert forecast(from_json(row.inputs)) == Finish(row.low, row.likely, row.high)
    assert after(6) < stage.low and stage.high < end.high


def test_it_is_stored_once_a_week(learner, items):
    update(learner, after(6))
    assert update(learner, after(6, days=6)) == Made()
    assert update(learner, after(7)) == Made(stored=2)
    assert [row.week for row in stored(stage=None)] == [after(6), after(7)]


def test_the_database_allows_one_a_week_and_milestone(learner, items):
    update(learner, after(6))
    for row in stored():
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_another_workers_forecast_stays(learner, items, monkeypatch):
    update(learner, after(6))
    made = [row.likely for row in stored()]
    # As if the other worker stored it right after this one looked.
    monkeypatch.setattr("roadmap_app.actions.forecasts._made_in", lambda user, week: set())
    set_item(user=learner, item=items[0], done=True)
    update(learner, after(6, days=1))
    assert [row.likely for row in stored()] == made


def test_the_day_is_the_learners(learner, items):
    learner.time_zone = "Pacific/Kiritimati"  # 14 hours ahead
    learner.save()
    update_forecasts(user=learner, now=datetime(2026, 2, 15, 12, tzinfo=UTC))
    assert {row.week for row in stored()} == {date(2026, 2, 16)}


def test_a_reached_milestone_is_scored_by_the_day_of_its_last_tick(learner, items):
    update(learner, after(6))
    row = stored(stage__isnull=False)[0]
    for item in items[:8]:
        tick(learner, item, row.likely)
    assert update(learner, row.likely + timedelta(days=3)).scored == 1
    row.refresh_from_db()
    assert (row.held, row.reached_on, row.scored_on) == (True, row.likely, row.likely + timedelta(days=3))


def test_a_milestone_reached_too_early_is_a_miss(learner, items):
    update(learner, after(6))
    row = stored(stage__isnull=False)[0]
    for item in items[:8]:
        tick(learner, item, after(6, days=1))
    update(learner, after(6, days=2))
    row.refresh_from_db()
    assert (row.held, row.reached_on) == (False, after(6, days=1))


def test_a_forecast_whose_last_day_has_passed_is_a_miss(learner, items):
    update(learner, after(6))
    row = stored(stage__isnull=False)[0]
    assert update(learner, row.high).scored == 0
    assert update(learner, row.high + timedelta(days=1)).scored == 1
    row.refresh_from_db()
    assert (row.held, row.reached_on) == (False, None)
    assert past_forecasts(learner, row.high).outcomes == (False,)


def test_a_stage_that_is_finished_by_a_skip_is_reached_on_the_day_of_the_run(learner, items):
    update(learner, after(6))
    set_skip(user=learner, topic=items[0].topic, skipped=True)
    update(learner, after(9))
    row = stored(stage__isnull=False)[0]
    assert (row.reached_on, row.held) == (after(9), row.low <= after(9) <= row.high)


def test_a_milestone_that_editors_took_out_neither_held_nor_missed(learner, items):
    update(learner, after(6))
    set_retired([items[0].topic.stage], retired=True)
    row = stored(stage__isnull=False)[0]
    assert update(learner, row.high).scored == 0
    update(learner, row.high + timedelta(days=1))
    row.refresh_from_db()
    assert (row.scored_on, row.held, row.reached_on) == (row.high + timedelta(days=1), None, None)
    assert past_forecasts(learner, after(7)).outcomes == ()


def test_a_roadmap_that_is_hidden_for_a_while_leaves_the_record_as_it_is(learner, items):
    update(learner, after(6))
    row = stored(stage__isnull=False)[0]
    Roadmap.objects.update(is_published=False)
    assert update(learner, after(6, days=1)) == Made()
    Roadmap.objects.update(is_published=True)
    for item in items[:8]:
        tick(learner, item, row.likely)
    update(learner, row.likely)
    row.refresh_from_db()
    assert (row.held, row.reached_on) == (True, row.likely)


def test_what_was_scored_says_how_wide_the_next_is(learner, items):
    update(learner, after(6))
    Forecast.objects.update(scored_on=after(6), held=False)
    update(learner, after(7))
    widened = adapted(adapted(TARGET, False), False)
    assert {row.inputs["miscoverage"] for row in stored(week=after(7))} == {widened}


def test_inputs_are_dropped_after_some_weeks(learner, items):
    for week in range(6, 6 + KEPT_WEEKS + 2):
        update(learner, after(week))
    assert [row.inputs is None for row in stored(stage=None)] == [True, *[False] * (KEPT_WEEKS + 1)]


def test_later_activity_changes_no_past_forecast(learner, items):
    update(learner, after(6))
    before = list(Forecast.objects.values())
    set_topic(user=learner, topic=items[-1].topic, done=True)
    update(learner, after(6, days=1))
    Completion.objects.filter(item__topic=items[-1].topic).delete()
    Activity.objects.filter(item__topic=items[-1].topic).delete()
    update(learner, after(6, days=2))
    assert list(Forecast.objects.values()) == before


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 27), st.booleans(), st.integers(0, 3)), max_size=12))
def test_whatever_a_learner_does_a_forecast_keeps_its_dates_and_outcome(learner, items, steps):
    with transaction.atomic():
        Forecast.objects.all().delete()
        week, seen = 6, {}
        for number, done, weeks in steps:
            with time_machine.travel(noon(after(week)), tick=False):
                set_item(user=learner, item=items[number], done=done)
            update(learner, after(week))
            for row in stored():
                was = seen.setdefault(row.pk, row)
                assert (was.low, was.likely, was.high, was.made_on) == (row.low, row.likely, row.high, row.made_on)
                if was.scored_on:
                    assert (was.scored_on, was.held, was.reached_on) == (row.scored_on, row.held, row.reached_on)
                seen[row.pk] = row
            week += weeks
        transaction.set_rollback(True)


def test_all_active_learners_get_theirs_and_nobody_else(learner, items):
    gone, idle = make_user(is_active=False), make_user()
    for user in (gone, idle):
        for number, item in enumerate(items[:12]):
            tick(user, item, after(number // 2 - (20 if user is idle else 0)))
    with time_machine.travel(noon(after(6)), tick=False):
        assert make_forecasts() == Made(stored=2)
        assert make_forecasts() == Made()
    assert {row.user for row in stored()} == {learner}


def test_who_stopped_is_scored_all_the_same(learner, items):
    update(learner, after(6))
    with time_machine.travel(noon(max(row.high for row in stored()) + timedelta(days=1)), tick=False):
        assert make_forecasts().scored == 2


@pytest.mark.parametrize("count", [1, 30])
def test_an_update_costs_the_same_for_many_items(learner, count, django_assert_max_num_queries):
    topic = make_topic(items=4 * count)
    for number, item in enumerate(topic.items.order_by("pk")[: 2 * count]):
        tick(learner, item, after(number % 5))
    with django_assert_max_num_queries(17):
        update(learner, after(6))
