"""The forecast on the page of a roadmap."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roadmap_app.actions.forecasts import update_forecasts
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.progress import set_item, set_topic
from roadmap_app.models import Forecast, Topic
from tests.makers import make_stage, make_topic
from tests.views.rituals import HTMX

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 2, 18, 12, tzinfo=UTC)


@pytest.fixture
def topic():
    topic = make_topic(items=40)
    make_topic(make_stage(topic.roadmap), items=20)
    return topic


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=False):
        yield


def study(learner, topic, weeks, per_week=2):
    items = topic.items.order_by("pk")[: weeks * per_week]
    for number, item in enumerate(items):
        with time_machine.travel(TODAY - timedelta(weeks=weeks - number // per_week), tick=False):
            set_item(user=learner, item=item, done=True)


def shown(client, topic):
    """Return the text of the forecast on the page of the roadmap."""
    html = client.get(reverse("roadmap", args=[topic.roadmap.slug])).content.decode()
    region = re.search(r'<div class="forecast" id="forecast">(.*?)</div>', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", region[1]).split()) if region else ""


def test_the_page_names_the_dates_and_how_they_are_computed(learner_client, learner, topic):
    study(learner, topic, 6)
    text = shown(learner_client, topic)
    assert re.search(r"At your pace the end comes around \w+ 20\d\d, probably between \d+ \w+ 20\d\d and ", text)
    assert "Stage 1, Stage 1: around" in text
    assert "From your last 6 whole weeks, 6 of them with something done: 2 items a week" in text
    assert "48 items lie ahead." in text and "held" not in text and "than forecast" not in text


def test_it_says_when_it_is_too_early_or_too_far(learner_client, learner, topic):
    enrol(user=learner, roadmap=topic.roadmap, started_on=date(2026, 2, 1), hours_per_week=5)
    assert "Too early to say when you will finish at your pace: 4 more weeks" in shown(learner_client, topic)
    study(learner, topic, 3, per_week=1)
    assert "1 more week with something done" in shown(learner_client, topic)
    for number, item in enumerate(topic.items.order_by("-pk")[:5]):
        with time_machine.travel(TODAY - timedelta(weeks=20 * number + 10), tick=False):
            set_item(user=learner, item=item, done=True)
    assert "more than ten years away" in shown(learner_client, topic)


def test_it_shows_its_record_and_why_it_moved(learner_client, learner, topic):
    study(learner, topic, 6)
    update_forecasts(user=learner, now=TODAY - timedelta(weeks=1))
    days = dict.fromkeys(("week", "made_on", "low", "likely", "high", "scored_on"), date(2026, 1, 5))
    Forecast.objects.create(user=learner, roadmap=topic.roadmap, held=True, **days)
    text = shown(learner_client, topic)
    assert "Of your last 1 forecast 1 held." in text
    assert "than forecast on 11 February: " in text and "by what you did" in text


def test_visitors_and_those_who_have_not_begun_or_are_done_see_none(client, learner_client, learner, topic):
    assert shown(client, topic) == shown(learner_client, topic) == ""
    for each in Topic.objects.filter(stage__roadmap=topic.roadmap):
        set_topic(user=learner, topic=each, done=True)
    assert shown(learner_client, topic) == ""


def test_a_tick_that_completes_a_stage_brings_the_next_forecast(learner_client, learner, topic):
    study(learner, topic, 6, per_week=6)
    *others, last = topic.items.exclude(completion__user=learner)
    for item in others:
        set_item(user=learner, item=item, done=True)
    address = reverse("item_completion", args=[last.pk])
    html = learner_client.post(address, {"state": "done", "page": "home"}, headers=HTMX).content.decode()
    assert 'id="forecast" hx-swap-oob="true"' in html and "Stage 2, <bdi>Stage 2</bdi>:" in html


def test_the_trail_shows_the_forecast_and_keeps_it_when_something_is_ticked(learner_client, learner, topic):
    study(learner, topic, 6)
    enrol(user=learner, roadmap=topic.roadmap, started_on=date(2026, 1, 1), hours_per_week=10)
    page = learner_client.get(reverse("roadmap", args=[topic.roadmap.slug])).content.decode()
    forecast = re.search(r"<b>The forecast:</b> [^<]+", page)[0]
    dates = dict(re.findall(r'form="tick" name="(low|likely|high)" value="([^"]+)"', page))
    assert len(dates) == 3 and 'class="shade"' in page
    address = reverse("item_completion", args=[topic.items.last().pk])
    for sent, is_shown in ((dates, True), ({}, False), (dates | {"high": "soon"}, False)):
        data = {"state": "done", "page": "home"} | sent
        assert (forecast in learner_client.post(address, data, headers=HTMX).content.decode()) is is_shown


def test_the_page_asks_as_few_queries_for_many_forecasts(learner_client, learner, topic):
    study(learner, topic, 6)
    counts = []
    for weeks in (range(1, 2), range(2, 32)):
        for week in weeks:
            days = dict.fromkeys(("week", "made_on", "low", "likely", "high"), date(2025, 1, 6) + timedelta(weeks=week))
            Forecast.objects.create(user=learner, roadmap=topic.roadmap, **days)
        for _ in range(2):  # fills the caches; the first visit is remembered, which is another state
            shown(learner_client, topic)
        with CaptureQueriesContext(connection) as queries:
            shown(learner_client, topic)
        counts.append(len(queries))
    assert counts[0] == counts[1]
