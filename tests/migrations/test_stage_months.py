"""The migration that lets a stage be shorter than a month."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from roadmap_app.models import Stage
from tests.makers import make_roadmap, make_stage

BEFORE = ("roadmap_app", "0033_teams")


def migrated(target):
    """Migrate to TARGET, and return the models of that time."""
    MigrationExecutor(connection).migrate([target])
    return MigrationExecutor(connection).loader.project_state([target]).apps


def newest():
    """Return the newest migration of the app: the tests that follow need the whole database."""
    (leaf,) = MigrationExecutor(connection).loader.graph.leaf_nodes("roadmap_app")
    return leaf


def spans(stages):
    """Return the months of STAGES as they are written."""
    return [f"{start} {end}" for start, end in stages.objects.order_by("pk").values_list("start_month", "end_month")]


@pytest.mark.soak  # to migrate back and forth takes seconds
@pytest.mark.django_db(transaction=True)
def test_every_stage_keeps_its_months_and_there_is_a_way_back():
    roadmap = make_roadmap()
    make_stage(roadmap, start_month=0, end_month=3)
    make_stage(roadmap, start_month=3, end_month=3.5)
    make_stage(roadmap, start_month=4.25, end_month=240)
    try:
        old = migrated(BEFORE)
        assert spans(old.get_model("roadmap_app", "Stage")) == ["0 3", "3 4", "4 240"]
        assert "3 4" in spans(old.get_model("roadmap_app", "HistoricalStage"))
    finally:
        migrated(newest())
    assert spans(Stage) == ["0 3", "3 4", "4 240"] and "4 240" in spans(Stage.history.model)
    Stage.objects.filter(end_month=4).update(end_month=3.25)
    assert spans(Stage)[1] == "3 3.25"
