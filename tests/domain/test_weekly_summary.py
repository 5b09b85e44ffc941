"""What the weekly summary says of a roadmap."""

from datetime import date, timedelta

from roadmap_app.domain.curriculum import ItemRow, RoadmapTree, StageNode, TopicNode
from roadmap_app.domain.learner_state import LearnerState
from roadmap_app.domain.pace import Status
from roadmap_app.domain.schedule import PlanTerm
from roadmap_app.domain.standing import compute_standing
from roadmap_app.domain.weekly_summary import weekly_summary

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
START = date(2026, 1, 5)  # a Monday
PLAN = (PlanTerm(START, START, 10),)
ITEMS = 130  # ten a week for the 13 weeks of three months


def week_of(day, changes=(), *, terms=PLAN, pauses=(), done=()):
    rows = tuple(ItemRow(number, "", f"Item {number}", "", False) for number in range(ITEMS))
    topic = TopicNode(1, "t", "Topic", "", False, "/t/", rows, ())
    stage = StageNode(1, 1, "s", "Basics", "", 0, 3, False, "/s/", (topic,))
    tree = RoadmapTree(1, 1, "r", "Roadmap", "", "", 10, True, "/r/", (stage,))
    state = LearnerState(done=frozenset(done), plans=tuple((1, term) for term in terms), pauses=tuple(pauses))
    return weekly_summary(day, [(compute_standing(tree, state, day), dict(changes))])


def test_the_seven_days_before_are_counted_so_that_each_day_is_in_one_summary():
    changes = {START + number * DAY: 1 for number in range(21)}
    summary = week_of(START + WEEK, changes)
    assert (summary.first, summary.last) == (START, START + 6 * DAY)
    assert [week_of(START + number * WEEK, changes).done for number in range(5)] == [0, 7, 7, 7, 0]


def test_what_was_taken_back_does_not_count():
    assert week_of(START + WEEK, {START: 5, START + DAY: -2}).done == 3
    assert week_of(START + WEEK, {START: -5}).done == 0


def test_what_is_planned_follows_the_plan_and_its_pauses():
    [month] = week_of(START + WEEK).roadmaps
    assert month.planned in (10, 11)
    assert week_of(START).planned == 0
    assert week_of(START + 3 * DAY).planned in (4, 5)
    assert week_of(START + 2 * WEEK, pauses=[(START + WEEK, START + 13 * DAY)]).planned == 0


def test_a_plan_set_anew_does_not_change_what_was_planned_for_the_days_of_the_week():
    again = PlanTerm(START + 4 * WEEK + 3 * DAY, START, 10, 0.0)
    ahead = again._replace(from_month=2.5)
    for term in (again, ahead):
        assert 8 <= week_of(START + 5 * WEEK, terms=(*PLAN, term)).planned <= 11


def test_what_is_next_and_where_they_stand():
    [roadmap] = week_of(START + 3 * WEEK, done=range(3)).roadmaps
    assert (roadmap.item, roadmap.topic, roadmap.item_url) == ("Item 3", "Topic", "/t/#item-3")
    assert (roadmap.pace.status, roadmap.pace.weeks) == (Status.BEHIND, 2)
    assert roadmap.standing == "2 weeks behind" and not roadmap.is_last
    assert week_of(START + WEEK, done=range(11)).roadmaps[0].standing == "on track"
    assert week_of(START + WEEK, done=range(22)).roadmaps[0].standing == "1 week ahead"


def test_the_last_summary_before_the_end_is_known():
    assert not week_of(date(2026, 3, 29)).roadmaps[0].is_last
    assert week_of(date(2026, 3, 30)).roadmaps[0].is_last  # the plan ends on 5 April
