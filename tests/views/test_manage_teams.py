"""Making and managing teams."""

import pytest
from django.test import Client

from roadmap_app.actions.teams import join, set_shares
from roadmap_app.models import AuditEvent, Membership, Roadmap, Team
from roadmap_app.queries.teams import followed
from tests.makers import make_editor, make_roadmap, make_team_with, make_user
from tests.views.rituals import queries

pytestmark = pytest.mark.django_db
TEAMS = "/manage/teams/"


def url(team, part=""):
    return f"{TEAMS}{team.slug}/{part}"


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def text_of(response):
    return " ".join(response.content.decode().split())


def test_an_owner_makes_a_team_and_leads_it_only_if_they_say_so(owner_client, owner):
    roadmap = make_roadmap(title="Sailing")
    assert "There is no team yet" in text_of(owner_client.get(TEAMS))
    assert owner_client.post(f"{TEAMS}new/", {"name": ""}).status_code == 422
    fields = {"name": "Crew", "roadmaps": [roadmap.pk], "first_day": "2026-05-04", "hours_a_week": "6"}
    response = owner_client.post(f"{TEAMS}new/", fields)
    team = Team.objects.get()
    assert response.headers["Location"] == url(team)
    assert (team.name, list(team.roadmaps.all()), team.hours_a_week) == ("Crew", [roadmap], 6)
    assert not team.memberships.exists() and owner_client.get(f"/teams/{team.slug}/").status_code == 404
    owner_client.post(f"{TEAMS}new/", {"name": "Mates", "leads": "on"})
    assert owner_client.get(f"/teams/{Team.objects.get(name='Mates').slug}/").status_code == 200
    assert "0 members, no leads" in text_of(owner_client.get(TEAMS))
    verbs = AuditEvent.objects.filter(actor=owner).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["signed_in", "team_made", "team_made", "lead_added"]


@pytest.mark.parametrize(
    ("makers", "expected"), [("owners", (404, 404)), ("editors", (404, 200)), ("everybody", (200, 200))]
)
def test_the_setting_says_who_else_makes_teams(settings, learner, makers, expected):
    settings.PORTAL_TEAM_MAKERS = makers
    clients = [client_of(learner), client_of(make_editor())]
    assert tuple(client.get(f"{TEAMS}new/").status_code for client in clients) == expected
    if makers == "everybody":
        response = clients[0].post(f"{TEAMS}new/", {"name": "Crew"})
        assert clients[0].get(response.headers["Location"]).status_code == 200
        assert Membership.objects.get(user=learner).is_lead


def test_a_lead_changes_the_team_and_the_page_says_nothing_of_what_is_shared(learner):
    team = make_team_with(leads=[learner])
    member = join(team=team, user=make_user(name="Bo"))
    client = client_of(learner)
    before = text_of(client.get(url(team)))
    set_shares(membership=member, shares="items")
    assert "Bo" in before and before.partition("<main")[2].partition("csrf")[0] in text_of(client.get(url(team)))
    assert "no-store" in client.get(url(team)).headers["Cache-Control"]
    assert client.post(url(team), {"name": "New name"}).status_code == 302
    assert client.post(url(team), {"name": "New name", "hours_a_week": "0"}).status_code == 422
    team.refresh_from_db()
    assert team.name == "New name"


def test_a_roadmap_that_is_a_draft_for_a_while_stays_followed(owner_client):
    draft, shown = make_roadmap(is_published=False), make_roadmap()
    team = make_team_with(roadmaps=[draft])
    owner_client.post(url(team), {"name": "Crew", "roadmaps": [shown.pk]})
    assert set(team.roadmaps.all()) == {draft, shown}


def test_a_team_follows_only_what_its_members_see_and_keeps_the_rest(owner_client):
    team, others = make_team_with(), make_team_with()
    shown, own, sealed = make_roadmap("shown"), make_roadmap("own"), make_roadmap("sealed")
    for roadmap, for_team in ((own, team), (sealed, others)):
        roadmap.teams.add(for_team)
        Roadmap.objects.filter(pk=roadmap.pk).update(teams_only=True)
    team.roadmaps.add(sealed)
    text = owner_client.get(url(team)).content.decode()
    assert "Shown" in text and "Own" in text and "Sealed" not in text
    assert owner_client.post(url(team), {"name": "Crew", "roadmaps": [own.pk]}).status_code == 302
    assert set(team.roadmaps.all()) == {own, sealed} and followed(team) == [own]
    assert owner_client.post(url(team), {"name": "Crew", "roadmaps": [sealed.pk]}).status_code == 422
    new = owner_client.get("/manage/teams/new/").content.decode()
    assert shown.title in new and "Own" not in new and "Sealed" not in new


def test_leads_are_made_and_unmade_and_members_removed(learner):
    team = make_team_with(leads=[learner])
    member, client = join(team=team, user=make_user()), client_of(learner)
    own = Membership.objects.get(user=learner)
    for _ in range(2):
        assert client.post(url(team, f"people/{member.ref}/lead/"), {"state": "lead"}).headers["Location"] == url(team)
    assert client.post(url(team, f"people/{member.ref}/lead/"), {"state": "chief"}).status_code == 422
    member.refresh_from_db()
    assert member.is_lead
    # Who gives up leading has no page of the team any more.
    assert client.post(url(team, f"people/{own.ref}/lead/"), {"state": "member"}).headers["Location"] == "/teams/"
    other = client_of(member.user)
    other.post(url(team, f"people/{own.ref}/removal/"))
    assert list(team.memberships.all()) == [member]


def test_an_owner_adds_people_by_their_address(owner_client, owner):
    team, lead = make_team_with(), make_user("lead@example.org")
    assert owner_client.post(url(team, "people/"), {"email": "no@example.org", "role": "lead"}).status_code == 422
    owner_client.post(url(team, "people/"), {"email": "LEAD@example.org", "role": "lead"})
    own = Membership.objects.get(user=lead)
    assert own.is_lead and own.shares == "nothing"


def test_a_team_ends_with_a_confirmation(owner_client, learner):
    team = make_team_with(members=[learner])
    assert owner_client.post(url(team, "ending/")).status_code == 422
    assert owner_client.post(url(team, "ending/"), {"confirmed": "on"}).headers["Location"] == TEAMS
    learner.refresh_from_db()
    assert not Team.objects.exists() and not learner.is_in_team


@pytest.mark.parametrize("count", [1, 30])
def test_the_lists_take_as_many_queries_for_many(owner_client, count):
    teams = [make_team_with(members=[make_user() for _ in range(count)]) for _ in range(count)][:3]
    with queries(3):
        owner_client.get(TEAMS)
    with queries(10):
        owner_client.get(url(teams[0]))


@pytest.mark.parametrize("key", ["9" * 400, "-1", "x", "a\0b"])
def test_a_roadmap_that_is_not_listed_is_refused(owner_client, key):
    response = owner_client.post(f"{TEAMS}new/", {"name": "Crew", "roadmaps": [key]})
    assert response.status_code == 422 and "Choose among the roadmaps" in text_of(response)


def test_who_is_added_once_more_keeps_their_role_and_what_they_share(owner_client):
    lead, member = make_user("lead@example.org"), make_user("member@example.org")
    team = make_team_with(leads=[lead], roadmaps=[make_roadmap()])
    set_shares(membership=join(team=team, user=member), shares="progress")
    for email, role in (("lead@example.org", "member"), ("member@example.org", "lead")):
        response = owner_client.post(url(team, "people/"), {"email": email, "role": role}, follow=True)
        assert f"{email} is in the team already." in text_of(response)
    assert Membership.objects.get(user=lead).is_lead
    assert Membership.objects.get(user=member).shares == "progress"
