"""A stored roadmap as an outline, and how many learners a change of it reaches."""

import pytest

from roadmap_app.actions.progress import set_topic
from roadmap_app.models import Item
from roadmap_app.outline.plan import OutlineChange
from roadmap_app.queries.outline import affected, faults_of, key_of_row, outline_of
from tests.makers import make_item, make_roadmap, make_stage, make_topic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 30])
def test_an_outline_holds_every_row_with_its_id_in_four_queries(topic, count, django_assert_num_queries):
    retired = make_item(topic, retired=True)
    for _ in range(count):
        make_topic(topic.stage)
    with django_assert_num_queries(4):
        outline = outline_of(topic.roadmap)
    first = outline.stages[0].topics[0]
    assert len(outline.stages[0].topics) == count + 1
    assert [item.id for item in first.items] == list(topic.items.values_list("pk", flat=True))
    assert [item.id for item in first.items if item.retired] == [retired.pk]
    assert [row.title for row in first.resources] == ["A Book"]


def test_stages_come_in_the_order_of_their_months(topic):
    make_stage(topic.roadmap, title="Last", start_month=9, end_month=12, position=0)
    make_stage(topic.roadmap, title="Middle", start_month=5, end_month=9, position=3)
    assert [stage.title for stage in outline_of(topic.roadmap).stages] == ["Stage 1", "Middle", "Last"]


def test_the_gates_faults_are_those_of_the_stored_rows(topic):
    assert faults_of(topic.roadmap.pk) == []
    Item.objects.all().delete()
    assert faults_of(topic.roadmap.pk)


def test_a_row_is_found_by_its_name_or_ref_within_its_roadmap_only(topic):
    item = topic.items.first()
    assert key_of_row(topic.roadmap, f"item-{item.pk}") == ("item", item.pk)
    assert key_of_row(topic.roadmap, item.ref) == ("item", item.pk)
    assert key_of_row(make_roadmap(), f"item-{item.pk}") is None
    assert key_of_row(topic.roadmap, "item-" + "9" * 30) is None


def test_each_change_has_the_learners_that_it_reaches(topic, learner):
    set_topic(user=learner, topic=topic, done=True)
    changes = [
        OutlineChange("topic", ("renamed",), "Topic", "r", id=topic.pk),
        OutlineChange("topic", ("reordered",), "Topic", "r", id=topic.pk + 1),
        OutlineChange("item", ("new",), "Item", "r"),
    ]
    assert [each.reach.some for each in affected(changes)] == [1, 0, 0]
