"""The order of the admin's index and lists, and the roadmap's name beside stages and topics."""

import re

import pytest
from django.urls import reverse

from tests.admin.conftest import url
from tests.makers import make_resource, make_roadmap, make_stage, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def topics():
    """Return three topics of two roadmaps, in the order of the trails, which is not that of their ids."""
    later, first = make_roadmap(title="Later", position=2), make_roadmap(title="First", position=1)
    last = make_topic(make_stage(later, title="Z"), title="t3", items=1)
    second = make_topic(make_stage(first, title="Y", start_month=4, end_month=6), title="t2", items=1)
    return make_topic(make_stage(first, title="X", start_month=0, end_month=3), title="t1", items=1), second, last


def names(html, pattern):
    return [name.strip() for name in re.findall(pattern, html)]


def listed(client, model, query=""):
    return client.get(reverse(f"admin:roadmap_app_{model}_changelist") + query).content.decode()


def test_the_index_is_grouped_by_what_people_come_for(owner_client, editor_client):
    html = owner_client.get("/admin/").content.decode()
    assert names(html, "<caption>(.*?)</caption>") == ["People", "Roadmaps", "Record"]
    assert names(html, r'<a href="/admin/roadmap_app/(\w+)/">')[:4] == ["user", "invitation", "roadmap", "stage"]
    assert names(editor_client.get("/admin/").content.decode(), "<caption>(.*?)</caption>") == ["Roadmaps"]


def test_lists_follow_the_trail_and_name_the_roadmap(editor_client, topics):
    places = ["First › X › t1", "First › Y › t2", "Later › Z › t3"]
    for topic in reversed(topics):
        make_resource(topic)
    assert names(listed(editor_client, "stage"), r'field-title"><a href="[^"]+">(.*?)</a>') == ["X", "Y", "Z"]
    assert names(listed(editor_client, "topic"), 'field-place">(.*?)<') == [each[:9] for each in places]
    for model in ("item", "resource"):
        assert names(listed(editor_client, model), 'field-place">(.*?)<') == places


def test_the_filter_by_stage_names_the_roadmap_until_one_is_chosen(editor_client, topics):
    html = listed(editor_client, "topic")
    assert "First › X</a>" in html and "Later › Z</a>" in html
    roadmap = topics[0].roadmap.pk
    html = listed(editor_client, "item", f"?topic__stage__roadmap__id__exact={roadmap}")
    assert names(html, r"topic__stage__id__exact=\d+[^>]*>(.*?)</a>") == ["X", "Y"]
    chosen = listed(editor_client, "topic", f"?stage__id__exact={topics[1].stage.pk}")
    assert names(chosen, 'field-place">(.*?)<') == ["First › Y"]


def test_a_topic_is_chosen_by_its_place(editor_client, topics):
    html = editor_client.get(url(topics[0].items.get())).content.decode()
    assert names(html, r"<option[^>]*>(.*? › .*?)</option>") == ["First › X › t1", "First › Y › t2", "Later › Z › t3"]


def test_forms_have_the_title_before_the_slug_and_one_row_of_buttons(editor_client, topics):
    for row in (topics[0].roadmap, topics[0].stage, topics[0]):
        html = editor_client.get(url(row)).content.decode()
        assert html.index("field-title") < html.index("field-slug")
        assert html.count('class="submit-row"') == 1


def test_permissions_are_folded_behind_the_role(owner_client, learner):
    html = owner_client.get(url(learner)).content.decode()
    assert "Role" in html and html.index("<details") < html.index("id_user_permissions") < html.index("</details>")
