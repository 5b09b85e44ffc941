"""Ticking, skipping, undoing and enrolling over HTTP: with htmx, without, signed out, with invalid input."""

from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from roadmap_app.actions.curriculum import save_content, set_retired
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.progress import set_item, set_skip, set_topic
from roadmap_app.models import Activity, Completion, Enrolment, Roadmap, Skip
from tests.makers import make_roadmap, make_stage, make_topic, make_user
from tests.views.rituals import HTMX, post, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return make_topic(make_stage(make_roadmap(slug="r"), slug="s"), slug="t")


@pytest.fixture
def item(topic):
    return topic.items.first()


def of_item(item):
    return reverse("item_completion", args=[item.pk])


def of_topic(topic, name="topic_completion"):
    return reverse(name, args=[topic.pk])


def every_address(topic):
    """Each POST of this module with fields that it accepts."""
    return [
        (of_item(topic.items.first()), {"state": "done"}),
        (of_topic(topic), {"state": "done"}),
        (of_topic(topic, "topic_skip"), {"state": "skipped"}),
        (reverse("roadmap_enrolment", args=["r"]), {"started_on": "2026-01-01", "hours_per_week": "5"}),
    ]


# --- item ---------------------------------------------------------------------------------------------------


def test_item_completion_ticks_and_goes_back_to_the_item(learner_client, learner, item):
    response = post(learner_client, of_item(item), state="done", next="/roadmaps/r/s/t/?a=1")
    assert response.headers["Location"] == f"/roadmaps/r/s/t/?a=1#item-{item.pk}"
    assert Completion.objects.get().user == learner


def test_item_completion_sets_and_does_not_toggle(learner_client, item):
    for _ in range(2):
        post(learner_client, of_item(item), state="done")
    assert Completion.objects.count() == Activity.objects.count() == 1
    for _ in range(2):
        post(learner_client, of_item(item), state="open")
    assert Completion.objects.count() == 0


def test_item_completion_confirms_the_change_and_offers_undo(learner_client, item):
    for _ in range(2):  # the message reads the same the second time, and undoes the second change
        post(learner_client, of_item(item), state="done")
        page = learner_client.get("/roadmaps/r/s/t/").content.decode()
        assert f"Ticked “{item.title}”." in page
        change = Activity.objects.latest("pk").change
        assert reverse("change_undo", args=[change]) in page
        post(learner_client, reverse("change_undo", args=[change]))
        learner_client.get("/roadmaps/r/s/t/")


@pytest.mark.parametrize(
    ("page", "regions"),
    [
        ("topic", ["item-{item}", "topic-standing", "group-count-1", "cairn"]),
        ("stage", ["item-{item}", "stage-standing", "topic-head-{topic}", "cairn"]),
        ("roadmap", ["item-{item}", "next-more", "trail", "stage-{stage}", "cairn"]),
        ("home", ["item-{item}", "pace", "next-more", "trail", "stage-{stage}", "home-{roadmap}", "week", "cairn"]),
    ],
)
def test_item_completion_returns_the_row_and_dependent_regions_to_htmx(learner_client, topic, item, page, regions):
    response = post(learner_client, of_item(item), htmx=True, state="done", page=page)
    html = response.content.decode()
    assert response.status_code == 200 and "<html" not in html
    for region in regions:
        name = region.format(item=item.pk, topic=topic.pk, stage=topic.stage.pk, roadmap=topic.roadmap.pk)
        assert f'id="{name}"' in html
    assert html.count('hx-swap-oob="true"') == len([name for name in regions if not name.startswith("item")])
    assert "33 %" in html


def test_item_completion_offers_the_opposite_action(learner_client, item):
    done = post(learner_client, of_item(item), htmx=True, state="done", page="topic").content.decode()
    assert 'value="open" role="checkbox" aria-checked="true"' in done
    undone = post(learner_client, of_item(item), htmx=True, state="open", page="topic").content.decode()
    assert 'value="done" role="checkbox" aria-checked="false"' in undone


def test_completing_the_last_item_of_a_topic_is_announced(learner_client, topic, item):
    for row in topic.items.all():
        html = post(learner_client, of_item(row), htmx=True, state="done", page="topic").content.decode()
    assert "is complete" in html and "The whole trail is walked" in html


def test_a_stone_is_placed_with_the_last_item_of_its_stage_only(learner_client, topic):
    other, last = make_topic(topic.stage, items=1), make_topic(make_stage(topic.roadmap), items=1)
    answers = [
        post(learner_client, of_item(each.items.first()), htmx=True, state="done", page="topic").content.decode()
        for each in (last, topic, other)
    ]
    placed = ['stone-fill placed" data-hue="2"' in answer for answer in answers]
    assert placed == [True, False, False] and "cairn settles" not in answers[0]
    for row in topic.items.all():
        html = post(learner_client, of_item(row), htmx=True, state="done", page="topic").content.decode()
    assert 'stone-fill placed" data-hue="1"' in html and html.count(" placed") == 1
    again = post(learner_client, of_item(row), htmx=True, state="done", page="topic").content.decode()
    assert " placed" not in again


@pytest.mark.parametrize("state", ["", "toggle", "Done", None])
def test_item_completion_rejects_another_state(learner_client, item, state):
    data = {} if state is None else {"state": state}
    for htmx in (True, False):
        response = post(learner_client, of_item(item), htmx=htmx, **data)
        assert response.status_code == 400
        assert "“done” or “open”" in response.content.decode()
    assert not Completion.objects.exists()


def test_item_completion_of_a_missing_or_a_drafts_item_is_404(learner_client, topic, item):
    assert post(learner_client, "/items/999999/completion/", state="done").status_code == 404
    assert post(learner_client, f"/items/{10**30}/completion/", state="done").status_code == 404
    assert post(learner_client, "/items/999999/completion/", state="perhaps").status_code == 404
    topic.roadmap.is_published = False
    topic.stage.roadmap.save()
    assert post(learner_client, of_item(item), state="done").status_code == 404


def test_a_tick_finds_an_item_that_has_moved_since_the_snapshot(learner_client, topic, item):
    post(learner_client, of_item(item), state="done")
    other = make_topic(make_stage(make_roadmap(slug="other")))
    item.topic = other
    save_content(item)
    post(learner_client, of_item(item), state="open")
    assert Activity.objects.latest("pk").topic == other
    Roadmap.objects.filter(slug="other").update(is_published=False)
    assert post(learner_client, of_item(item), state="done").status_code == 404


def test_unticking_the_last_item_of_a_retired_topic_redirects_to_the_roadmap(learner_client, learner, topic, item):
    set_item(user=learner, item=item, done=True)
    set_retired([topic], retired=True)
    response = post(learner_client, of_item(item), htmx=True, state="open", page="topic")
    assert response.headers["HX-Redirect"] == "/roadmaps/r/"
    assert "Unticked" in learner_client.get("/roadmaps/r/").content.decode()
    change = Activity.objects.last().change
    post(learner_client, reverse("change_undo", args=[change]))
    response = post(learner_client, of_item(item), state="open", next="/roadmaps/r/s/t/")
    assert response.headers["Location"] == "/roadmaps/r/"


def test_item_completion_sees_edits_since_the_page_was_read(learner_client, topic, item):
    learner_client.get("/roadmaps/r/s/t/")
    item.title = "Renamed"
    save_content(item)
    assert "Renamed" in post(learner_client, of_item(item), htmx=True, state="done", page="topic").content.decode()
    Roadmap.objects.update(teams_only=True)
    assert post(learner_client, of_item(item), htmx=True, state="open").status_code == 404
    Roadmap.objects.update(teams_only=False, is_published=False)
    assert post(learner_client, of_item(item), htmx=True, state="open").status_code == 404
    assert Completion.objects.count() == Activity.objects.count() == 1


@pytest.mark.parametrize("page", ["roadmap", "stage", "topic"])
@pytest.mark.parametrize("count", [1, 300])
@pytest.mark.parametrize("state", ["done", "open"])
def test_item_completion_asks_as_few_queries_for_many_items(learner_client, learner, page, count, state):
    topic = make_topic(items=count)
    enrol(user=learner, roadmap=topic.roadmap, started_on="2026-01-01", hours_per_week=5)
    if state == "open":
        set_topic(user=learner, topic=topic, done=True)
    url = of_item(topic.items.last())
    learner_client.get(f"/roadmaps/{topic.roadmap.slug}/")
    with queries(at_most=3 if connection.vendor == "postgresql" else 5):
        assert post(learner_client, url, htmx=True, state=state, page=page).status_code == 200


# --- topic --------------------------------------------------------------------------------------------------


def test_topic_completion_ticks_all_and_undo_restores_the_previous_state(learner_client, learner, topic, item):
    set_item(user=learner, item=item, done=True)
    response = post(learner_client, of_topic(topic), htmx=True, state="done", page="topic")
    assert response.content.decode().count('aria-checked="true"') == 3
    change = Activity.objects.last().change
    back = post(learner_client, reverse("change_undo", args=[change]), htmx=True, page="topic")
    assert back.content.decode().count('aria-checked="true"') == 1
    assert "Undone." in back.content.decode()
    again = post(learner_client, reverse("change_undo", args=[change]), htmx=True, page="topic")
    assert "undone already" in again.content.decode()


def test_a_topic_is_skipped_and_resumed(learner_client, topic):
    response = post(learner_client, of_topic(topic, "topic_skip"), htmx=True, state="skipped", page="stage")
    assert "Take it back" in response.content.decode()
    assert Skip.objects.count() == 1
    response = post(learner_client, of_topic(topic, "topic_skip"), htmx=True, state="open", page="stage")
    assert "Skip this topic" in response.content.decode()
    assert Skip.objects.count() == 0


@pytest.mark.parametrize("htmx", [True, False])
def test_a_tick_in_a_skipped_topic_says_that_it_does_not_count(learner_client, learner, topic, item, htmx):
    set_skip(user=learner, topic=topic, skipped=True)
    back = of_topic(topic, "topic_skip")
    undo = reverse("change_undo", args=[set_item(user=learner, item=topic.items.last(), done=True)])
    for address, fields in (
        (of_item(item), {"state": "done"}),
        (of_item(item), {"state": "open"}),
        (of_topic(topic), {"state": "done"}),
        (undo, {}),
    ):
        response = post(learner_client, address, htmx=htmx, page="topic", next="/roadmaps/r/s/t/", **fields)
        page = (response if htmx else learner_client.get("/roadmaps/r/s/t/")).content.decode()
        message = page.partition('<div id="messages"')[2].partition("</div>")[0]
        assert "You skip this topic, so it does not count" in message
        assert f'formaction="{back}"' in message and ">Take the topic back<" in message
    post(learner_client, back, state="open")
    assert "does not count" not in post(learner_client, of_item(item), htmx=True, state="done").content.decode()
    response = post(learner_client, back, htmx=True, state="skipped", page="topic")
    assert "does not count" not in response.content.decode()  # the page says so where the bar was


@pytest.mark.parametrize("name", ["topic_completion", "topic_skip"])
def test_a_topic_rejects_another_state(learner_client, topic, name):
    assert post(learner_client, of_topic(topic, name), state="yes").status_code == 400
    assert not Activity.objects.exists()


def test_a_plain_post_goes_back_to_the_topic(learner_client, topic):
    response = post(learner_client, of_topic(topic), state="done", next="/roadmaps/r/s/")
    assert response.headers["Location"] == f"/roadmaps/r/s/#topic-{topic.pk}"


# --- undo ---------------------------------------------------------------------------------------------------


def test_change_undo_of_another_learner_or_of_nothing_is_404(client, learner, item):
    change = set_item(user=learner, item=item, done=True)
    client.force_login(make_user())
    for which in (change, uuid4()):
        assert post(client, reverse("change_undo", args=[which])).status_code == 404
    assert Completion.objects.count() == 1


# --- the rituals --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", range(4))
def test_signed_out_nothing_is_changed_and_the_login_returns(client, topic, which):
    url, data = every_address(topic)[which]
    plain = post(client, url, **data, next="/roadmaps/r/s/t/")
    assert plain.headers["Location"].startswith("/accounts/login/?next=/roadmaps/r/s/t/")
    htmx = post(client, url, htmx=True, **data, next="/roadmaps/r/s/t/")
    assert htmx.headers["HX-Redirect"].startswith("/accounts/login/?next=%2Froadmaps%2Fr%2Fs%2Ft%2F")
    assert not Activity.objects.exists() and not Enrolment.objects.exists()
    assert "You were signed out, so nothing was changed." in client.get("/accounts/login/").content.decode()


def test_signed_out_the_login_returns_to_the_item(client, item):
    response = post(client, of_item(item), state="done", next="/roadmaps/r/s/t/")
    assert response.headers["Location"].endswith(f"%23item-{item.pk}")


@pytest.mark.parametrize("which", range(3))
def test_get_is_not_allowed_and_a_browser_gets_a_page(learner_client, topic, which):
    address = every_address(topic)[which][0]
    assert learner_client.get(address).status_code == 405
    response = learner_client.get(address, headers={"Accept": "text/html,*/*"})
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert "There is no page at this address" in response.content.decode()


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "notes", "foo", "\\\\evil"]
)
def test_the_redirect_never_leaves_the_portal(learner_client, item, page):
    assert post(learner_client, of_item(item), state="done", next=page).headers["Location"] == f"/#item-{item.pk}"


def test_without_a_csrf_token_nothing_is_changed(learner, item):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)
    response = strict.post(of_item(item), {"state": "done"})
    assert response.status_code == 403
    assert "This page was too old to send" in response.content.decode()
    assert strict.post(of_item(item), {"state": "done"}, headers=HTMX).status_code == 403
    assert not Completion.objects.exists()
