"""The group of editors may edit content and nothing else."""

import pytest

from tests.makers import make_editor

CONTENT = ("roadmap", "stage", "topic", "item", "resource")


@pytest.mark.django_db
def test_editors_may_edit_content_and_nothing_else():
    may = {f"roadmap_app.{verb}_{model}" for model in CONTENT for verb in ("add", "change", "delete", "view")}
    may |= {f"roadmap_app.{verb}_loadedentry" for verb in ("change", "view")}
    assert make_editor().get_all_permissions() == may
