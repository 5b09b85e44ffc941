"""What editors see of content before they change it."""

import pytest

from roadmap_app.actions.plans import enrol
from roadmap_app.models import Item, Roadmap, Stage, Topic
from roadmap_app.queries.editing import portal_address, span_warnings, with_counts
from tests.makers import make_stage, make_topic

pytestmark = pytest.mark.django_db


def test_counts_do_not_multiply_each_other(topic, learner):
    make_topic(topic.stage, items=3)
    enrol(user=learner, roadmap=topic.roadmap, started_on="2026-01-05", hours_per_week=7)
    roadmap = with_counts(Roadmap.objects.all()).get()
    assert (roadmap.stage_count, roadmap.item_count, roadmap.learner_count, str(roadmap.last_month)) == (1, 5, 1, "3")
    assert with_counts(Stage.objects.all()).get().topic_count == 2
    found = with_counts(Topic.objects.filter(pk=topic.pk)).get()
    assert (found.item_count, found.resource_count) == (2, 1)


def test_what_is_retired_is_not_counted(topic):
    Item.objects.filter(pk=topic.items.first().pk).update(retired=True)
    topic.resources.update(retired=True)
    make_topic(topic.stage, items=3, retired=True)
    make_topic(make_stage(topic.roadmap, start_month=3, end_month=6, retired=True), items=4)
    roadmap = with_counts(Roadmap.objects.all()).get()
    assert (roadmap.stage_count, roadmap.item_count) == (1, 1)
    first, old = with_counts(Stage.objects.order_by("position"))
    assert (first.topic_count, first.item_count, old.topic_count, old.item_count) == (1, 1, 1, 4)
    found = with_counts(Topic.objects.filter(pk=topic.pk)).get()
    assert (found.item_count, found.resource_count) == (1, 0)


def test_addresses_lead_to_the_page_that_shows_the_row(topic):
    item = topic.items.first()
    assert portal_address(topic.roadmap) == "/roadmaps/r/"
    assert portal_address(topic.stage) == "/roadmaps/r/stage-1/"
    assert portal_address(item) == f"/roadmaps/r/stage-1/topic-1/#item-{item.pk}"
    assert portal_address(topic.resources.get()) == portal_address(topic) == "/roadmaps/r/stage-1/topic-1/"


def test_overlaps_and_gaps_are_warned_of_and_retired_stages_ignored(topic):
    make_stage(topic.roadmap, title="Late", start_month=2, end_month=4)
    make_stage(topic.roadmap, title="Far", start_month=8, end_month=9)
    make_stage(topic.roadmap, title="Old", start_month=4, end_month=8, retired=True)
    make_stage(topic.roadmap, title="Short", start_month=9.25, end_month=9.5)
    overlap, gap, short = span_warnings(topic.roadmap)
    assert "“Stage 1” (months 0 to 3) and “Late” (months 2 to 4) overlap" in overlap
    assert "No stage covers months 4 to 8" in gap
    assert "No stage covers weeks 36 to 37" in short
