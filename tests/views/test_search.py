"""Search over HTTP: what a person may see, grouped and marked, whatever is typed."""

import json
import re
from html import unescape

import pytest

from roadmap_app.actions.notes import save_note
from roadmap_app.models import Roadmap, Topic
from tests.makers import make_item, make_resource, make_roadmap, make_stage, make_topic, make_user
from tests.search_world import NOTES, SHIPPED, first_hits, world
from tests.views.rituals import queries

KINDS = {"Your notes": "NOTE"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    roadmap = make_roadmap(slug="r", title="Sailing", summary="")
    topic = make_topic(make_stage(roadmap, slug="s", title="Ashore"), items=0, slug="t", title="Ropes and knots")
    make_item(topic, title="Bowline", group="Knots", hint="the king of knots")
    make_resource(topic, title="The Knot Book", author="G. Budworth")
    return topic


def search(client, text, **more):
    response = client.get("/search/", {"q": text, **more})
    assert response.status_code == 200
    return response.content.decode()


def text_of(html):
    """Return the text of the results in HTML, without the head and the form."""
    return " ".join(re.sub("<[^>]*>", " ", html.partition('id="hits"')[2]).split())


def test_search_groups_hits_marks_words_and_links_to_the_place_itself(client, topic):
    html = search(client, "KNOT")
    assert f'<a href="/roadmaps/r/s/t/#item-{topic.items.get().pk}"' in html
    assert f'<a href="/roadmaps/r/s/t/#resource-{topic.resources.get().pk}"' in html
    assert "The <mark>Knot</mark> Book" in html and "Ropes and <mark>knot</mark>s" in html
    found = text_of(html)
    assert found.index("Resources 1") < found.index("Topics 1") < found.index("Items 1")
    assert "Sailing › Ashore › Ropes and knots" in found
    assert "3 results" in html


def test_search_escapes_what_is_typed_and_found(client, topic):
    make_item(topic, title="<b>bold</b> & brave")
    html = search(client, "<b>bold")
    assert "<b>" not in html and "<mark>bold</mark>" in html


def test_notes_are_found_by_their_writer_alone(learner_client, learner, client, topic):
    save_note(user=learner, topic=topic, body="# Rigging\n\nThe *halyard* runs up.", version=0)
    save_note(user=make_user(), topic=topic, body="Another halyard", version=0)
    html = search(learner_client, "halyrad")
    assert "Your notes 1" in text_of(html) and "<mark>halyard</mark> runs up" in html and "Another" not in html
    assert 'href="/roadmaps/r/s/t/#note"' in html
    assert "Nothing found" in search(client, "halyard")


def test_nothing_hidden_is_found(learner_client, learner, client, topic):
    make_item(topic, title="Sheepshank", retired=True)
    make_resource(topic, title="Sheepshank, the book", retired=True)
    make_topic(make_stage(topic.roadmap, title="Sheepshank", retired=True), title="Sheepshank too")
    save_note(
        user=learner, topic=make_topic(make_stage(make_roadmap(slug="d", title="Sheepshank"))), body="x", version=0
    )
    Roadmap.objects.filter(slug="d").update(is_published=False)
    for person in (client, learner_client):
        assert "Nothing found" in search(person, "sheepshank")


def test_a_note_on_a_hidden_roadmap_is_found_without_its_titles(learner_client, learner, topic):
    save_note(user=learner, topic=topic, body="My own words", version=0)
    Roadmap.objects.update(is_published=False)
    found = text_of(search(learner_client, "own"))
    assert "A topic that you do not see any more My own words" in found and "Ropes" not in found
    assert "Nothing found" in search(learner_client, "ropes")


def test_editors_find_drafts_and_see_that_they_are(editor_client, topic):
    Roadmap.objects.update(is_published=False)
    assert "draft" in text_of(search(editor_client, "bowline"))


def test_visitors_of_a_closed_portal_sign_in_first(client, topic, settings):
    settings.PORTAL_PUBLIC = False
    assert client.get("/search/?q=knot").headers["Location"].startswith("/accounts/login/?next=/search/")
    assert 'action="/search/"' not in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize(
    "text", ["", " ", "?!", "…", "-", "\u200b", "​ك\u0640", "'" * 300, "%_\\", "9" * 500, "a " * 250]
)
def test_odd_text_gets_a_page(client, topic, text):
    search(client, text)


def test_a_long_text_is_cut_and_that_is_said(client, topic):
    html = search(client, "bowline " * 70)
    assert "Only the first 200 characters" in html and "Bowline" in text_of(html)


def test_many_hits_are_cut_and_shown_by_kind(client, topic):
    for number in range(20):
        make_item(topic, title=f"Splice {number}")
    html = search(client, "splice")
    assert "20 results" in html and html.count("<mark>Splice</mark>") == 8
    assert "/search/?q=splice&amp;kind=item" in html
    assert search(client, "splice", kind="item").count("<mark>Splice</mark>") == 20
    assert client.get("/search/?q=splice&kind=person").status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_search_takes_the_same_queries_for_many_rows(learner_client, learner, topic, count):
    for number in range(count):
        save_note(user=learner, topic=make_topic(topic.stage, slug=f"t{number}"), body="halyard", version=0)
    search(learner_client, "halyard")
    with queries(at_most=5):
        search(learner_client, "halyard")


def test_the_first_hit_of_each_query_is_the_expected_one(learner_client, learner, load):
    load(json.loads(SHIPPED.read_text("utf-8")))
    load(world())
    for slug, body in NOTES.items():
        save_note(user=learner, topic=Topic.objects.get(slug=slug), body=body, version=0)
    wrong = []
    for text, expected in first_hits():
        response = learner_client.get("/search/", {"q": text})
        html = response.content.decode().partition('id="hits"')[2]
        first = re.search(r"<h2[^>]*>([^<]*) <.*?<a[^>]*>(.*?)</a>", html, re.DOTALL)
        hit = (
            f"{KINDS.get(first[1], first[1][:-1].upper())} {unescape(re.sub('<[^>]*>', '', first[2]))}" if first else ""
        )
        # A NUL is refused before it reaches the view.
        if hit != expected or response.status_code != (400 if "\0" in text else 200):
            wrong.append((text, expected, hit, response.status_code))
    assert wrong == []
