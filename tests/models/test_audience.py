"""Who sees which roadmap: every kind of person × every kind of roadmap, by both forms of the rule."""

import pytest
from django.contrib.auth.models import AnonymousUser

from roadmap_app.actions.teams import end_team, join, leave
from roadmap_app.models import Roadmap, Stage, User
from roadmap_app.models.audience import Viewer, seen_by
from tests.makers import make_editor, make_roadmap, make_stage, make_team_with, make_user

# Of the roadmaps: open, draft; for Crew only, and a draft; for Crew and Deck; for a team that has ended.
SEEN = {
    "visitor": "open",
    "learner": "open",
    "crew": "open crew both",
    "crew lead": "open crew both",
    "deck": "open both",
    "editor": "open draft",
    "crew editor": "open draft crew crew-draft both",
    "owner": "open draft crew crew-draft both ended ended-draft",
}


def restrict(roadmap, *teams):
    """Let only TEAMS see ROADMAP."""
    roadmap.teams.set(teams)
    Roadmap.objects.filter(pk=roadmap.pk).update(teams_only=True)


@pytest.fixture
def people():
    found = {name: make_user() for name in ("learner", "crew", "crew lead", "deck")}
    found |= {"editor": make_editor(), "crew editor": make_editor(), "owner": User.objects.create_superuser("o@x.org")}
    crew = make_team_with(leads=[found["crew lead"]], members=[found["crew"], found["crew editor"]])
    deck = make_team_with(members=[found["deck"]])
    ended = make_team_with(members=[found["crew"], found["learner"]])
    make_roadmap("open")
    make_roadmap("draft", is_published=False)
    restrict(make_roadmap("crew"), crew)
    restrict(make_roadmap("crew-draft", is_published=False), crew)
    restrict(make_roadmap("both"), crew, deck)
    restrict(make_roadmap("ended"), ended)
    restrict(make_roadmap("ended-draft", is_published=False), ended)
    end_team(team=ended, by=found["owner"])
    for roadmap in Roadmap.objects.all():
        make_stage(roadmap)
    return {name: User.objects.get(pk=user.pk) for name, user in found.items()} | {"visitor": AnonymousUser()}


@pytest.mark.django_db
def test_everybody_sees_what_is_for_them_and_nothing_else(people):
    for name, seen in SEEN.items():
        viewer, person = Viewer(people[name]), people[name]
        assert {row.slug for row in Roadmap.objects.all() if viewer.sees(row)} == set(seen.split()), name
        assert {row.slug for row in Roadmap.objects.all() if row.is_seen_by(person)} == set(seen.split()), name


@pytest.mark.django_db
def test_the_condition_of_a_query_says_the_same_as_the_rule_of_a_row(people):
    for name, seen in SEEN.items():
        found = Roadmap.objects.filter(seen_by(people[name]))
        assert sorted(row.slug for row in found) == sorted(seen.split()), name
        # What is left out is the rest: no row is in neither list.
        rest = Roadmap.objects.exclude(seen_by(people[name])).count()
        assert rest == Roadmap.objects.count() - len(seen.split()), name
        stages = Stage.objects.filter(seen_by(people[name], "roadmap"))
        assert sorted(stage.roadmap.slug for stage in stages) == sorted(seen.split()), name


@pytest.mark.django_db
def test_who_leaves_a_team_sees_nothing_of_its_roadmap_until_they_are_back():
    member, team, roadmap = make_user(), make_team_with(), make_roadmap()
    restrict(roadmap, team)
    roadmap.refresh_from_db()
    for _ in range(2):
        membership = join(team=team, user=member)
        assert roadmap.is_seen_by(User.objects.get(pk=member.pk))
        leave(membership=membership, by=member)
        assert not roadmap.is_seen_by(User.objects.get(pk=member.pk))


@pytest.mark.django_db
def test_open_roadmaps_cost_no_query_and_those_for_teams_one(people, django_assert_num_queries):
    rows = list(Roadmap.objects.order_by("pk"))
    with django_assert_num_queries(0):
        assert Viewer(people["crew"]).sees(rows[0])
        assert not Viewer(people["visitor"]).sees(rows[2]) and not Viewer(people["learner"]).sees(rows[1])
    with django_assert_num_queries(1):
        viewer = Viewer(people["crew"])
        assert [viewer.sees(row) for row in rows] == [True, False, True, False, True, False, False]


@pytest.mark.django_db
def test_a_row_that_was_read_before_does_not_open_the_roadmap_when_it_is_saved():
    read_before = make_roadmap("r")
    restrict(read_before, make_team_with())
    read_before.title = "Changed"
    read_before.save()
    assert Roadmap.objects.values_list("title", "teams_only").get() == ("Changed", True)
    assert read_before.history.latest().instance.teams_only
