"""Asking for help with a topic: whom it reaches, and what ends it."""

import pytest

from roadmap_app.actions.clean_up import clean_up
from roadmap_app.actions.curriculum import set_retired
from roadmap_app.actions.help_requests import ask_for_help, take_back_request
from roadmap_app.actions.progress import set_item, set_topic, undo
from roadmap_app.actions.teams import change_team, join, leave, set_lead, set_shares
from roadmap_app.models import Activity, HelpRequest, Membership, User
from tests.makers import make_roadmap, make_stage, make_team_with, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return make_topic(items=2)


@pytest.fixture
def learner():
    return make_user(time_zone="Pacific/Auckland")


@pytest.fixture
def own(topic, learner):
    membership = join(team=make_team_with(roadmaps=[topic.roadmap]), user=learner)
    learner.refresh_from_db()
    return membership


def asked(user):
    rows = HelpRequest.objects.filter(membership__user=user).order_by("pk")
    return list(rows.values_list("membership", "text", "since"))


def test_asking_is_set_and_keeps_its_first_day(learner, topic, own, time_machine):
    time_machine.move_to("2026-05-03T22:00Z", tick=False)  # the fourth, for the learner
    assert ask_for_help(user=learner, topic=topic, memberships=[own]) == 1
    time_machine.move_to("2026-05-09T10:00Z", tick=False)
    assert ask_for_help(user=learner, topic=topic, memberships=[own], text="Which book?") == 1
    [(_, text, since)] = asked(learner)
    assert (text, since.isoformat()) == ("Which book?", "2026-05-04")
    assert take_back_request(user=learner, topic_id=topic.pk)
    assert not take_back_request(user=learner, topic_id=topic.pk) and asked(learner) == []


def test_only_the_chosen_teams_that_follow_the_roadmap_are_asked(learner, topic, own):
    second = join(team=make_team_with(roadmaps=[topic.roadmap]), user=learner)
    elsewhere = join(team=make_team_with(roadmaps=[make_roadmap()]), user=learner)
    of_others = join(team=second.team, user=make_user())
    assert ask_for_help(user=learner, topic=topic, memberships=[own, second, elsewhere, of_others]) == 2
    assert HelpRequest.objects.count() == 2
    assert ask_for_help(user=learner, topic=topic, memberships=[second]) == 1
    assert asked(learner)[0][0] == second.pk


@pytest.mark.parametrize("ending", ["leaves", "leads", "retired", "stage retired", "not followed", "deleted"])
def test_it_ends(learner, topic, own, ending):
    ask_for_help(user=learner, topic=topic, memberships=[own])
    set_shares(membership=own, shares="nothing")
    assert len(asked(learner)) == 1  # asking does not depend on what is shared
    if ending == "leaves":
        leave(membership=own, by=learner)
    elif ending == "leads":
        set_lead(membership=own, by=None, leads=True)
    elif ending == "not followed":
        change_team(team=own.team, name="T", roadmaps=[], first_day=None, hours_a_week=None)
    elif ending == "deleted":
        topic.delete()
    else:
        row = topic if ending == "retired" else topic.stage
        type(row).objects.filter(pk=row.pk).update(retired=True)
        assert ask_for_help(user=learner, topic=topic, memberships=[own]) == 1  # it stays, and nobody sees it
        assert clean_up().requests == 1
        assert ask_for_help(user=learner, topic=topic, memberships=[own]) == 0
    assert asked(learner) == []


def test_it_ends_with_the_last_item_of_the_topic_only(learner, topic, own):
    other = make_topic(make_stage(topic.roadmap))
    for each in (topic, other):
        ask_for_help(user=learner, topic=each, memberships=[own])
    first, last = topic.items.all()
    set_item(user=learner, item=first, done=True)
    assert len(asked(learner)) == 2
    set_item(user=learner, item=last, done=True)
    assert HelpRequest.objects.get().topic == other
    set_topic(user=learner, topic=other, done=True)
    assert asked(learner) == []


def test_it_ends_whatever_others_have_done_and_without_what_is_retired(learner, topic, own):
    other = User.objects.get(pk=join(team=own.team, user=make_user()).user_id)
    first, last = topic.items.all()
    set_item(user=other, item=last, done=True)
    ask_for_help(user=learner, topic=topic, memberships=[own])
    set_item(user=learner, item=first, done=True)
    assert len(asked(learner)) == 1
    set_item(user=learner, item=first, done=False)
    set_retired([last], retired=True)
    set_item(user=learner, item=first, done=True)
    assert asked(learner) == []


def test_an_undone_untick_ends_it_too(learner, topic, own):
    set_topic(user=learner, topic=topic, done=True)
    set_item(user=learner, item=topic.items.first(), done=False)
    ask_for_help(user=learner, topic=topic, memberships=[own])
    undo(user=learner, rows=list(Activity.objects.filter(user=learner, verb="unticked")))
    assert asked(learner) == []


def test_the_tick_of_somebody_else_ends_nothing(learner, topic, own):
    ask_for_help(user=learner, topic=topic, memberships=[own])
    other = User.objects.get(pk=join(team=own.team, user=make_user()).user_id)
    set_topic(user=other, topic=topic, done=True)
    assert len(asked(learner)) == 1 and Membership.objects.count() == 2
