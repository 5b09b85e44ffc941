"""The page on which editors choose between their own edit and a shipped update."""

import pytest
from django.urls import reverse

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.decide import update_of
from roadmap_app.models import Item, LoadedEntry, Roadmap, Topic
from tests.makers import make_topic, make_user
from tests.permissions.html_forms import forms_in
from tests.small_roadmap import edit, entry, shipped, small

LIST = "/admin/roadmap_app/loadedentry/"


def page_of(entry):
    return reverse("admin:roadmap_app_loadedentry_change", args=[entry.pk])


def title():
    return Item.objects.get(ref="i1").title


def test_the_list_shows_open_updates_only(editor_client, conflict):
    page = editor_client.get(LIST).content.decode()
    assert "item “Ours”" in page
    assert "title, hint" in page
    assert "1 update to decide" in page
    assert "Updates to decide" in editor_client.get("/admin/").content.decode()


def test_only_fields_changed_on_one_side_are_preselected(editor_client, conflict):
    form = editor_client.get(page_of(conflict)).context["form"]
    assert (form["title"].initial, form["hint"].initial) == (None, "theirs")


def test_a_conflict_needs_a_choice(editor_client, conflict):
    response = editor_client.post(page_of(conflict), {"seen": update_of(conflict).digest, "hint": "theirs"})
    assert response.status_code == 422
    assert "Both sides have changed this: choose one." in response.content.decode()
    assert title() == "Ours"


def test_a_decision_is_applied(editor_client, conflict):
    sent = {"seen": update_of(conflict).digest, "title": "ours", "hint": "theirs"}
    response = editor_client.post(page_of(conflict), sent, follow=True)
    assert "Decided: item “Ours”" in response.content.decode()
    assert Item.objects.get(ref="i1").hint == "New hint"
    assert "nothing to decide here any more" in editor_client.get(page_of(conflict), follow=True).content.decode()


def test_an_outdated_page_decides_nothing(editor_client, conflict):
    sent = {"seen": update_of(conflict).digest, "title": "theirs", "hint": "theirs"}
    edit(title="Ours, newer")
    response = editor_client.post(page_of(conflict), sent, follow=True)
    assert "has changed since it was shown" in response.content.decode()
    assert title() == "Ours, newer"


@pytest.mark.parametrize(("action", "left"), [("keep_ours", "Ours"), ("take_shipped", "Theirs")])
def test_all_updates_are_decided_at_once(editor_client, conflict, action, left):
    response = editor_client.post(LIST, {"action": action, "_selected_action": [conflict.pk]}, follow=True)
    assert "1 decided." in response.content.decode()
    assert title() == left
    assert not LoadedEntry.objects.filter(shipped__isnull=False).exists()


def test_updates_cannot_be_added_or_deleted_and_need_permission(editor_client, client, conflict):
    assert editor_client.get(f"{LIST}add/").status_code == 403
    assert editor_client.post(page_of(conflict).replace("change", "delete"), {"post": "yes"}).status_code == 403
    client.force_login(make_user(is_staff=True))
    assert client.get(LIST).status_code == 403
    assert client.get(page_of(conflict)).status_code in (302, 403)
    assert client.post(page_of(conflict), {"title": "theirs"}).status_code in (302, 403)
    assert title() == "Ours"


def test_numbers_are_not_shown_as_yes_or_no(editor_client, load):
    load(small())
    edit(position=0)
    load(shipped(position=7))
    page = editor_client.get(page_of(LoadedEntry.objects.get(shipped__isnull=False))).content.decode()
    assert "As it is here: “0”" in page
    assert "It was last loaded as: “1”" in page


def test_rows_deleted_or_made_equal_are_not_listed(editor_client, conflict):
    Item.objects.filter(ref="i1").update(title="Theirs", hint="New hint")
    assert "0 updates to decide" in editor_client.get(LIST).content.decode()
    Item.objects.filter(ref="i1").delete()
    assert "0 updates to decide" in editor_client.get(LIST).content.decode()


def test_a_related_topic_is_shown_by_its_title(editor_client, load):
    load(small())
    edit(topic=make_topic(Topic.objects.get().stage, title="Made here"))
    rows = small()
    rows[3]["fields"] |= {"topic": ["t2"]}
    rows.insert(3, entry("topic", ref="t2", stage=["s"], slug="t2", title="Shipped there"))
    rows.insert(4, entry("item", ref="i9", topic=["t2"], title="Nine"))
    load(rows)
    page = editor_client.get(page_of(LoadedEntry.objects.get(shipped__isnull=False))).content.decode()
    assert "As it is here: “Made here”" in page
    assert "As shipped: “Shipped there”" in page


def test_the_list_takes_the_same_queries_for_many_rows_as_for_one(
    editor_client,
    load,
    django_assert_max_num_queries,
):
    rows = small(items=30)
    load(rows)
    for item in Item.objects.all():
        item.title = "Ours"
        save_content(item)
    for row in rows[3:-1]:
        row["fields"]["title"] = "Theirs"
    load(rows)
    with django_assert_max_num_queries(30):
        assert "30 updates to decide" in editor_client.get(LIST).content.decode()


def listed(client, action, *entries):
    """Return the form data of the list when ACTION is selected for ENTRIES."""
    form = next(f for f in forms_in(client.get(LIST).content.decode(), LIST) if "action" in f.fields)
    return {"action": action, "_selected_action": [entry.pk for entry in entries], "seen": form.fields["seen"]}


def test_an_outdated_list_decides_nothing(editor_client, conflict):
    sent = listed(editor_client, "take_shipped", conflict)
    edit(title="Ours, newer")
    response = editor_client.post(LIST, sent, follow=True)
    assert "has changed since it was shown" in response.content.decode()
    assert title() == "Ours, newer"
    editor_client.post(LIST, listed(editor_client, "take_shipped", conflict))
    assert title() == "Theirs"


def test_taking_shipped_updates_goes_through_the_publish_gate(editor_client, load):
    load(small(items=1))
    Roadmap.objects.update(is_published=False)
    roadmap = Roadmap.objects.get()
    roadmap.title = "Ours"
    save_content(roadmap)
    Item.objects.update(retired=True)
    rows = small(items=1)
    rows[0]["fields"] |= {"title": "Theirs", "is_published": True}
    load(rows)
    entry = LoadedEntry.objects.get(shipped__isnull=False, model="roadmap")
    response = editor_client.post(LIST, listed(editor_client, "take_shipped", entry), follow=True)
    assert "Learners could not walk it so" in response.content.decode()
    assert "0 decided." in response.content.decode()
    assert not Roadmap.objects.get().is_published
