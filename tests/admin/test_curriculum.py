"""Editing in the admin uses the actions, so that no learner loses anything."""

import pytest
from django.urls import reverse

from roadmap_app.actions.progress import set_item
from roadmap_app.models import Completion, Item, Resource, Roadmap, Stage, Topic, User
from roadmap_app.queries.history import changes_of, read_changes
from tests.admin.conftest import stage_form, topic_form, url
from tests.makers import make_resource, make_roadmap, make_stage, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Roadmap, Stage, Topic, Item, Resource, User])
def test_every_list_and_form_opens(owner_client, model):
    make_resource(make_topic())
    name = model.__name__.lower()
    assert owner_client.get(reverse(f"admin:roadmap_app_{name}_changelist")).status_code == 200
    assert owner_client.get(reverse(f"admin:roadmap_app_{name}_changelist") + "?q=a").status_code in (200, 302)
    assert owner_client.get(reverse(f"admin:roadmap_app_{name}_add")).status_code == 200
    assert owner_client.get(url(model.objects.first())).status_code == 200


def test_the_admin_redirects_visitors_to_the_portals_sign_in(client, learner_client):
    assert client.get("/admin/").headers["Location"].startswith("/admin/login/")
    assert client.get("/admin/login/").headers["Location"].startswith("/accounts/login/")
    assert learner_client.get("/admin/", follow=True).status_code == 403


def test_learners_see_an_edited_topic_with_its_items_and_resources(owner_client):
    topic = make_topic(items=1)
    make_resource(topic)
    address = f"/roadmaps/{topic.roadmap.slug}/{topic.stage.slug}/{topic.slug}/"
    owner_client.get(address)
    changes = {"title": "New title", "items-0-title": "New item", "resources-0-title": "New book"}
    assert owner_client.post(url(topic), topic_form(topic, **changes)).status_code == 302
    page = owner_client.get(address).content.decode()
    assert all(words in page for words in changes.values())


def test_a_new_item_is_added(owner_client):
    topic = make_topic(items=1)
    new = {"items-TOTAL_FORMS": 2, "items-1-title": "Added", "items-1-position": 2, "items-1-topic": topic.pk}
    owner_client.post(url(topic), topic_form(topic, **new))
    assert topic.items.count() == 2


def test_an_estimate_is_set_on_the_form_of_the_topic_and_kept_in_range(owner_client):
    topic = make_topic(items=1)
    owner_client.post(url(topic), topic_form(topic, **{"items-0-minutes": "30"}))
    assert topic.items.get().minutes == 30
    response = owner_client.post(url(topic), topic_form(topic, **{"items-0-minutes": "6001"}))
    assert "less than or equal to 6000" in response.content.decode()
    assert topic.items.get().minutes == 30


def test_an_item_is_marked_to_be_shown_on_the_form_of_the_topic_and_found_in_the_list(owner_client):
    topic = make_topic(items=2)
    first, second = topic.items.all()
    owner_client.post(url(topic), topic_form(topic, **{"items-0-sign_off": "on"}))
    assert list(topic.items.filter(sign_off=True)) == [first]
    listed = owner_client.get("/admin/roadmap_app/item/?sign_off__exact=1").content.decode()
    assert first.title in listed and second.title not in listed
    owner_client.post(url(topic), topic_form(topic))
    assert not topic.items.filter(sign_off=True).exists()


def test_hours_and_price_of_a_resource_are_set_on_the_form_of_the_topic(owner_client):
    topic = make_topic(items=1)
    make_resource(topic)
    owner_client.post(url(topic), topic_form(topic, **{"resources-0-hours": "12", "resources-0-price": "free"}))
    resource = topic.resources.get()
    assert (resource.hours, resource.price) == (12, "free")
    changes = {"resources-0-hours": "0", "resources-0-price": "free"}
    assert "greater than or equal to 1" in owner_client.post(url(topic), topic_form(topic, **changes)).content.decode()


def test_a_topic_needs_an_item(owner_client):
    topic = make_topic(items=1)
    page = owner_client.post(url(topic), topic_form(topic, **{"items-0-DELETE": "on"})).content.decode()
    assert "A topic needs at least one item" in page
    assert topic.items.count() == 1


def test_a_ticked_item_cannot_be_deleted_inline_and_the_page_says_why(owner_client, learner):
    topic = make_topic(items=2)
    set_item(user=learner, item=topic.items.first(), done=True)
    page = owner_client.post(url(topic), topic_form(topic, **{"items-0-DELETE": "on"})).content.decode()
    assert "Under 5 learners have ticks or notes" in page
    assert "Retire it instead" in page
    assert topic.items.count() == 2
    owner_client.post(url(topic), topic_form(topic, **{"items-1-DELETE": "on"}))
    assert topic.items.count() == 1


def test_ticked_content_cannot_be_deleted_on_its_own_page(owner_client, learner):
    topic = make_topic(items=1)
    set_item(user=learner, item=topic.items.first(), done=True)
    for row in (topic.items.first(), topic, topic.stage):
        for page in (
            owner_client.get(url(row, "delete"), follow=True),
            owner_client.post(url(row, "delete"), {"post": "yes"}, follow=True),
        ):
            assert "Retire it instead" in page.content.decode()
    assert "Untick “published”" in owner_client.get(url(topic.roadmap, "delete"), follow=True).content.decode()
    assert Completion.objects.count() == 1


def test_deleting_several_rows_says_why_not(owner_client, learner):
    topic = make_topic(items=2)
    set_item(user=learner, item=topic.items.first(), done=True)
    fields = {"action": "delete_selected", "_selected_action": [item.pk for item in topic.items.all()]}
    page = owner_client.post(reverse("admin:roadmap_app_item_changelist"), fields).content.decode()
    assert "Retire it instead" in page
    owner_client.post(reverse("admin:roadmap_app_item_changelist"), fields | {"post": "yes"})
    assert topic.items.count() == 2


def test_unused_content_can_be_deleted_and_leaves_the_page(owner_client):
    stage = make_stage()
    kept, gone = make_topic(stage), make_topic(stage)
    address = f"/roadmaps/{stage.roadmap.slug}/{stage.slug}/"
    assert gone.title in owner_client.get(address).content.decode()
    owner_client.post(url(gone, "delete"), {"post": "yes"})
    main = owner_client.get(address).content.decode().partition("<main")[2]
    assert kept.title in main
    assert gone.title not in main


def test_actions_retire_and_restore(owner_client):
    topic = make_topic(items=2)
    fields = {"_selected_action": [item.pk for item in topic.items.all()]}
    for action, left in (("retire", 0), ("restore", 2)):
        asked = owner_client.post(reverse("admin:roadmap_app_item_changelist"), fields | {"action": action})
        assert "Under 5 learners have completed some of these, and keep" in asked.content.decode()
        assert topic.items.filter(retired=False).count() == 2 - left
        confirmed = fields | {"action": action, "confirmed": "yes"}
        owner_client.post(reverse("admin:roadmap_app_item_changelist"), confirmed)
        assert topic.items.filter(retired=False).count() == left


def test_a_roadmap_is_edited_with_its_stages(owner_client):
    stage = make_stage()
    roadmap = stage.roadmap
    fields = {
        "slug": roadmap.slug, "title": "New name", "weekly_hours": 12, "position": 0, "is_published": "on",
        "stages-TOTAL_FORMS": 1, "stages-INITIAL_FORMS": 1, "stages-0-id": stage.pk, "stages-0-roadmap": roadmap.pk,
        "stages-0-position": 1, "stages-0-title": "S", "stages-0-slug": "s", "stages-0-start_month": 3,
        "stages-0-end_month": 1,
    }  # fmt: skip
    assert "ends at least a quarter of a month" in owner_client.post(url(roadmap), fields).content.decode()
    owner_client.post(url(roadmap), fields | {"stages-0-end_month": 9})
    roadmap.refresh_from_db()
    assert (roadmap.title, roadmap.stages.get().end_month) == ("New name", 9)
    assert roadmap.version > 1


def test_a_stage_may_be_shorter_than_a_month_but_no_shorter_than_a_week(owner_client):
    stage = make_topic(make_stage()).stage
    assert 'step="0.25"' in owner_client.get(url(stage)).content.decode()
    for wrong, message in (("0.1", "A quarter of a month is the shortest"), ("-1", "greater than or equal to 0")):
        page = owner_client.post(url(stage), stage_form(stage, start_month=wrong)).content.decode()
        assert message in page
    owner_client.post(url(stage), stage_form(stage, end_month="0.5"))
    page = owner_client.get(reverse("admin:roadmap_app_stage_changelist")).content.decode()
    assert "0 to 0.5" in page and 'value="0.5"' in owner_client.get(url(stage)).content.decode()
    # What was whole stays a whole number wherever it is shown.
    owner_client.post(url(stage), stage_form(stage, end_month="2.0"))
    assert "0 to 2<" in owner_client.get(reverse("admin:roadmap_app_stage_changelist")).content.decode()
    (change, *_) = read_changes(changes_of(stage.roadmap))
    assert [(each.label, each.old, each.new) for each in change.differences] == [("End month", "0.5", "2")]


def test_the_last_item_of_a_topic_cannot_be_deleted_or_moved(owner_client):
    item = make_topic(items=1).items.get()
    page = owner_client.get(url(item, "delete"), follow=True).content.decode()
    assert "A topic needs at least one item" in page
    both = [*make_topic(items=2).items.all()]
    fields = {"action": "delete_selected", "_selected_action": [row.pk for row in both], "post": "yes"}
    owner_client.post(reverse("admin:roadmap_app_item_changelist"), fields)
    moved = {"topic": both[0].topic_id, "title": "x", "position": 1}
    assert "A topic needs at least one item" in owner_client.post(url(item), moved).content.decode()
    assert Item.objects.count() == 3
    owner_client.post(url(both[0], "delete"), {"post": "yes"})
    assert Item.objects.count() == 2


def test_the_slug_of_a_roadmap_cannot_change(owner_client):
    roadmap = make_roadmap(slug="kept")
    fields = {"slug": "other", "title": "T", "weekly_hours": 10, "position": 0}
    owner_client.post(url(roadmap), fields | {"stages-TOTAL_FORMS": 0, "stages-INITIAL_FORMS": 0})
    roadmap.refresh_from_db()
    assert (roadmap.slug, roadmap.title) == ("kept", "T")


def test_only_the_new_address_signs_in_after_a_change(owner_client, client):
    user = make_user("old@example.org")
    client.logout()
    right = {"login": "old@example.org", "password": "correct horse 9"}
    assert client.post("/accounts/login/", right).headers["Location"] == "/"
    client.force_login(User.objects.get(email="owner@example.org"))
    client.post(url(user), {"email": "new@example.org", "theme": "system", "is_active": "on"})
    client.logout()
    assert client.post("/accounts/login/", right).status_code == 200
    assert client.post("/accounts/login/", right | {"login": "new@example.org"}).headers["Location"] == "/"


def test_a_new_user_can_sign_in(owner_client, client):
    fields = {
        "email": "New@example.org",
        "usable_password": "true",
        "password1": "correct horse 9",
        "password2": "correct horse 9",
    }
    owner_client.post(reverse("admin:roadmap_app_user_add"), fields)
    client.logout()
    response = client.post("/accounts/login/", {"login": "new@example.org", "password": "correct horse 9"})
    assert response.headers["Location"] == "/"


def test_a_roadmap_without_learners_can_be_deleted(owner_client):
    roadmap = make_roadmap()
    owner_client.post(url(roadmap, "delete"), {"post": "yes"})
    assert not Roadmap.objects.exists()
