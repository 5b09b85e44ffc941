"""What to do now: items that fit, begun topics first, each with its reason."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.curriculum import ItemRow, RoadmapTree, StageNode, TopicNode
from roadmap_app.domain.estimates import estimate, share_of
from roadmap_app.domain.learner_state import LearnerState
from roadmap_app.domain.now import QUEUE_LENGTH, queue_for, reason_in
from roadmap_app.domain.standing import compute_standing

TODAY = date(2026, 4, 1)


def roadmap(*stages):
    """Return a tree of STAGES of a month each: lists of topics, which are lists of items' minutes (None: not known).

    Items are numbered 1, 2, 3 in order, and topics 101, 102, 103.
    """
    item_ids, topic_ids = iter(range(1, 100)), iter(range(101, 200))
    nodes = []
    for number, topics in enumerate(stages, 1):
        rows = tuple(
            TopicNode(
                (ref := next(topic_ids)), f"t{ref}", f"Topic {ref}", "", False, f"/t{ref}/",
                tuple(ItemRow((each := next(item_ids)), "", f"Item {each}", "", False, takes) for takes in items), (),
            )
            for items in topics
        )  # fmt: skip
        nodes.append(StageNode(number, number, f"s{number}", f"S{number}", "", number - 1, number, False, "/s/", rows))
    return RoadmapTree(1, 1, "r", "Roadmap", "", "", 10, True, "/r/", tuple(nodes))


def standing_on(tree, done=(), skipped=()):
    return compute_standing(tree, LearnerState(done=frozenset(done), skipped=frozenset(skipped)), TODAY)


def ask(minutes, *stages, **state):
    """Return the queue for MINUTES on a roadmap of STAGES."""
    return queue_for(standing_on(roadmap(*stages), **state), minutes)


def ids(queue):
    return [each.item.id for each in queue.items]


def reasons(queue):
    return [each.reason for each in queue.items]


def test_items_follow_the_roadmap_while_they_fit():
    queue = ask(25, [[10, 10], [10]])
    assert (ids(queue), queue.fits, queue.estimate.words) == ([1, 2], True, "20 min")
    assert reasons(queue) == ["First on the roadmap", "First on the roadmap"]


def test_begun_topics_come_first_and_say_how_far_they_are():
    queue = ask(60, [[10, 10], [10, 10, 10]], done=[4])
    assert ids(queue) == [3, 5, 1, 2]
    assert reasons(queue) == ["You have begun this topic: 1 of 3"] * 2 + ["Next on the roadmap"] * 2


def test_an_item_that_is_too_long_is_passed_over_within_its_stage_only():
    queue = ask(45, [[10], [60, 10]], [[10]])
    assert ids(queue) == [1, 3]
    assert reasons(queue)[1] == "Further on the roadmap: what comes before takes longer"


def test_the_queue_goes_on_into_the_next_stage_if_nothing_is_left_open_before_it():
    assert ids(ask(45, [[10]], [[10]], [[50, 10]])) == [1, 2, 4]


def test_if_nothing_near_fits_the_first_that_does_is_offered_wherever_it_is():
    queue = ask(15, [[60]], [[90]], [[10, 5], [5]])
    assert ids(queue) == [3]
    assert ids(ask(15, [[60], [10]], [[5]])) == [2]


def test_if_nothing_fits_at_all_the_first_is_offered_to_be_started():
    queue = ask(15, [[60], [120, None]], done=[2])
    assert (ids(queue), queue.fits) == ([3], False)
    assert reasons(queue) == ["You have begun this topic: 1 of 2"]


def test_an_item_without_an_estimate_takes_its_share_of_the_stage():
    # A month of 10 hours a week is 2,610 minutes.
    queue = ask(240, [[None] * 12, [5]])
    assert [(each.estimate.minutes, each.estimate.is_share) for each in queue.items] == [(200, True), (5, False)]
    assert queue.estimate.words == "about 3 h 25 min"


def test_nothing_open_is_an_empty_queue():
    assert ask(25, [[10]], done=[1]).items == ()
    assert ask(25, [[10]], skipped=[101]).items == ()
    assert ask(25, [[]]).items == ()
    assert ask(25).items == ()


def test_the_reason_follows_a_tick():
    tree = roadmap([[10, 10]])
    assert [reason_in(standing_on(tree, done=range(1, ticks + 1)).topic(101)) for ticks in (0, 1, 2)] == [
        "Next on the roadmap",
        "You have begun this topic: 1 of 2",
        "You have completed this topic",
    ]


def test_retired_items_are_never_offered():
    items = (ItemRow(1, "", "One", "", True, 5), ItemRow(2, "", "Two", "", False, 5))
    topic = TopicNode(101, "t", "T", "", False, "/t/", items, ())
    stage = StageNode(1, 1, "s", "S", "", 0, 1, False, "/s/", (topic,))
    tree = RoadmapTree(1, 1, "r", "R", "", "", 10, True, "/r/", (stage,))
    assert ids(queue_for(standing_on(tree), 25)) == [2]


@st.composite
def situations(draw):
    """Return (standing, minutes) of any small roadmap and learner."""
    takes = st.one_of(st.none(), st.integers(1, 300))
    topics = st.lists(st.lists(takes, max_size=5), max_size=4)
    tree = roadmap(*draw(st.lists(topics, max_size=4)))
    items = [item.id for _, topic in tree.walk for item in topic.items]
    done = draw(st.sets(st.sampled_from(items))) if items else ()
    skipped = draw(st.sets(st.sampled_from([topic.id for _, topic in tree.walk]))) if tree.walk else ()
    return standing_on(tree, done, skipped), draw(st.integers(5, 240))


@given(situations())
def test_a_queue_fits_is_short_in_order_and_open(situation):
    standing, minutes = situation
    queue = queue_for(standing, minutes)
    opened = [item.id for stage in standing.stages for topic in stage.topics if not topic.is_skipped
              for item, done in topic.rows if not done]  # fmt: skip
    assert len(queue.items) <= QUEUE_LENGTH
    assert len(set(ids(queue))) == len(queue.items)
    assert set(ids(queue)) <= set(opened)
    assert bool(queue.items) == bool(opened)
    places = [(not each.topic.progress.done, opened.index(each.item.id)) for each in queue.items]
    assert places == sorted(places)
    assert all(each.reason for each in queue.items)
    if queue.fits:
        assert sum(each.estimate.minutes for each in queue.items) <= minutes
    else:
        assert len(queue.items) == 1 and queue.items[0].estimate.minutes > minutes


@given(situations(), st.randoms())
def test_the_same_state_has_the_same_answer(situation, random):
    standing, minutes = situation
    done, skipped = list(standing.state.done), list(standing.state.skipped)
    random.shuffle(done)
    random.shuffle(skipped)
    again, before = (queue_for(each, minutes) for each in (standing_on(standing.tree, done, skipped), standing))
    assert (said(again), again.fits) == (said(before), before.fits)


def said(queue):
    return [(each.item, each.estimate, each.reason) for each in queue.items]


@given(situations())
def test_only_where_no_open_item_fits_a_longer_one_is_offered(situation):
    standing, minutes = situation
    times = [
        estimate(item, share_of(stage.node, 10)).minutes
        for stage in standing.stages for topic in stage.topics if not topic.is_skipped
        for item, done in topic.rows if not done
    ]  # fmt: skip
    assert queue_for(standing, minutes).fits == (not times or min(times) <= minutes)
