"""What a page says of forecasts, in two queries."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.forecasts import update_forecasts
from roadmap_app.actions.pauses import book_pause
from roadmap_app.actions.progress import set_item, set_topic
from roadmap_app.domain.forecast.movement import Movement
from roadmap_app.models import Forecast, Roadmap, Topic
from roadmap_app.queries.curriculum import tree
from roadmap_app.queries.forecasts import MilestoneForecast, TrackRecord, past_forecasts, read_forecast, ticked_days
from roadmap_app.queries.progress import read_standing
from tests.makers import make_item, make_stage, make_topic, make_user

pytestmark = pytest.mark.django_db
START = date(2026, 1, 5)  # a Monday


def after(weeks, days=0):
    return START + timedelta(weeks=weeks, days=days)


def on(day):
    return time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), tick=False)


def study(learner, topic, weeks, per_week=2):
    """Tick PER_WEEK items of TOPIC in each of WEEKS weeks."""
    for number, item in enumerate(topic.items.order_by("pk")[: weeks * per_week]):
        with on(after(number // per_week)):
            set_item(user=learner, item=item, done=True)


def read(learner, topic, day):
    with on(day):
        return read_forecast(learner, read_standing(learner, tree(Roadmap.objects.get(pk=topic.roadmap.pk))))


@pytest.fixture
def topic():
    topic = make_topic(items=40)
    make_topic(make_stage(topic.roadmap), items=20)
    return topic


@pytest.mark.parametrize(("items", "weeks"), [(40, 6), (400, 60)])
def test_a_forecast_is_two_queries(learner, items, weeks, django_assert_num_queries):
    topic = make_topic(items=items)
    study(learner, topic, weeks)
    with on(after(weeks)):
        update_forecasts(user=learner, now=datetime(2027, 6, 1, tzinfo=UTC))
        standing = read_standing(learner, tree(topic.roadmap))
        with django_assert_num_queries(2):
            assert read_forecast(learner, standing)


def test_it_has_the_next_stage_and_the_end_and_what_they_are_computed_from(learner, topic):
    study(learner, topic, 6)
    found = read(learner, topic, after(6))
    assert (found.stage.stage.slug, found.whole.stage) == ("stage-1", None)
    assert after(6) < found.stage.finish.likely < found.whole.finish.likely
    assert (found.weeks, found.active, found.per_week, found.remaining) == (6, 6, pytest.approx(2), 48)
    assert (found.track, found.by_minutes) == (TrackRecord(0, 0), False)
    assert found.whole.movement_words == ""


def test_it_says_how_many_weeks_are_missing(learner, topic):
    study(learner, topic, 3)
    found = read(learner, topic, after(3))
    assert (found.whole.reason, found.whole.finish, found.weeks_missing) == ("too_early", None, 1)


def test_nobody_gets_one_before_they_begin_or_after_they_end(learner, topic):
    assert read(learner, topic, after(1)) is None
    assert read(AnonymousUser(), topic, after(1)) is None
    for each in Topic.objects.filter(stage__roadmap=topic.roadmap):
        set_topic(user=learner, topic=each, done=True)
    assert read(learner, topic, after(1)) is None


def test_it_says_since_when_and_why_it_moved(learner, topic):
    study(learner, topic, 6)
    with on(after(6)):
        update_forecasts(user=learner, now=datetime(2026, 2, 16, 12, tzinfo=UTC))
        before = read(learner, topic, after(6)).whole
        book_pause(user=learner, first_day=after(10), last_day=after(11, days=-1))
        save_content(make_item(topic))
    found = read(learner, topic, after(7)).whole
    assert found.moved_since == after(6)
    assert found.moved.days == (found.finish.likely - before.finish.likely).days
    assert found.moved.pauses == 7 and found.moved.editors > 0 and found.moved.learner > 0
    assert "days later than forecast on 16 February: " in found.movement_words
    assert ", 7 later by pauses." in found.movement_words and "your plan" not in found.movement_words


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        (None, ""),
        (Movement(0, 0, 0, 0), ""),
        (
            Movement(-3, 0, 0, 4),
            "1 day later than forecast on 5 January: 3 sooner by what you did, 4 later by your plan.",
        ),
        (Movement(-3, 0, 0, 0), "3 days sooner than forecast on 5 January: 3 sooner by what you did."),
        (Movement(-3, 3, 0, 0), "As forecast on 5 January: 3 sooner by what you did, 3 later by what editors changed."),
    ],
)
def test_movements_in_words(moved, words):
    assert MilestoneForecast(None, None, None, moved, START).movement_words == words


def test_the_record_is_that_of_the_last_twelve(learner, topic):
    days = dict.fromkeys(("made_on", "low", "likely", "high"), START)
    for number in range(14):
        Forecast.objects.create(
            user=learner, roadmap=topic.roadmap, week=after(number), scored_on=after(number), held=number > 3, **days
        )
    past = past_forecasts(learner, after(20))
    assert past.track == TrackRecord(12, 10)
    assert len(past.outcomes) == 14


def test_forecasts_of_others_and_of_this_week_do_not_count(learner, topic):
    study(learner, topic, 6)
    other = make_user()
    study(other, topic, 6)
    for user in (learner, other):
        update_forecasts(user=user, now=datetime(2026, 2, 16, 12, tzinfo=UTC))
    Forecast.objects.filter(user=other).update(held=False, scored_on=after(6))
    past = past_forecasts(learner, after(6))
    assert (past.outcomes, past.earlier) == ((), {})
    assert len(past_forecasts(learner, after(7)).earlier) == 2


def test_a_tick_counts_on_the_day_it_was_last_made(learner, topic):
    item = topic.items.first()
    for day, done in ((0, True), (1, False), (9, True)):
        with on(after(0, days=day)):
            set_item(user=learner, item=item, done=done)
    assert ticked_days(learner) == {item.pk: after(0, days=9)}
