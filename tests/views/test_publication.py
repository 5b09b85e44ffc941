"""Drafts are marked and can be published; creating a roadmap from text is linked."""

import pytest
from django.test import Client

from roadmap_app.models import Roadmap
from tests.makers import make_roadmap, make_stage, make_topic, make_user
from tests.views.rituals import HTMX

pytestmark = pytest.mark.django_db
NEW = 'href="/outlines/new/"'


@pytest.fixture
def draft():
    roadmap = make_roadmap(slug="draft", title="A draft", is_published=False)
    make_topic(make_stage(roadmap, slug="s"), slug="t")
    return roadmap


def address(roadmap):
    return f"/outlines/{roadmap.slug}/publication/"


@pytest.mark.parametrize("page", ["", "s/", "s/t/"])
def test_only_pages_of_a_draft_are_marked_as_draft(draft, editor_client, page):
    assert "Draft" in editor_client.get(f"/roadmaps/draft/{page}").content.decode()
    Roadmap.objects.update(is_published=True, version=7)
    assert "Draft" not in editor_client.get(f"/roadmaps/draft/{page}").content.decode()


def test_the_list_of_roadmaps_marks_a_draft(draft, editor_client):
    make_stage(make_roadmap())
    page = editor_client.get("/").content.decode()
    assert page.count(">draft</span>") == 1 and page.index("A draft</a>") < page.index(">draft</span>")


def test_a_draft_without_problems_is_published(draft, editor_client, learner_client):
    page = editor_client.get("/roadmaps/draft/").content.decode()
    assert f'action="{address(draft)}"' in page and ">Publish</button>" in page
    # On other pages nobody has checked whether it can be.
    assert ">Publish</button>" not in editor_client.get("/roadmaps/draft/now/").content.decode()
    assert learner_client.get("/roadmaps/draft/").status_code == 404
    response = editor_client.post(address(draft), follow=True)
    assert response.redirect_chain == [("/roadmaps/draft/", 302)]
    assert "is published" in response.content.decode() and "Draft" not in response.content.decode()
    assert learner_client.get("/roadmaps/draft/").status_code == 200
    version = Roadmap.objects.get().version
    assert version > draft.version
    assert editor_client.post(address(draft)).status_code == 302  # twice is once
    assert Roadmap.objects.get().version == version


def test_problems_of_a_draft_are_listed_before_and_after_publishing_fails(draft, editor_client):
    make_topic(draft.stages.get(), items=0, title="Empty")
    page = editor_client.get("/roadmaps/draft/").content.decode()
    assert "cannot be published yet" in page and "topic “Empty”: it has no item" in page
    assert ">Publish</button>" not in page
    refused = editor_client.post(address(draft))
    assert refused.status_code == 422
    assert "topic “Empty”: it has no item" in refused.content.decode()
    assert not Roadmap.objects.get().is_published


def test_publishing_is_for_editors(draft, learner_client, client):
    assert client.post(address(draft)).headers["Location"].startswith("/accounts/login/")
    assert client.post(address(draft), headers=HTMX).headers["HX-Redirect"].startswith("/accounts/login/")
    assert learner_client.post(address(draft)).status_code == 404
    client.force_login(make_user(is_staff=True))  # sees drafts, edits nothing
    page = client.get("/roadmaps/draft/").content.decode()
    assert "Draft" in page and address(draft) not in page
    assert client.post(address(draft)).status_code == 404
    assert client.get(address(draft)).status_code == 405
    assert not Roadmap.objects.get().is_published


def test_new_roadmap_from_text_is_linked_where_there_is_one_roadmap(draft, editor_client, learner_client):
    Roadmap.objects.update(is_published=True)
    assert editor_client.get("/").status_code == 302
    for page in ("/roadmaps/draft/", "/admin/", "/admin/roadmap_app/roadmap/", "/admin/roadmap_app/roadmap/add/"):
        assert NEW in editor_client.get(page).content.decode(), page
    assert NEW not in learner_client.get("/roadmaps/draft/").content.decode()
    reader = Client()
    reader.force_login(make_user(is_staff=True))
    assert NEW not in reader.get("/admin/").content.decode()
