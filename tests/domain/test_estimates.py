"""How long items take, in words and by the months of their stage."""

import pytest

from roadmap_app.domain.curriculum import ItemRow, StageNode, TopicNode
from roadmap_app.domain.estimates import Estimate, duration, estimate, share_of


def stage(*retired, months=3):
    items = tuple(ItemRow(number, "", "Item", "", each) for number, each in enumerate(retired))
    topic = TopicNode(1, "t", "T", "", False, "/t/", items, ())
    return StageNode(1, 1, "s", "S", "", 0, months, False, "/s/", (topic,))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "1 min"), (59, "59 min"), (60, "1 h"), (90, "1 h 30 min"), (120, "2 h"), (6000, "100 h"), (0, "0 min")],
)
def test_minutes_in_words(minutes, words):
    assert duration(minutes) == words


def test_the_share_is_that_of_all_items_that_are_not_retired_rounded_to_5_minutes():
    # 3 months of 4.348 weeks of 10 hours are 130.4 hours, or 7,827 minutes.
    assert share_of(stage(False, False, True), 10) == 3915
    assert share_of(stage(*[False] * 50), 10) == 155
    assert share_of(stage(*[False] * 50), 1) == 15


def test_the_share_is_at_least_5_minutes_and_an_empty_stage_has_one():
    assert share_of(stage(*[False] * 3000, months=1), 1) == 5
    assert share_of(stage(), 10) == 7825


def test_the_estimate_of_editors_comes_first():
    item = ItemRow(1, "", "Item", "", False)
    assert estimate(item, 155) == Estimate(155, is_share=True)
    assert estimate(item, 155).words == "about 2 h 35 min"
    assert estimate(ItemRow(1, "", "Item", "", False, 30), 155).words == "30 min"
