"""The history in the admin, and restoring versions."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roadmap_app.actions.curriculum import delete_content, save_content
from roadmap_app.actions.progress import set_item
from roadmap_app.models import Completion, Item, Resource, Roadmap, Stage, Topic
from tests.admin.conftest import messages_of, topic_form, url
from tests.makers import make_item, make_resource, make_roadmap, make_stage, make_topic, make_user

pytestmark = pytest.mark.django_db


def changes(roadmap, query=""):
    return reverse("admin:roadmap_app_roadmap_changes", args=[roadmap.pk]) + query


def restore(client, roadmap, model, row_pk):
    record = model.history.filter(id=row_pk, history_type="-").latest()
    names = [roadmap.pk, model._meta.model_name, record.history_id]
    return client.post(reverse("admin:roadmap_app_restore", args=names), follow=True)


def test_the_history_shows_who_changed_what(editor_client):
    topic = make_topic(title="Stones")
    editor_client.post(url(topic), topic_form(topic, title="Pebbles"))
    page = editor_client.get(url(topic, "history")).content.decode()
    assert "editor@example.org" in page
    assert "<strong>Title:</strong> <del>Stones</del> → <ins>Pebbles</ins>" in page
    assert "style=" not in page.partition("<main")[2]


def test_restoring_a_version_is_a_change_itself(editor_client, learner):
    topic = make_topic(title="Stones")
    set_item(user=learner, item=topic.items.first(), done=True)
    editor_client.post(url(topic), topic_form(topic, title="Pebbles"))
    version, first = Roadmap.objects.get().version, topic.history.earliest()
    address = url(topic, "simple_history", first.history_id)
    assert "Press the" in editor_client.get(address).content.decode()
    fields = {"stage": topic.stage.pk, "title": first.title, "slug": first.slug, "position": 1}
    assert editor_client.post(address, fields).status_code == 302
    topic.refresh_from_db()
    assert topic.title == "Stones"
    assert Roadmap.objects.get().version == version + 1
    assert topic.history.latest().history_user.email == "editor@example.org"
    assert Completion.objects.count() == 1


@pytest.mark.parametrize("make", [make_roadmap, make_stage, make_topic, lambda: make_topic().items.first(),
                                  lambda: make_resource(make_topic())])  # fmt: skip
def test_every_content_model_has_a_history(editor_client, make):
    row = make()
    row.title = "Renamed"
    save_content(row)
    assert "Renamed" in editor_client.get(url(row, "history")).content.decode()
    assert editor_client.get(url(row, "simple_history", row.history.earliest().history_id)).status_code == 200


def test_a_url_without_a_version_is_not_found(editor_client):
    topic = make_topic()
    for page in (f"{topic.pk}/history/x.css/", f"x/history/{topic.history.get().pk}/", f"{topic.pk}/history/999999/"):
        assert editor_client.get(f"/admin/roadmap_app/topic/{page}").status_code == 404


def test_restoring_a_version_does_not_take_a_topics_last_item(editor_client):
    here, there = make_topic(items=1), make_topic(items=1)
    item = here.items.get()
    first = item.history.create(
        **{f.attname: getattr(item, f.attname) for f in Item._meta.concrete_fields},
        history_date="2026-01-01T00:00Z", history_type="+",
    )  # fmt: skip
    Item.objects.filter(topic=there).delete()
    item.topic = there
    save_content(item)
    fields = {"topic": here.pk, "title": item.title, "position": 1}
    page = editor_client.post(url(item, "simple_history", first.history_id), fields).content.decode()
    assert "A topic needs at least one item" in page
    item.refresh_from_db()
    assert item.topic == there


def test_the_changes_of_a_roadmap_are_listed_together(editor_client):
    topic = make_topic(make_stage(title="A stretch"), items=0)
    resource = make_resource(topic)
    elsewhere = make_topic(title="Elsewhere")
    resource.kind, topic.retired = "video", True
    save_content(resource), save_content(topic), save_content(elsewhere)
    other = make_stage(topic.roadmap, title="Another stretch")
    topic.stage = other
    save_content(topic)
    page = editor_client.get(changes(topic.roadmap)).content.decode()
    assert "<strong>Kind:</strong> <del>Book</del> → <ins>Video</ins>" in page
    assert "<strong>Retired:</strong> <del>no</del> → <ins>yes</ins>" in page
    assert "<strong>Stage:</strong> <del>A stretch</del> → <ins>Another stretch</ins>" in page
    assert "Elsewhere" not in page
    assert changes(topic.roadmap) in editor_client.get(url(topic.roadmap)).content.decode()


def test_listing_changes_takes_the_same_queries_for_few_and_many(editor_client):
    topic = make_topic(items=0)
    make_item(topic), make_resource(topic)
    counted = []
    for times in (1, 30):
        for number in range(times):
            for row in (topic.roadmap, topic.stage, topic, topic.items.first(), topic.resources.first()):
                row.title = f"Title {times} {number}"
                save_content(row)
        for page in ("", "?p=2"):
            with CaptureQueriesContext(connection) as queries:
                assert editor_client.get(changes(topic.roadmap, page)).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[0] <= 25


def test_a_deleted_stage_is_restored_with_its_content(editor_client):
    topic = make_topic(items=2)
    make_resource(topic)
    stage, roadmap = topic.stage, topic.roadmap
    kept = {model: [*model.objects.order_by("pk").values()] for model in (Stage, Topic, Item, Resource)}
    gone_before = topic.items.create(title="Gone before", position=9)
    Item.history.filter(id=gone_before.pk).update(history_date="2026-01-01T00:00Z")
    gone_pk = gone_before.pk
    delete_content(gone_before)
    Item.history.filter(id=gone_pk).update(history_date="2026-01-01T00:00Z")
    delete_content(stage)
    version = Roadmap.objects.get().version
    page = editor_client.get(changes(roadmap, "?deleted")).content.decode()
    assert page.count("Restore “") == 6
    assert messages_of(restore(editor_client, roadmap, Stage, kept[Stage][0]["id"])) == [
        "“Stage 1” is restored as it was."
    ]
    assert {model: [*model.objects.order_by("pk").values()] for model in kept} == kept
    assert Roadmap.objects.get().version > version
    assert "Gone before" in editor_client.get(changes(roadmap, "?deleted")).content.decode()


def test_a_row_that_cannot_be_restored_says_why(editor_client):
    topic = make_topic(items=1, title="Stones")
    roadmap, stage, item_pk, topic_pk = topic.roadmap, topic.stage, topic.items.get().pk, topic.pk
    delete_content(topic)
    response = restore(editor_client, roadmap, Item, item_pk)
    assert messages_of(response) == ["“Item 1” cannot be restored: its topic is deleted. Restore the topic first."]
    make_topic(stage, slug=topic.slug)
    assert "already exists" in messages_of(restore(editor_client, roadmap, Topic, topic_pk))[0]
    Topic.objects.all().delete()
    Item.history.filter(history_type="-").delete()
    assert "it needs one" in messages_of(restore(editor_client, roadmap, Topic, topic_pk))[0]
    assert not Topic.objects.exists()


def test_a_deleted_roadmap_cannot_be_restored(editor_client):
    gone, other = make_roadmap(), make_roadmap()
    pk = gone.pk
    delete_content(gone)
    assert "load it again" in messages_of(restore(editor_client, other, Roadmap, pk))[0]
    assert Roadmap.objects.get() == other


def test_restoring_twice_makes_one_row(editor_client):
    topic = make_topic(items=2)
    item_pk = topic.items.first().pk
    delete_content(topic.items.first())
    restore(editor_client, topic.roadmap, Item, item_pk)
    assert messages_of(restore(editor_client, topic.roadmap, Item, item_pk)) == ["“Item 1” is there already."]
    assert topic.items.count() == 2


def test_restoring_needs_the_permission_to_add(client, editor_client):
    topic = make_topic()
    roadmap, item = topic.roadmap, topic.items.first()
    pk = item.pk
    delete_content(item)
    reader = make_user(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename__in=["view_roadmap", "view_item"]))
    client.force_login(reader)
    assert client.get(changes(roadmap)).status_code == 200
    assert restore(client, roadmap, Item, pk).status_code == 403
    record = reverse("admin:roadmap_app_restore", args=[roadmap.pk, "item", 999999])
    assert editor_client.get(record).status_code == 405
    assert messages_of(editor_client.post(record, follow=True)) == ["There is no such deletion."]
    assert editor_client.post(record.replace("/item/", "/user/")).status_code == 403
    client.force_login(make_user(is_staff=True))
    assert client.get(changes(roadmap)).status_code == 403
