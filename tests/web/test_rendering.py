"""Rendering one user's notes cannot keep the server busy."""

import pytest

from roadmap_app.domain.allowance import Allowance
from roadmap_app.models import Note
from roadmap_app.web import rendering
from tests.makers import make_roadmap, make_stage, make_topic, make_user
from tests.views.rituals import post

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(monkeypatch):
    topic = make_topic(make_stage(make_roadmap(slug="r"), slug="s"), slug="t")
    # The first note uses it up.
    monkeypatch.setattr(rendering, "ALLOWANCE", Allowance(1e-9, 1e9))
    return f"/topics/{topic.pk}/note/"


def test_above_the_limit_a_note_is_saved_and_shown_as_plain_text(learner_client, url):
    first = post(learner_client, url, htmx=True, body="*one*", version="0").content.decode()
    assert "<em>one</em>" in first and "as-typed" not in first
    second = post(learner_client, url, htmx=True, body="*two* <b>", version="1")
    assert second.status_code == 200 and Note.objects.get().body == "*two* <b>"
    preview = post(learner_client, url + "preview/", body="*two* <b>", version="2")
    for page in (second, preview, learner_client.get(url), learner_client.get("/roadmaps/r/s/t/")):
        html = page.content.decode()
        assert "kept the server busy" in html and "<code>*two* &lt;b&gt;</code>" in html and "<em>" not in html


def test_others_are_not_affected(learner_client, url, client):
    post(learner_client, url, htmx=True, body="*one*", version="0")
    client.force_login(make_user())
    assert "<em>two</em>" in post(client, url, htmx=True, body="*two*", version="0").content.decode()
