"""The migration that frees the address of the page “now”."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from tests.makers import make_roadmap, make_stage

migration = import_module("roadmap_app.migrations.0023_free_now_slug")


@pytest.mark.django_db
def test_a_stage_at_the_address_now_gets_another_that_is_free():
    roadmap = make_roadmap()
    there, taken = make_stage(roadmap, slug="now"), make_stage(roadmap, slug="now-2")
    version = roadmap.version
    for _ in range(2):
        migration.free_slug(apps, connection.schema_editor())
    for row in (there, taken, roadmap):
        row.refresh_from_db()
    assert (there.slug, taken.slug, roadmap.version) == ("now-3", "now-2", version + 1)
