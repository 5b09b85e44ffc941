"""A learner's standing, read from the database."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import timezone

from roadmap_app.actions.curriculum import save_content, set_retired
from roadmap_app.actions.notes import save_note
from roadmap_app.actions.pauses import book_pause
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.progress import set_item, set_skip, set_topic, undo
from roadmap_app.actions.resources import set_resource_state
from roadmap_app.domain.learner_state import LearnerState
from roadmap_app.domain.pace import Status
from roadmap_app.domain.progress import Progress
from roadmap_app.domain.schedule import PlanTerm
from roadmap_app.domain.standing import compute_standing
from roadmap_app.models import Completion, Note, Roadmap, Skip, Visit
from roadmap_app.queries.curriculum import tree
from roadmap_app.queries.progress import change_of, learner_state
from tests.makers import make_item, make_resource, make_stage, make_topic, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 1)


def stand(user, roadmap, today=TODAY):
    return compute_standing(tree(Roadmap.objects.get(pk=roadmap.pk)), learner_state(user), today)


def test_learner_state_is_one_query_and_ones_own(learner, django_assert_num_queries):
    topic, other = make_topic(), make_user()
    for user in (learner, other):
        set_item(user=user, item=topic.items.first(), done=True)
        set_skip(user=user, topic=topic, skipped=True)
        save_note(user=user, topic=topic, body="note", version=0)
        enrol(user=user, roadmap=topic.roadmap, started_on=TODAY, hours_per_week=7)
        book_pause(user=user, first_day=TODAY, last_day=None)
    set_topic(user=other, topic=topic, done=True)
    with django_assert_num_queries(1):
        state = learner_state(learner)
    assert state == LearnerState(
        done=frozenset({topic.items.first().pk}),
        skipped=frozenset({topic.pk}),
        noted=frozenset({topic.pk}),
        plans=((topic.roadmap.pk, PlanTerm(timezone.localdate(), TODAY, 7)),),
        pauses=((TODAY, None),),
        done_this_week=frozenset({topic.items.first().pk}),
        last_noted=topic.pk,
    )


def test_a_visitor_has_nothing_and_asks_nothing(django_assert_num_queries):
    from django.contrib.auth.models import AnonymousUser

    with django_assert_num_queries(0):
        assert learner_state(AnonymousUser()) == LearnerState()


def test_an_emptied_note_is_no_note(learner):
    topic = make_topic()
    save_note(user=learner, topic=topic, body="x", version=0)
    save_note(user=learner, topic=topic, body="", version=1)
    assert learner_state(learner).noted == frozenset()


def test_progress_adds_up_from_topic_to_roadmap(learner):
    stage = make_stage()
    first, second = make_topic(stage, items=2), make_topic(stage, items=3)
    third = make_topic(make_stage(stage.roadmap), items=5)
    set_topic(user=learner, topic=first, done=True)
    set_item(user=learner, item=third.items.first(), done=True)
    now = stand(learner, stage.roadmap)
    assert now.topic(first.pk).progress == Progress(2, 2)
    assert now.topic(second.pk).progress == Progress(0, 3)
    assert [stage.progress for stage in now.stages] == [Progress(2, 5), Progress(1, 5)]
    assert now.progress == Progress(3, 10)


def test_a_skipped_topic_leaves_the_percentage_and_the_next_items(learner):
    stage = make_stage()
    first, second = make_topic(stage, items=2), make_topic(stage, items=2)
    set_skip(user=learner, topic=first, skipped=True)
    set_topic(user=learner, topic=second, done=True)
    now = stand(learner, stage.roadmap)
    assert now.progress.percent == 100
    assert now.next_items == ()


def test_retired_content_stays_for_those_who_have_done_it_and_only_for_them(learner):
    topic = make_topic(items=2)
    item = topic.items.first()
    set_item(user=learner, item=item, done=True)
    set_retired([item], retired=True)
    mine, hers = stand(learner, topic.roadmap), stand(make_user(), topic.roadmap)
    assert mine.progress == Progress(1, 2)
    assert hers.progress == Progress(0, 1)
    assert [len(group.rows) for group in mine.topic(topic.pk).groups] == [2]
    assert [len(group.rows) for group in hers.topic(topic.pk).groups] == [1]


def test_a_retired_stage_is_shown_only_to_learners_who_did_some_of_it(learner):
    stage = make_stage()
    topic = make_topic(stage, items=2)
    set_item(user=learner, item=topic.items.first(), done=True)
    set_retired([stage], retired=True)
    assert stand(make_user(), stage.roadmap).stages == ()
    now = stand(learner, stage.roadmap)
    assert now.progress == Progress(1, 1)


def test_a_moved_item_stays_done(learner):
    stage = make_stage()
    first, second = make_topic(stage, items=2), make_topic(stage, items=1)
    item = first.items.first()
    set_item(user=learner, item=item, done=True)
    item.topic = second
    save_content(item)
    now = stand(learner, stage.roadmap)
    assert now.topic(first.pk).progress == Progress(0, 1)
    assert now.topic(second.pk).progress == Progress(1, 2)


def test_next_items_are_the_first_open_ones_in_the_order_of_the_trail(learner):
    stage = make_stage()
    first, second = make_topic(stage, items=3), make_topic(stage, items=4)
    set_item(user=learner, item=first.items.order_by("position")[1], done=True)
    found = [(row.topic.node.slug, row.item.title) for row in stand(learner, stage.roadmap).next_items]
    assert found == [
        (first.slug, "Item 1"), (first.slug, "Item 3"),
        (second.slug, "Item 1"), (second.slug, "Item 2"), (second.slug, "Item 3"),
    ]  # fmt: skip


def test_groups_keep_their_items_together_in_order_of_appearance():
    topic = make_topic(items=0)
    for group, title in [("B", "b1"), ("A", "a1"), ("B", "b2")]:
        make_item(topic, group=group, title=title)
    node = tree(topic.roadmap).stages[0].topics[0]
    assert [(label, [item.title for item in items]) for label, items in node.groups] == [
        ("B", ["b1", "b2"]),
        ("A", ["a1"]),
    ]


def test_dates_and_pace_come_with_an_enrolment(learner):
    stage = make_stage()
    make_topic(stage, items=2)
    before = stand(learner, stage.roadmap)
    assert (before.pace, before.stages[0].starts_on) == (None, None)
    enrol(user=learner, roadmap=stage.roadmap, started_on=date(2026, 3, 1), hours_per_week=10)
    now = stand(learner, stage.roadmap)
    assert (now.stages[0].starts_on, now.stages[0].ends_on) == (date(2026, 3, 1), date(2026, 6, 1))
    assert (now.pace.status, now.pace.weeks) == (Status.BEHIND, 4)


def test_figures_stand_where_the_learner_and_the_plan_are(learner):
    roadmap = make_stage().roadmap
    make_stage(roadmap)
    topics = [make_topic(stage) for stage in roadmap.stages.all()]
    enrol(user=learner, roadmap=roadmap, started_on=date(2026, 1, 1), hours_per_week=5)
    set_topic(user=learner, topic=topics[0], done=True)
    trail = stand(learner, roadmap, date(2026, 5, 1)).trail
    assert [(figure.kind, figure.at) for figure in trail.figures] == [("plan", "33.33"), ("you", "50")]
    assert (trail.here, trail.plan) == ("stage 2, month 3", "is 8 weeks behind you: stage 1, month 2.")


def test_after_the_last_month_the_plan_stands_at_the_end(learner):
    stage = make_stage()
    make_topic(stage)
    enrol(user=learner, roadmap=stage.roadmap, started_on=date(2020, 1, 1), hours_per_week=10)
    assert [(figure.kind, figure.at) for figure in stand(learner, stage.roadmap).trail.figures] == [
        ("plan", "100"),
        ("you", "0"),
    ]


def test_topics_are_waymarks_of_the_size_of_their_items(learner):
    stage = make_stage()
    done, begun, skipped, empty = [make_topic(stage, items=items) for items in (2, 4, 3, 0)]
    set_topic(user=learner, topic=done, done=True)
    set_item(user=learner, item=begun.items.first(), done=True)
    set_skip(user=learner, topic=skipped, skipped=True)
    ((stretch, _),) = stand(learner, stage.roadmap).trail.legs
    assert [(mark.state, mark.size, mark.percent, mark.status) for mark in stretch.topics] == [
        ("done", 2, 100, "complete"),
        ("begun", 4, 25, "1 of 4"),
        ("skipped", 3, 0, "skipped"),
        ("open", 1, 0, "nothing to tick"),
    ]


def test_an_empty_roadmap_divides_nothing_by_nothing(learner):
    stage = make_stage()
    enrol(user=learner, roadmap=stage.roadmap, started_on=TODAY, hours_per_week=5)
    now = stand(learner, stage.roadmap)
    assert now.progress.is_empty and now.pace.status == Status.ON_TRACK
    stage.delete()
    save_content(stage.roadmap)
    assert stand(learner, stage.roadmap).pace is None


@pytest.mark.parametrize(
    ("zone", "at", "counts"),
    [
        ("Pacific/Kiritimati", "2026-01-04 09:59", False),  # UTC+14: still Sunday
        ("Pacific/Kiritimati", "2026-01-04 10:01", True),
        ("UTC", "2026-01-04 23:59", False),
        ("UTC", "2026-01-05 00:01", True),
        ("Pacific/Pago_Pago", "2026-01-05 10:59", False),  # UTC-11
        ("Pacific/Pago_Pago", "2026-01-05 11:01", True),
        ("Etc/GMT+12", "2026-01-05 11:59", False),
        ("Etc/GMT+12", "2026-01-05 12:00", True),
    ],
)
def test_the_week_begins_on_monday_in_the_zone_of_the_learner(zone, at, counts):
    learner, item = make_user(time_zone=zone), make_item()
    with time_machine.travel(datetime.fromisoformat(at).replace(tzinfo=UTC), tick=False):
        set_item(user=learner, item=item, done=True)
    with time_machine.travel(datetime(2026, 1, 6, 13, tzinfo=UTC)), timezone.override(zone):
        assert learner_state(learner).done_this_week == ({item.pk} if counts else set())


@pytest.mark.parametrize(("at", "counts"), [("2026-01-05 07:59", False), ("2026-01-05 08:01", True)])
def test_an_item_without_a_stored_day_counts_by_its_time(learner, at, counts):
    item = make_item()
    Completion.objects.create(user=learner, item=item, done_at=datetime.fromisoformat(at).replace(tzinfo=UTC))
    with time_machine.travel(datetime(2026, 1, 6, 13, tzinfo=UTC)), timezone.override("America/Los_Angeles"):
        assert learner_state(learner).done_this_week == ({item.pk} if counts else set())


def test_undo_gives_an_item_its_day_back(learner):
    item = make_item()
    with time_machine.travel(datetime(2026, 1, 2, 12, tzinfo=UTC)):
        set_item(user=learner, item=item, done=True)
    with time_machine.travel(datetime(2026, 1, 6, 12, tzinfo=UTC)):
        unticked = set_item(user=learner, item=item, done=False)
        undo(user=learner, rows=change_of(learner, unticked))
        assert learner_state(learner).done == {item.pk} and learner_state(learner).done_this_week == set()
    assert Completion.objects.get(user=learner).on == date(2026, 1, 2)


def test_the_state_has_resources_earlier_plans_and_the_note_that_was_edited_last(learner):
    topic, other = make_topic(), make_topic()
    resource = make_resource(topic)
    set_resource_state(user=learner, resource=resource, state="reading")
    for each in (topic, other):
        save_note(user=learner, topic=each, body="x", version=0)
    save_note(user=learner, topic=topic, body="y", version=1)
    with time_machine.travel(datetime(2026, 1, 5, 12, tzinfo=UTC)):
        enrol(user=learner, roadmap=topic.roadmap, started_on=date(2026, 1, 5), hours_per_week=7)
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC)):
        enrol(user=learner, roadmap=topic.roadmap, started_on=date(2026, 1, 5), hours_per_week=3)
    state = learner_state(learner)
    assert state.resources == {(resource.pk, "reading")}
    assert state.last_noted == topic.pk
    hours = [(roadmap, plan.valid_from, plan.started_on, plan.hours_per_week) for roadmap, plan in state.plans]
    first = date(2026, 1, 5)
    assert hours == [(topic.roadmap.pk, first, first, 7), (topic.roadmap.pk, date(2026, 3, 2), first, 3)]


def test_the_state_is_made_of_the_rows_of_this_learner_alone(learner):
    topic = make_topic(items=2)
    first, second = topic.items.all()
    for user, item in ((learner, first), (make_user(), second)):
        set_item(user=user, item=item, done=True)
        set_skip(user=user, topic=make_topic(), skipped=True)
        save_note(user=user, topic=make_topic(), body="x", version=0)
        Visit.objects.create(user=user, roadmap=topic.roadmap, version=item.pk)
        day = date(2026, 1, item.pk % 28 + 1)
        enrol(user=user, roadmap=topic.roadmap, started_on=day, hours_per_week=7)
        book_pause(user=user, first_day=day, last_day=day)
    emptied = make_topic()
    save_note(user=learner, topic=emptied, body="x", version=0)
    save_note(user=learner, topic=emptied, body="", version=1)
    state = learner_state(learner)
    assert state.done == {first.pk}
    assert state.skipped == set(Skip.objects.filter(user=learner).values_list("topic_id", flat=True))
    assert state.noted == set(Note.objects.filter(user=learner).exclude(body="").values_list("topic_id", flat=True))
    day = date(2026, 1, first.pk % 28 + 1)
    assert state.plans == ((topic.roadmap.pk, PlanTerm(timezone.localdate(), day, 7)),)
    assert state.pauses == ((day, day),)
    assert state.visits == ((topic.roadmap.pk, first.pk),)
    assert len(state.skipped) == len(state.noted) == 1
