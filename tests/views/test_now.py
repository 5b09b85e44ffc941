"""What to do now: the queue for the minutes that somebody has, and ticking in it."""

import re

import pytest
from django.urls import reverse

from roadmap_app.actions.notes import save_note
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.progress import set_item, set_skip, set_topic
from roadmap_app.forms.now import MESSAGE
from roadmap_app.models import Activity, Completion, Item
from tests.makers import make_roadmap, make_stage, make_topic, make_user
from tests.views.rituals import post, queries

pytestmark = pytest.mark.django_db
NOW = "/roadmaps/r/now/"


@pytest.fixture
def topic():
    """Return a topic whose three items take 10 minutes each."""
    topic = make_topic(make_stage(make_roadmap(slug="r", title="The Road"), slug="s"), slug="t", title="Knots")
    topic.items.update(minutes=10)
    return topic


def text_of(client, address=NOW):
    return " ".join(client.get(address).content.decode().split())


def rows_of(html):
    return [int(row) for row in re.findall(r'<li class="item" id="item-(\d+)"', html)]


def test_now_offers_what_fits_25_minutes_or_those_in_the_address(client, topic):
    items = list(topic.items.values_list("pk", flat=True))
    page = text_of(client)
    assert rows_of(page) == items[:2]
    assert "In 25 minutes" in page and "2 items, 20 min in all." in page and "First on the roadmap" in page
    assert rows_of(text_of(client, f"{NOW}?minutes=15")) == items[:1]
    assert rows_of(text_of(client, f"{NOW}?minutes=240")) == items


def test_now_begins_with_a_topic_that_the_learner_has_begun(learner_client, learner, topic):
    later = make_topic(topic.stage, title="Ropes")
    later.items.update(minutes=5)
    done, *opened = later.items.all()
    set_item(user=learner, item=done, done=True)
    page = text_of(learner_client)
    assert rows_of(page)[:2] == [item.pk for item in opened]
    assert "You have begun this topic: 1 of 3" in page


def test_now_says_how_the_time_of_an_item_without_an_estimate_is_known(client, topic):
    topic.items.update(minutes=None)
    page = text_of(client, f"{NOW}?minutes=240")
    assert "Get on with this one, which takes about 43 h 30 min in all, and tick it another day." in page
    assert "its share of the stage’s months" in page
    assert len(rows_of(page)) == 1


def test_now_shows_a_visitor_the_beginning_as_the_roadmap_does(client, topic, settings):
    assert "Sign in</a> to go on where you are" in text_of(client)
    settings.PORTAL_PUBLIC = False
    assert client.get(NOW).headers["Location"].startswith("/accounts/login/?next=/roadmaps/r/now/")


def test_now_says_when_nothing_is_left_or_open(learner_client, learner, topic):
    set_topic(user=learner, topic=topic, done=True)
    assert "You have walked it all" in text_of(learner_client)
    set_topic(user=learner, topic=topic, done=False)
    set_skip(user=learner, topic=topic, skipped=True)
    assert "what is left has been skipped or holds no items" in text_of(learner_client)


@pytest.mark.parametrize("minutes", ["abc", "", "3", "4", "241", "999", "-25", "25.5", "9" * 5000, "<b>", "2 5", "1e2"])
def test_minutes_that_cannot_be_used_get_a_message_beside_the_field(client, topic, minutes):
    response = client.get(NOW, {"minutes": minutes})
    page = response.content.decode()
    assert response.status_code == 422
    assert MESSAGE in page and 'aria-invalid="true" aria-describedby="minutes-error"' in page
    assert rows_of(page) == [] and "<b>" not in page


def test_now_of_a_missing_or_a_drafts_roadmap_is_404(client, editor_client, topic):
    assert client.get("/roadmaps/x/now/").status_code == 404
    topic.roadmap.is_published = False
    topic.roadmap.save()
    assert client.get(NOW).status_code == 404
    assert editor_client.get(NOW).status_code == 200


def test_now_rejects_post(learner_client, topic):
    assert learner_client.post(NOW, {"minutes": "25"}).status_code == 405


def test_a_row_is_ticked_without_javascript_and_the_page_comes_back(learner_client, learner, topic):
    item = topic.items.first()
    url = reverse("item_completion", args=[item.pk])
    response = post(learner_client, url, state="done", next=f"{NOW}?minutes=15", page="now")
    assert response.headers["Location"] == f"{NOW}?minutes=15#item-{item.pk}"
    page = text_of(learner_client, f"{NOW}?minutes=15")
    assert f"Ticked “{item.title}”" in page and item.pk not in rows_of(page)
    assert Completion.objects.get().user == learner


def test_a_tick_with_htmx_changes_the_row_and_the_reasons_of_its_topic(learner_client, topic):
    item = topic.items.first()
    html = post(
        learner_client, reverse("item_completion", args=[item.pk]), htmx=True, state="done", page="now"
    ).content.decode()
    assert rows_of(html) == [item.pk] and 'aria-checked="true"' in html
    assert f'<span id="why-{topic.pk}" hx-swap-oob="true">You have begun this topic: 1 of 3</span>' in html
    assert 'id="cairn"' in html and 'id="trail"' not in html


def test_undo_on_the_page_loads_it_again(learner_client, learner, topic):
    set_item(user=learner, item=topic.items.first(), done=True)
    undo = reverse("change_undo", args=[Activity.objects.get().change])
    response = post(learner_client, undo, htmx=True, page="now", next=f"{NOW}?minutes=15")
    assert response.headers["HX-Redirect"] == f"{NOW}?minutes=15"
    assert "Undone." in text_of(learner_client)
    assert not Completion.objects.exists()


def test_the_roadmap_asks_those_who_have_begun_how_many_minutes_they_have(client, learner_client, learner, topic):
    form = f'<form class="minutes" method="get" action="{NOW}">'
    assert form not in text_of(client, "/roadmaps/r/") and form not in text_of(learner_client, "/roadmaps/r/")
    set_item(user=learner, item=topic.items.first(), done=True)
    assert form in text_of(learner_client, "/roadmaps/r/")
    set_topic(user=learner, topic=topic, done=True)
    assert form not in text_of(learner_client, "/roadmaps/r/")


def test_somebody_elses_ticks_change_nothing(learner_client, topic):
    before = rows_of(text_of(learner_client))
    set_topic(user=make_user(), topic=topic, done=True)
    assert rows_of(text_of(learner_client)) == before


@pytest.mark.parametrize("count", [1, 300])
def test_now_runs_at_most_8_queries_regardless_of_items(learner_client, learner, count):
    topic = make_topic(make_stage(make_roadmap(slug="r")), items=count)
    Item.objects.update(minutes=5)
    save_note(user=learner, topic=topic, body="note", version=0)
    enrol(user=learner, roadmap=topic.roadmap, started_on="2026-01-01", hours_per_week=10)
    learner_client.get(NOW)  # the snapshot is read once per version, not per request
    with queries(at_most=8):
        assert learner_client.get(f"{NOW}?minutes=240").status_code == 200
