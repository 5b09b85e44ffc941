"""The migrations that free the addresses of pages of a roadmap."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from tests.makers import make_roadmap, make_stage


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "slug"), [("0023_free_now_slug", "now"), ("0031_free_finish_slug", "finish")])
def test_a_stage_at_the_address_of_a_page_gets_another_that_is_free(name, slug):
    migration = import_module(f"roadmap_app.migrations.{name}")
    roadmap = make_roadmap()
    there, taken = make_stage(roadmap, slug=slug), make_stage(roadmap, slug=f"{slug}-2")
    version = roadmap.version
    for _ in range(2):
        migration.free_slug(apps, connection.schema_editor())
    for row in (there, taken, roadmap):
        row.refresh_from_db()
    assert (there.slug, taken.slug, roadmap.version) == (f"{slug}-3", f"{slug}-2", version + 1)
