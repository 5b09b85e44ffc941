"""Concurrent edits in the admin: nothing is overwritten, and nothing typed is lost."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

from roadmap_app.actions.curriculum import delete_content, save_content
from roadmap_app.actions.progress import set_item
from roadmap_app.models import Item, Resource, Roadmap, Stage, Topic
from tests.admin.conftest import url
from tests.makers import make_resource, make_roadmap, make_stage, make_topic
from tests.permissions.html_forms import forms_in

pytestmark = pytest.mark.django_db
CASES = [(Roadmap, "title"), (Stage, "goal"), (Topic, "summary"), (Item, "hint"), (Resource, "author")]


@pytest.fixture
def topic():
    topic = make_topic(make_stage(make_roadmap(slug="r", is_published=False)), items=3)
    make_resource(topic)
    return topic


def row_of(model, topic):
    if model in (Item, Resource):
        return model.objects.filter(topic=topic).first()
    return {Roadmap: topic.stage.roadmap, Stage: topic.stage, Topic: topic}[model]


def form_on(client, address):
    """Return the data that a browser would send from the unchanged form on the page at ADDRESS."""
    page = client.get(address).content.decode()
    form = max(forms_in(page, address), key=lambda form: len(form.fields))
    empty = {name for name in form.fields if "__prefix__" in name}
    buttons = {"_save", "_continue", "_addanother"}
    # An unchecked box sends nothing, and neither do buttons that are not pressed.
    boxes = {name for name in form.fields if name.endswith(("retired", "DELETE", "is_published"))}
    return {name: value for name, value in form.fields.items() if name not in empty | buttons | boxes}


def fields_of(response):
    """Return the values of the form in RESPONSE, by name."""
    form = max(forms_in(response.content.decode(), "/x/"), key=lambda form: len(form.fields))
    return form.fields


@pytest.mark.parametrize(("model", "field"), CASES, ids=lambda each: getattr(each, "__name__", each))
def test_a_field_changed_by_both_shows_both_values(editor_client, topic, model, field):
    row = row_of(model, topic)
    sent = form_on(editor_client, url(row)) | {field: "Mine"}
    other = model.objects.get(pk=row.pk)
    setattr(other, field, "Theirs")
    save_content(other)
    response = editor_client.post(url(row), sent)
    page = response.content.decode()
    assert response.status_code == 200
    assert "“Theirs”" in page and "since you opened it" in page
    assert fields_of(response)[field] == "Mine"
    assert getattr(model.objects.get(pk=row.pk), field) == "Theirs"
    again = fields_of(response)
    assert editor_client.post(url(row), sent | {"_seen": again["_seen"]}).status_code == 302
    assert getattr(model.objects.get(pk=row.pk), field) == "Mine"


@pytest.mark.parametrize(("model", "field"), CASES, ids=lambda each: getattr(each, "__name__", each))
def test_a_field_changed_only_by_the_other_keeps_the_change(editor_client, topic, model, field):
    row = row_of(model, topic)
    sent = form_on(editor_client, url(row)) | {"title": "Mine"}
    other = model.objects.get(pk=row.pk)
    field = "summary" if model is Roadmap else field
    setattr(other, field, "Theirs")
    save_content(other)
    response = editor_client.post(url(row), sent)
    assert response.status_code == 200
    again = fields_of(response)
    assert (again["title"], again[field]) == ("Mine", "Theirs")
    now = {"title": "Mine", field: "Theirs", "_seen": again["_seen"]}
    assert editor_client.post(url(row), sent | now).status_code == 302
    row = model.objects.get(pk=row.pk)
    assert (row.title, getattr(row, field)) == ("Mine", "Theirs")


def test_inline_rows_are_checked_too(editor_client, topic):
    sent = form_on(editor_client, url(topic)) | {"summary": "My summary", "items-1-title": "Mine"}
    for place, title in ((0, "Theirs alone"), (1, "Theirs too")):
        item = topic.items.all()[place]
        item.title = title
        save_content(item)
    response = editor_client.post(url(topic), sent)
    assert response.status_code == 200
    again = fields_of(response)
    assert (again["items-0-title"], again["items-1-title"]) == ("Theirs alone", "Mine")
    assert again["summary"] == "My summary"
    page = response.content.decode()
    assert "“Theirs too”" in page and "“Theirs alone”" in page
    assert not Topic.objects.filter(summary="My summary").exists()
    sent |= {"items-0-title": "Theirs alone", "_seen": again["_seen"]}
    assert editor_client.post(url(topic), sent).status_code == 302
    assert sorted(topic.items.values_list("title", flat=True)) == ["Item 3", "Mine", "Theirs alone"]


def test_a_form_without_concurrent_changes_is_saved_at_once(editor_client, topic, learner):
    for row in (topic.roadmap, topic.stage, topic, topic.items.first(), topic.resources.first()):
        sent = form_on(editor_client, url(row)) | {"title": "Saved"}
        set_item(user=learner, item=topic.items.first(), done=True)  # learners change no content
        assert editor_client.post(url(row), sent).status_code == 302
        assert type(row).objects.get(pk=row.pk).title == "Saved"


def test_an_order_changed_by_another_is_kept(editor_client, topic):
    sent = form_on(editor_client, url(topic)) | {"summary": "Mine"}
    first, second, third = topic.items.all()
    for place, item in enumerate((third, second, first), start=1):
        item.position = place
        save_content(item)
    assert editor_client.post(url(topic), sent).status_code == 302
    assert list(topic.items.all()) == [third, second, first]
    assert Topic.objects.get().summary == "Mine"


def test_a_row_deleted_meanwhile_is_kept_and_added_again_on_request(editor_client, topic):
    sent = form_on(editor_client, url(topic)) | {"items-1-title": "Mine", "summary": "Mine too"}
    delete_content(topic.items.all()[1])
    response = editor_client.post(url(topic), sent)
    assert response.status_code == 200
    page = response.content.decode()
    assert "“Mine” is not here any more" in page
    again = fields_of(response)
    assert (again["items-2-title"], again.get("items-2-id", "")) == ("Mine", "")
    assert topic.items.count() == 2
    fields = {name: value for name, value in again.items() if "__prefix__" not in name and not name.endswith("retired")}
    fields = {name: value for name, value in fields.items() if not name.endswith("DELETE") and name[:1] != "_"}
    assert editor_client.post(url(topic), fields | {"_seen": again["_seen"]}).status_code == 302
    assert sorted(topic.items.values_list("title", flat=True)) == ["Item 1", "Item 3", "Mine"]


def test_invalid_digests_are_ignored(editor_client, topic):
    sent = form_on(editor_client, url(topic))
    for mark in ("", "x", "[1]", '{"topic": 3}', '{"topic-1": {"title": 4}}', "null"):
        assert editor_client.post(url(topic), sent | {"_seen": mark}).status_code in (302, 200)


def list_of(model):
    return reverse(f"admin:roadmap_app_{model._meta.model_name}_changelist")


def action_form(client, model, action, rows):
    """Return the form data of the list of MODEL when ACTION is selected for ROWS."""
    page = client.get(list_of(model)).content.decode()
    form = next(form for form in forms_in(page, list_of(model)) if "action" in form.fields)
    kept = {name: value for name, value in form.fields.items() if name in ("seen", "select_across")}
    return kept | {"action": action, ACTION_CHECKBOX_NAME: [row.pk for row in rows]}


@pytest.mark.parametrize("action", ["retire", "delete_selected"])
def test_an_action_on_an_outdated_list_does_nothing(editor_client, topic, action):
    item = topic.items.first()
    sent = action_form(editor_client, Item, action, [item])
    other = topic.items.last()
    other.title = "Another since"
    save_content(other)
    response = editor_client.post(list_of(Item), sent | {"confirmed": "Retire", "post": "yes"})
    assert response.status_code == 409
    assert "has changed since this list was shown" in response.content.decode()
    assert Item.objects.filter(pk=item.pk, retired=False).exists()
    # On the current page, the action works.
    sent = action_form(editor_client, Item, action, [item])
    assert editor_client.post(list_of(Item), sent | {"confirmed": "Retire", "post": "yes"}).status_code == 302
    assert not Item.objects.filter(pk=item.pk, retired=False).exists()


@pytest.mark.parametrize("action", ["retire", "delete_selected"])
def test_an_outdated_confirmation_does_nothing(editor_client, topic, action):
    item = topic.items.first()
    asked = editor_client.post(list_of(Item), action_form(editor_client, Item, action, [item]))
    form = forms_in(asked.content.decode(), list_of(Item))[-1]
    other = topic.items.last()
    other.title = "Another since"
    save_content(other)
    response = editor_client.post(list_of(Item), form.fields)
    assert response.status_code == 409
    assert Item.objects.filter(pk=item.pk, retired=False).exists()


def test_a_change_of_another_roadmap_does_not_matter(editor_client, topic):
    sent = action_form(editor_client, Item, "retire", [topic.items.first()])
    other = make_topic()
    other.title = "Elsewhere"
    save_content(other)
    assert editor_client.post(list_of(Item), sent | {"confirmed": "Retire"}).status_code == 302
    assert topic.items.first().retired
