"""The page of a learner's activity over HTTP."""

from datetime import UTC, date, datetime, timedelta

import pytest
from time_machine import travel

from roadmap_app.actions.notes import save_note
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.progress import set_item, set_topic
from roadmap_app.models import Activity, Pause, Roadmap
from tests.makers import make_roadmap, make_stage, make_topic, make_user
from tests.views.rituals import post, queries

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with travel(NOW, tick=False):
        yield


@pytest.fixture
def topic():
    return make_topic(make_stage(make_roadmap(slug="r", title="A roadmap")), items=3)


def page(client, query=""):
    response = client.get(f"/activity/{query}")
    assert response.status_code == 200
    return response.content.decode()


def work(user, topic, *days):
    """Give USER a tick on TOPIC so many DAYS ago."""
    items = list(topic.items.exclude(completion__user=user))
    for day in days:
        with travel(NOW - timedelta(days=day), tick=False):
            set_item(user=user, item=items.pop(), done=True)


def test_activity_shows_rhythm_calendar_and_burn_up(learner_client, learner, topic):
    work(learner, topic, 0, 7)
    enrol(user=learner, roadmap=topic.roadmap, started_on=date(2026, 2, 1), hours_per_week=10)
    html = page(learner_client)
    assert "2 weeks in a row with study" in html and "This week: 1 item." in html
    assert "2 items on 2 days" in html and "4 March 2026: 1 item</title>" in html
    assert "2 of 3 items done;" in html and '<polyline class="planned"' in html
    assert '<th scope="row">4 Mar 2026 (today)</th>' in html


def test_the_burn_up_shows_the_forecast_once_there_is_one(learner_client, learner):
    topic = make_topic(make_stage(make_roadmap(slug="r", title="A roadmap")), items=12)
    work(learner, topic, 0, 7, 14, 21)
    assert "At your pace" not in page(learner_client)
    work(learner, topic, 28)
    html = page(learner_client)
    assert "At your pace it is likely to be done around" in html and '<polygon class="fan"' in html


def test_activity_of_nobody_yet(learner_client, topic):
    html = page(learner_client)
    assert "No weeks in a row at the moment" in html and "No item ticked and no note written" in html
    assert "the tallest" not in html
    assert "Once you have ticked an item" in html and "polyline" not in html


def test_activity_without_a_plan_offers_one(learner_client, learner, topic):
    work(learner, topic, 0)
    html = page(learner_client)
    assert "/roadmaps/r/enrolment/?next=/activity/" in html and '<polyline class="planned"' not in html


def test_activity_respects_pauses(learner_client, learner, topic):
    work(learner, topic, 0, 14)
    assert "1 week with study" in page(learner_client)
    Pause.objects.create(user=learner, first_day=date(2026, 2, 21), last_day=date(2026, 3, 2))
    assert "2 weeks in a row with study" in page(learner_client)


def test_activity_in_a_pause_asks_for_nothing(learner_client, learner, topic):
    Pause.objects.create(user=learner, first_day=date(2026, 3, 2))
    assert "This week lies in a pause" in page(learner_client)


def test_the_latest_year_keeps_the_tomorrow_of_those_who_crossed_the_date_line(learner_client, learner, topic):
    work(learner, topic, 0, -1)
    assert "2 items on 2 days" in page(learner_client)


def test_activity_of_a_year(learner_client, learner, topic):
    work(learner, topic, 0, 100)
    html = page(learner_client, "?year=2025")
    assert "24 November 2025: 1 item" in html and "4 March 2026: 1 item" not in html
    assert 'href="/activity/#calendar"' in html and 'href="/activity/?year=2026#calendar"' in html
    assert "No item ticked" in page(learner_client, "?year=2024")


@pytest.mark.parametrize("query", ["year=26", "year=1999", "year=20²6", "year=20a0", "roadmap=other", "roadmap=draft"])
def test_activity_of_an_unknown_year_or_roadmap_is_404(learner_client, topic, query):
    make_roadmap(slug="draft", is_published=False)
    assert learner_client.get(f"/activity/?{query}").status_code == 404


def test_activity_of_several_roadmaps_offers_a_choice(learner_client, learner, topic):
    other = make_topic(make_stage(make_roadmap(slug="s", title="Another", position=1)), items=5)
    work(learner, topic, 0)
    assert 'aria-label="Roadmaps"' not in page(learner_client)
    work(learner, other, 0)
    html = page(learner_client, "?year=2026&roadmap=s")
    assert "1 of 5 items done" in html and "1 of 3 items done" in page(learner_client)
    assert 'href="/activity/?year=2026&amp;roadmap=r#burn-up"' in html
    assert "2 items on 1 day" in html  # the calendar is that of all roadmaps


def test_activity_is_the_learners_own(learner_client, client, topic):
    set_topic(user=make_user(), topic=topic, done=True)
    assert "1 item" not in page(learner_client)
    assert client.get("/activity/").headers["Location"] == "/accounts/login/?next=/activity/"


def test_activity_of_an_unpublished_roadmap_counts_and_is_not_named(learner_client, learner, topic):
    work(learner, topic, 0)
    Roadmap.objects.update(is_published=False)
    html = page(learner_client)
    assert "1 item on 1 day" in html and "A roadmap" not in html


def test_activity_counts_days_in_the_learners_zone(learner_client, learner, topic):
    learner.time_zone = "Asia/Tokyo"
    learner.save()
    with travel("2026-03-01T20:00Z", tick=False):  # Monday there, Sunday in UTC
        set_item(user=learner, item=topic.items.first(), done=True)
        save_note(user=learner, topic=topic, body="Words", version=0)
    assert "2 March 2026: 1 item, 1 note" in page(learner_client)


@pytest.mark.parametrize(
    ("part", "words"),
    [("rhythm", "A week counts"), ("calendar", "The latest year"), ("burn_up", "Done against plan: ")],
)
def test_activity_part_hides_and_shows(learner_client, learner, topic, part, words):
    work(learner, topic, 0)
    assert words in page(learner_client)
    for _ in range(2):
        response = post(learner_client, f"/activity/parts/{part}/", state="hidden", next="/activity/?year=2026")
        assert response.headers["Location"] == "/activity/?year=2026"
    learner.refresh_from_db()
    assert not getattr(learner, f"shows_{part}")
    assert words not in page(learner_client) and "What you have hidden" in page(learner_client)
    post(learner_client, f"/activity/parts/{part}/", state="shown")
    assert words in page(learner_client) and "What you have hidden" not in page(learner_client)


def test_activity_part_refuses_other_states_and_parts(learner_client, client, learner):
    assert post(learner_client, "/activity/parts/calendar/", state="toggle").status_code == 400
    assert post(learner_client, "/activity/parts/password/", state="hidden").status_code == 404
    assert learner_client.get("/activity/parts/calendar/").status_code == 405
    assert post(client, "/activity/parts/calendar/", state="hidden").status_code == 302
    learner.refresh_from_db()
    assert learner.shows_calendar


def test_hidden_parts_are_not_read(learner_client, learner, topic):
    work(learner, topic, 0)
    page(learner_client)
    for part in ("rhythm", "calendar", "burn_up"):
        setattr(learner, f"shows_{part}", False)
    learner.save()
    with queries(at_most=8):
        page(learner_client)


def test_activity_is_linked_from_the_navigation_and_once_begun_from_the_roadmap(learner_client, learner, topic):
    assert 'href="/activity/"' in learner_client.get("/roadmaps/r/").content.decode()
    assert "/activity/?roadmap=r" not in learner_client.get("/roadmaps/r/").content.decode()
    work(learner, topic, 0)
    assert "/activity/?roadmap=r" in learner_client.get("/roadmaps/r/").content.decode()


@pytest.mark.parametrize("days", [1, 5 * 365])
def test_activity_costs_the_same_after_five_years(learner_client, learner, days):
    topic = make_topic(make_stage(make_roadmap(slug="r")), items=days // 8 + 1)
    items = list(topic.items.all())
    today = NOW.date()
    Activity.objects.bulk_create(
        Activity(user=learner, verb="ticked", topic=topic, item=items[day // 8], on=today - timedelta(days=day), at=NOW)
        for day in range(days)
    )
    enrol(user=learner, roadmap=topic.roadmap, started_on=today - timedelta(days=days), hours_per_week=10)
    page(learner_client)  # reads the snapshot
    with queries(at_most=12):
        html = page(learner_client)
    assert f"{min(days, 53 * 7 - 4)} item" in html
    assert len(html) < 90_000
