"""The migration that derives excerpts of existing notes."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from roadmap_app.models import Note
from tests.makers import make_topic, make_user

migration = import_module("roadmap_app.migrations.0012_derive_notes")


@pytest.mark.django_db
def test_existing_notes_get_an_excerpt_in_batches_and_once(monkeypatch):
    monkeypatch.setattr(migration, "BATCH", 2)
    user = make_user()
    for number in range(5):
        Note.objects.create(user=user, topic=make_topic(), body=f"*Nr.* {number} STRASSE")
    Note.objects.filter(body__contains="3").update(excerpt="kept", derivation=1)
    for _ in range(2):
        migration.derive_notes(apps, connection.schema_editor())
        rows = Note.objects.order_by("body").values_list("excerpt", "folded")
        assert [excerpt for excerpt, _ in rows] == [*(f"Nr. {n} STRASSE" for n in (0, 1, 2)), "kept", "Nr. 4 STRASSE"]
        assert rows[4][1] == "*nr.* 4 strasse"
