"""What people have written, wherever it is shown: addresses are links."""

import pytest
from django.test import Client

from tests.makers import make_item, make_resource, make_roadmap, make_stage, make_topic, make_user
from tests.views.rituals import post

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_user("owner@example.org", is_staff=True, is_superuser=True, name="Owner")


@pytest.fixture
def owner_client(owner):
    client = Client()
    client.force_login(owner)
    return client


def make_content(words):
    """Return the topic of a roadmap of which every text is WORDS."""
    roadmap = make_roadmap(slug="r", title=words, summary=words, credit=words)
    stage = make_stage(roadmap, slug="s", title=words, goal=words)
    topic = make_topic(stage, items=0, slug="t", title=words, summary=words)
    make_topic(stage, items=1, slug="u", title=words, summary=words)
    make_item(topic, title=words, group=words, hint=words)
    make_resource(topic, title=words, author=words)
    return topic


@pytest.mark.parametrize(
    ("path", "count"),
    [("/", 1), ("/roadmaps/r/", 4), ("/roadmaps/r/s/", 4), ("/roadmaps/r/s/t/", 2)],
)
def test_addresses_in_summaries_goals_hints_and_credits_are_links(learner_client, path, count):
    make_content("See https://written.example/a_(b), <now>.")
    make_roadmap()
    html = learner_client.get(path).content.decode()
    link = 'See <a href="https://written.example/a_(b)" target="_blank" rel="nofollow noopener">'
    assert html.count(link) == count
    assert "<now>" not in html


def test_so_they_are_in_previews(owner_client):
    topic = make_content("")
    fields = {"title": "T", "summary": "https://written.example", "slug": "t", "stage": topic.stage_id}
    forms = {f"{name}-{key}": "0" for name in ("items", "resources") for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    preview = owner_client.post(f"/admin/roadmap_app/topic/{topic.pk}/preview/", fields | forms)
    article = "# A\n\nhttps://written.example\n\n## Stage 1: B (0–3 Months)\n\n### C\n\n- d\n"
    read = post(owner_client, "/outlines/new/", body=article, act="preview")
    for answer in (preview, read):
        assert '<a href="https://written.example" target="_blank"' in answer.content.decode(), answer
