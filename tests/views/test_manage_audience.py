"""The page on which it is set who sees a roadmap."""

import pytest

from roadmap_app.actions.teams import join
from roadmap_app.domain.titles import FSI, PDI
from roadmap_app.models import Enrolment, Roadmap
from tests.makers import make_editor, make_roadmap, make_stage, make_team_with, make_topic, make_user
from tests.views.rituals import queries

pytestmark = pytest.mark.django_db
LIST, PAGE = "/manage/roadmaps/", "/manage/roadmaps/r/audience/"


@pytest.fixture
def roadmap():
    return make_topic(make_stage(make_roadmap("r", "Sailing"))).roadmap


@pytest.fixture
def editor():
    return make_editor()


@pytest.fixture
def editor_client(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def crew():
    return make_team_with(name="Crew", members=[make_user(), make_user()])


def text_of(response):
    return " ".join(response.content.decode().replace(FSI, "").replace(PDI, "").split())


def test_an_owner_looks_first_and_then_sets_it(owner_client, learner_client, learner, roadmap, crew):
    Enrolment.objects.create(user=learner, roadmap=roadmap, started_on="2026-01-05", hours_per_week=5)
    assert "Everybody who can read here sees it." in text_of(owner_client.get(f"{LIST}r/"))
    choice = {"who": "teams", "teams": [crew.pk]}
    looked = text_of(owner_client.post(PAGE, choice | {"step": "look"}))
    assert "Seen by the members of Crew (2), and by owners." in looked
    assert "Whoever else has begun it (under 5 learners) does not find it" in looked and "Save this choice" in looked
    assert learner_client.get("/roadmaps/r/").status_code == 200  # nothing is set yet
    # What was not looked at is not set: another choice than the one that was shown is shown first.
    other = owner_client.post(PAGE, {"who": "all", "step": "set", "shown": f"{crew.pk}"})
    assert "Everybody who can read here sees it." in text_of(other) and 'value="all"' in text_of(other)
    answer = owner_client.post(PAGE, choice | {"step": "set", "shown": f"{crew.pk}"}, follow=True)
    assert answer.redirect_chain == [(f"{LIST}r/", 302)]
    assert "Seen by the members of Crew (2), and by owners." in text_of(answer)
    assert learner_client.get("/roadmaps/r/").status_code == 404
    assert "<bdi>Crew only</bdi>" in text_of(owner_client.get(LIST))
    assert "Teams only" in text_of(owner_client.get("/admin/roadmap_app/roadmap/"))
    owner_client.post(PAGE, {"who": "all", "step": "set", "shown": "all"})
    assert learner_client.get("/roadmaps/r/").status_code == 200


def test_an_editor_learns_of_no_team_that_they_are_not_in(editor_client, editor, roadmap, crew):
    assert "You are in no team" in text_of(editor_client.get(PAGE))
    own = make_team_with(name="Deck", members=[editor])
    roadmap.teams.set([own, crew])
    Roadmap.objects.update(teams_only=True)
    looked = editor_client.post(PAGE, {"who": "teams", "teams": [own.pk], "step": "look"})
    for response in (looked, editor_client.get(PAGE), editor_client.get(LIST), editor_client.get(f"{LIST}r/")):
        text = text_of(response)
        assert "Deck" in text and "1 other team" in text and "Crew" not in text
    for sent in ({"who": "all"}, {"who": "teams"}, {"who": "teams", "teams": [crew.pk]}):
        for step in ("look", "set"):
            refused = editor_client.post(PAGE, sent | {"step": step})
            assert refused.status_code == 422 and "Crew" not in text_of(refused)
    assert Roadmap.objects.get().teams_only and roadmap.teams.count() == 2


def test_a_choice_is_needed_and_a_key_that_is_too_large_is_refused(owner_client, roadmap, crew):
    teams = {"who": "teams", "step": "set"}
    for sent in ({}, {"step": "set"}, teams, teams | {"teams": [10**30]}, teams | {"teams": ["x"]}):
        assert owner_client.post(PAGE, sent).status_code == 422
    assert "Choose at least one team." in text_of(owner_client.post(PAGE, teams))
    assert not Roadmap.objects.get().teams_only


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_the_same_queries_for_30_roadmaps_of_teams_as_for_one(owner_client, count):
    for number in range(count):
        team = make_team_with()
        make_roadmap(f"r{number}", teams_only=True).teams.add(team)
    with queries(at_most=9):
        owner_client.get(LIST)


def test_the_page_of_a_team_says_what_its_end_hides(owner_client, roadmap, crew):
    page = f"/manage/teams/{crew.slug}/"
    assert "Seen by this team" not in text_of(owner_client.get(page))
    owner_client.post(PAGE, {"who": "teams", "teams": [crew.pk], "step": "set", "shown": f"{crew.pk}"})
    assert "Seen by this team, and not by everybody: “<bdi>Sailing</bdi>”" in text_of(owner_client.get(page))


def test_an_editor_who_leaves_the_team_has_no_page_of_it_any_more(editor_client, editor, roadmap, crew):
    join(team=crew, user=editor)
    sent = {"who": "teams", "teams": [crew.pk], "step": "set", "shown": f"{crew.pk}"}
    assert editor_client.post(PAGE, sent).status_code == 302
    assert editor_client.get(PAGE).status_code == 200
    assert editor_client.post(f"/teams/{crew.slug}/leaving/").status_code == 302
    for path in (PAGE, f"{LIST}r/", "/roadmaps/r/"):
        assert editor_client.get(path).status_code == 404
