"""Publishing passes the gate, once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roadmap_app.actions.outline import OutlineRefused
from roadmap_app.actions.publication import publish
from roadmap_app.models import Roadmap
from tests.makers import make_roadmap, make_stage, make_topic

pytestmark = pytest.mark.django_db


def test_a_complete_roadmap_is_published_at_a_new_version():
    draft = make_topic(make_stage(make_roadmap(is_published=False))).roadmap
    published = publish(roadmap=draft)
    assert published.is_published
    assert Roadmap.objects.get().version == draft.version + 1


def test_the_lock_lets_learners_begin_the_roadmap_meanwhile():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one lock for all writers")
    draft = make_topic(make_stage(make_roadmap(is_published=False))).roadmap
    with CaptureQueriesContext(connection) as captured:
        publish(roadmap=draft)
    # Rows that refer to the roadmap wait for FOR UPDATE, and not for this one.
    assert "FOR NO KEY UPDATE" in captured[0]["sql"] + captured[1]["sql"]


def test_a_roadmap_without_items_stays_a_draft():
    draft = make_stage(make_roadmap(is_published=False)).roadmap
    with pytest.raises(OutlineRefused) as refused:
        publish(roadmap=draft)
    assert "there is nothing to tick" in str(refused.value.problems[0])
    assert not Roadmap.objects.get().is_published


def test_a_published_roadmap_stays_as_it_is_even_with_a_fault():
    roadmap = make_stage().roadmap
    publish(roadmap=roadmap)
    assert Roadmap.objects.get().version == roadmap.version
