"""The end of a roadmap: when its page is there, and what it says."""

from datetime import UTC, datetime

import pytest
from time_machine import travel

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.notes import save_note
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.progress import set_item, set_skip, set_topic
from roadmap_app.actions.visits import begin_visits
from roadmap_app.queries.curriculum import tree
from tests.makers import make_item, make_roadmap, make_stage, make_topic, make_user
from tests.views.rituals import queries

pytestmark = pytest.mark.django_db
FINISH = "/roadmaps/r/finish/"


def on(month, day=1):
    return travel(datetime(2026, month, day, 12, tzinfo=UTC), tick=False)


@pytest.fixture
def topic():
    """Return a topic of three items that take 40 minutes each, in a roadmap whose history begins in January."""
    with on(1):
        topic = make_topic(
            make_stage(make_roadmap(slug="r", title="The Road"), slug="s"), items=0, slug="t", title="Knots"
        )
        for _ in range(3):
            make_item(topic, minutes=40)
    return topic


@pytest.fixture
def walked(learner, topic):
    """Return a learner who has walked the roadmap from February to May, in three weeks, with a note and a skip."""
    learner.name = "Ada"
    learner.save()
    with on(1):
        skipped = make_topic(topic.stage, items=2)
        enrol(user=learner, roadmap=topic.roadmap, started_on="2026-02-01", hours_per_week=10)
    for month, item in zip((2, 3, 5), topic.items.all(), strict=True):
        with on(month, 3):
            set_item(user=learner, item=item, done=True)
    with on(3, 4):
        save_note(user=learner, topic=topic, body="A bowline", version=0)
    with on(5, 4):
        set_skip(user=learner, topic=skipped, skipped=True)
    return learner


def text_of(client, address=FINISH):
    return " ".join(client.get(address).content.decode().split())


def test_the_page_holds_name_dates_numbers_and_notes(learner_client, walked):
    with on(6):
        page = text_of(learner_client)
    assert "The Road" in page and "by <bdi>Ada</bdi>" in page
    for day in ("3 February 2026", "3 May 2026"):
        assert f">{day}</time>" in page
    counts = {
        "items done": 3,
        "hours planned": 2,
        "weeks studied": 3,
        "note written": 1,
        "topic skipped": 1,
    }
    for label, count in counts.items():
        assert f"<dt>{label}</dt><dd>{count}</dd>" in page
    assert '<a href="/roadmaps/r/s/t/#note" dir="auto">Knots</a>' in page


def test_before_the_end_the_page_says_what_is_done_and_leads_on(learner_client, learner, topic):
    set_item(user=learner, item=topic.items.first(), done=True)
    page = text_of(learner_client)
    assert "Not walked to the end yet" in page and "1 of 3 items are done" in page and ">Continue</a>" in page
    assert "Walked to the end" not in page


def test_a_roadmap_without_items_has_no_end(learner_client):
    make_roadmap(slug="empty")
    assert "There is nothing to tick on this roadmap." in text_of(learner_client, "/roadmaps/empty/finish/")
    assert "<figcaption>Nothing to tick yet" in text_of(learner_client, "/roadmaps/empty/")


def test_who_skips_all_of_it_is_told_so(learner_client, learner, topic):
    set_skip(user=learner, topic=topic, skipped=True)
    assert "You skip every topic of this roadmap." in text_of(learner_client)
    page = text_of(learner_client, "/roadmaps/r/")
    assert "<figcaption>All of it is skipped" in page
    assert "> Next on the trail </h2> <p>Nothing is open: you skip every topic." in page


def test_the_page_is_the_learners_own(client, learner_client, walked, topic):
    assert client.get(FINISH).headers["Location"].startswith("/accounts/login/?next=")
    client.force_login(make_user())
    assert "Not walked to the end yet" in text_of(client)
    topic.roadmap.is_published = False
    topic.roadmap.save()
    assert learner_client.get(FINISH).status_code == 404
    assert learner_client.post(FINISH).status_code == 405


def test_new_items_leave_the_page_and_say_so(learner_client, walked, topic):
    with on(6):
        begin_visits(user=walked, tree=tree(topic.roadmap))
        assert 'href="/roadmaps/r/finish/">Look back on it' in text_of(learner_client, "/roadmaps/r/")
    with on(7):
        save_content(make_item(topic, title="Splices"))
        page = text_of(learner_client)
        assert "Walked to the end" in page and ">3 May 2026</time>" in page
        assert "1 item is open now" in page and "Go on with “<bdi>Splices</bdi>”" in page
        home = text_of(learner_client, "/roadmaps/r/")
        assert "You had walked all of it before" in home and 'href="/roadmaps/r/finish/"' in home
        activity = text_of(learner_client, "/activity/")
        assert "All was done on 3 May 2026" in activity


def test_news_say_nothing_of_an_end_that_was_not_reached(learner_client, learner, topic):
    set_item(user=learner, item=topic.items.first(), done=True)
    begin_visits(user=learner, tree=tree(topic.roadmap))
    save_content(make_item(topic))
    home = text_of(learner_client, "/roadmaps/r/")
    assert "Changed since your last visit" in home and "You had walked all of it" not in home


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_runs_at_most_14_queries_regardless_of_items(learner_client, learner, count):
    stage = make_stage(make_roadmap(slug="r"))
    for _ in range(count):
        topic = make_topic(stage, items=1)
        set_topic(user=learner, topic=topic, done=True)
        save_note(user=learner, topic=topic, body="note", version=0)
    learner_client.get(FINISH)
    with queries(at_most=14):
        assert "Walked to the end" in learner_client.get(FINISH).content.decode()
    assert 'id="start"' not in learner_client.get("/roadmaps/r/").content.decode()  # there is nothing left to plan
