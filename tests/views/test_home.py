"""The page of a roadmap that a learner has begun, and the list of several."""

from datetime import date, timedelta

import pytest

from roadmap_app.actions.notes import save_note
from roadmap_app.actions.pauses import book_pause
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.progress import set_item, set_topic
from roadmap_app.models import Activity, Forecast
from tests.makers import make_roadmap, make_stage, make_topic
from tests.views.rituals import queries

pytestmark = pytest.mark.django_db
SUMMARY = "What this road is for"


@pytest.fixture
def topic(time_machine):
    time_machine.move_to("2026-01-14T12:00:00Z", tick=False)
    stage = make_stage(make_roadmap(slug="r", title="The Road", summary=SUMMARY), slug="s", title="Stage one")
    make_topic(make_stage(stage.roadmap, slug="s2", title="Stage two", start_month=3, end_month=6), title="Later")
    return make_topic(stage, slug="t", title="Algebra")


def page_of(client, path="/roadmaps/r/"):
    return " ".join(client.get(path).content.decode().split())


def test_a_learner_who_has_not_begun_reads_what_the_roadmap_is_for(client, learner_client, topic):
    for page in (page_of(client), page_of(learner_client)):
        assert SUMMARY in page and "Continue" not in page and "<details" not in page


def test_a_learner_who_has_begun_is_told_week_and_next_item(learner_client, learner, topic):
    enrol(user=learner, roadmap=topic.roadmap, started_on=date(2026, 1, 1), hours_per_week=10)
    first = topic.items.order_by("position").first()
    page = page_of(learner_client)
    assert f"Week 2. Next: <bdi>{first.title}</bdi>, in <bdi>Algebra</bdi>." in page and SUMMARY not in page
    assert f'href="/roadmaps/r/s/t/#item-{first.pk}">Continue' in page


def test_only_the_current_stage_is_unfolded(learner_client, learner, topic):
    set_item(user=learner, item=topic.items.first(), done=True)
    page = page_of(learner_client)
    assert (page.count("<details open>"), page.count("<details>")) == (1, 1)
    set_topic(user=learner, topic=topic, done=True)
    assert page_of(learner_client).index("<details>") < page_of(learner_client).index("<details open>")


def test_this_weeks_items_and_the_last_note_are_shown(learner_client, learner, topic):
    set_item(user=learner, item=topic.items.first(), done=True)
    save_note(user=learner, topic=topic, body="vectors", version=0)
    page = page_of(learner_client)
    assert "<strong>1</strong> item done" in page and 'href="/roadmaps/r/s/t/#note" dir="auto">Algebra' in page


def test_a_week_begins_on_monday_in_the_learners_time_zone(learner_client, learner, topic, time_machine):
    learner.time_zone = "Pacific/Auckland"
    learner.save()
    time_machine.move_to("2026-01-11T10:30:00Z")  # 23:30 on Sunday in Auckland
    set_item(user=learner, item=topic.items.first(), done=True)
    time_machine.move_to("2026-01-11T11:30:00Z")  # 0:30 on Monday
    assert "<strong>0</strong> items done" in page_of(learner_client)


def test_a_journey_moves_no_item_into_this_week(learner_client, learner, topic, time_machine):
    learner.time_zone = "Europe/Berlin"
    learner.save()
    time_machine.move_to("2026-01-11T19:00:00Z")  # 20:00 on Sunday in Berlin, 8:00 on Monday in Auckland
    set_item(user=learner, item=topic.items.first(), done=True)
    learner.time_zone = "Pacific/Auckland"
    learner.save()
    assert "<strong>0</strong> items done" in page_of(learner_client)
    set_item(user=learner, item=topic.items.last(), done=True)
    assert "<strong>1</strong> item done" in page_of(learner_client)


def test_a_pause_without_an_end_is_said(learner_client, learner, topic):
    enrol(user=learner, roadmap=topic.roadmap, started_on=date(2026, 1, 1), hours_per_week=10)
    book_pause(user=learner, first_day=date(2026, 1, 10), last_day=None)
    assert "On a pause. Next:" in page_of(learner_client)


def test_a_finished_roadmap_offers_nothing_more(learner_client, learner, topic):
    for each in (topic, topic.roadmap.stages.last().topics.get()):
        set_topic(user=learner, topic=each, done=True)
    page = page_of(learner_client)
    assert "You have walked it all." in page and "Continue" not in page


def test_the_list_says_where_one_is_and_warns_of_too_many_hours(learner_client, learner, topic):
    other = make_roadmap(slug="other", title="Another")
    for roadmap, hours in ((topic.roadmap, 8), (other, 6)):
        enrol(user=learner, roadmap=roadmap, started_on=date(2026, 1, 1), hours_per_week=hours)
    page = page_of(learner_client, "/")
    assert "Your plans take 14 hours a week." in page and "Week 2. Next:" in page
    assert "1 week behind · This week: 0 items done" in page
    learner.hours_a_week = 10
    learner.save()
    assert "Your plans take 14 hours a week, more than the 10 that you have" in page_of(learner_client, "/")


def test_the_list_begins_with_what_one_has_begun(learner_client, learner, topic):
    make_roadmap(slug="a", title="Another")
    places = [page_of(learner_client, "/").index(title) for title in ("Another", topic.roadmap.title)]
    enrol(user=learner, roadmap=topic.roadmap, started_on=date(2026, 1, 1), hours_per_week=8)
    later = [page_of(learner_client, "/").index(title) for title in ("Another", topic.roadmap.title)]
    assert places == sorted(places) and later == sorted(later, reverse=True)


@pytest.mark.parametrize("days", [1, 5 * 365])
def test_a_page_costs_the_same_after_five_years_of_daily_study(learner_client, learner, topic, days):
    today, items = date(2026, 1, 14), list(topic.items.order_by("position"))
    Activity.objects.bulk_create(
        Activity(user=learner, verb="ticked", topic=topic, item=items[ago % 2], on=today - timedelta(days=ago))
        for ago in range(days)
    )
    ends_on = date(2026, 12, 1)
    Forecast.objects.bulk_create(
        Forecast(
            user=learner, roadmap=topic.roadmap, week=week, made_on=week, low=ends_on, likely=ends_on, high=ends_on
        )
        for week in (date(2026, 1, 5) - timedelta(weeks=ago) for ago in range(days // 7))
    )
    enrol(user=learner, roadmap=topic.roadmap, started_on=today - timedelta(days=days), hours_per_week=10)
    page_of(learner_client)  # reads the snapshot
    for path in ("/roadmaps/r/", "/roadmaps/r/now/"):
        set_item(user=learner, item=items[0], done=path == "/roadmaps/r/")  # so that nothing of hers is kept
        with queries(at_most=10):
            assert len(page_of(learner_client, path)) < 18_000


def test_hours_a_week_are_set_and_validated_in_the_settings(learner_client, learner):
    hours = "/settings/hours/"
    assert learner_client.post(hours, {"hours_a_week": "10"}).status_code == 302
    learner.refresh_from_db()
    assert learner.hours_a_week == 10
    for wrong in ("81", "0", "-1", "1.5"):
        refused = learner_client.post(hours, {"hours_a_week": wrong})
        assert refused.status_code == 422 and refused.content.decode().count("whole number of hours, 1 to 80") == 1, (
            wrong
        )
    assert learner_client.post(hours, {"hours_a_week": ""}).status_code == 302
    learner.refresh_from_db()
    assert learner.hours_a_week is None
