"""Teams: what members choose, and what leads see of them."""

import csv
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from roadmap_app.actions.invitations import invite
from roadmap_app.actions.progress import set_item
from roadmap_app.actions.teams import join, set_shares
from roadmap_app.models import AccessRecord, Activity, Membership, Pause, User
from roadmap_app.queries.help_requests import asking_memberships
from tests.makers import make_roadmap, make_stage, make_team_with, make_topic, make_user
from tests.views.rituals import queries

pytestmark = pytest.mark.django_db
TEAMS = "/teams/"


@pytest.fixture
def roadmap():
    """Return a roadmap of a stage with two topics of three items."""
    stage = make_stage(make_roadmap(slug="r", title="Sailing"), title="Ashore")
    for title in ("Knots", "Ropes"):
        make_topic(stage, title=title)
    return stage.roadmap


@pytest.fixture
def lead():
    return make_user("lead@example.org", name="Ada Lead")


@pytest.fixture
def team(roadmap, lead):
    return make_team_with(name="Crew", leads=[lead], roadmaps=[roadmap])


@pytest.fixture
def lead_client(lead):
    client = Client()
    client.force_login(lead)
    return client


def url(team, part=""):
    return f"{TEAMS}{team.slug}/{part}"


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def items(roadmap, count):
    return [item for topic in roadmap.stages.get().topics.all() for item in topic.items.all()][:count]


def add(team, name, shares="nothing", done=0, weeks_ago=0):
    """Return a member of TEAM who SHARES, with so many items DONE, the last so many weeks ago."""
    user = make_user(name=name)
    own = join(team=team, user=user)
    set_shares(membership=own, shares=shares)
    for item in items(team.roadmaps.first(), done):
        set_item(user=user, item=item, done=True)
    Activity.objects.filter(user=user).update(on=timezone.localdate() - timedelta(weeks=weeks_ago))
    return own


def names(text):
    return re.findall(r'class="subject"><a href="[^"]+"><bdi>([^<]+)<', text)


def test_a_lead_sees_who_needs_help_first_and_nothing_of_who_shares_nothing(lead_client, team):
    for name, shares, done, weeks in (
        ("Moving", "progress", 2, 0),
        ("Silent", "nothing", 3, 9),
        ("Stalled", "items", 1, 5),
        ("Slowing", "progress", 2, 2),
        ("Finished", "items", 6, 9),
        ("Stuck", "items", 2, 6),
    ):
        add(team, name, shares, done, weeks)
    text = page(lead_client, url(team))
    assert names(text) == ["Stuck", "Stalled", "Slowing", "Moving", "Finished", "Silent"]
    assert "Of 6 members, 5 share their progress, 3 of them their items." in text
    assert "<strong>2</strong> at <a" in text and "Knots" in text
    assert "finished by 1 of 5" in text and 'value="13"' in text and 'max="30"' in text
    silent = text[text.index(">Silent<") :].partition("</li>")[0]
    assert "nothing shared" in silent and "of 6" not in silent and "week" not in silent
    rows = list(csv.reader(lead_client.get(url(team, "csv/")).content.decode().splitlines()))
    assert [row[:4] for row in rows[-2:]] == [["Finished", "finished", "6", "6"], ["Silent", "nothing shared", "", ""]]


def test_a_filter_finds_by_name_and_state_in_page_and_file(lead_client, team):
    add(team, "Zoë Moving", "progress", 2)
    add(team, "Stalled", "progress", 2, 5)
    assert names(page(lead_client, f"{url(team)}?q=zoe")) == ["Zoë Moving"]
    assert names(page(lead_client, f"{url(team)}?state=stalled")) == ["Stalled"]
    assert names(page(lead_client, f"{url(team)}?state=no-state&roadmap=x")) == ["Stalled", "Zoë Moving"]
    assert "Nobody fits this" in page(lead_client, f"{url(team)}?q=nobody")
    assert b"Stalled" not in lead_client.get(f"{url(team, 'csv/')}?q=zoe").content


def test_a_member_page_shows_stages_then_topics_and_never_more(lead_client, team):
    own = add(team, "Bo", "progress", 2)
    address = url(team, f"members/{own.ref}/")
    text = page(lead_client, address)
    assert "moving" in text and "Ashore" in text and "2 of 6" in text and "Knots" not in text
    set_shares(membership=own, shares="items")
    text = page(lead_client, address)
    assert "Knots" in text and text.count("data-done") == 2
    set_shares(membership=own, shares="nothing")
    text = page(lead_client, address)
    assert "nothing shared" in text and "Ashore" not in text and "2 of 6" not in text


def test_consent_that_is_withdrawn_shows_nothing_at_the_next_request(lead_client, team):
    own = add(team, "Bo", "items", 2)
    addresses = [url(team), url(team, "csv/"), url(team, f"members/{own.ref}/")]
    before = [lead_client.get(address) for address in addresses]
    shown = (b'data-state="moving"', b"Bo,moving", b'data-state="moving"')
    assert [words in response.content for words, response in zip(shown, before, strict=True)] == [True] * 3
    assert all("no-store" in response.headers["Cache-Control"] for response in before)
    client = Client()
    client.force_login(own.user)
    client.post(url(team, "consent/"), {"shares": "nothing"})
    after = [lead_client.get(address) for address in addresses]
    assert [words in response.content for words, response in zip(shown, after, strict=True)] == [False] * 3
    assert not any(b"2 of 6" in response.content or b"of 6 items" in response.content for response in after)
    client.post(url(team, "leaving/"))
    assert names(page(lead_client, url(team))) == []
    assert lead_client.get(addresses[2]).status_code == 404


def test_a_pause_shows_as_a_pause_only(lead_client, team):
    own = add(team, "Bo", "progress", 2, 9)
    yesterday = timezone.localdate() - timedelta(days=1)
    Pause.objects.create(user=own.user, first_day=yesterday, reason="An operation")
    text = page(lead_client, url(team)) + page(lead_client, url(team, f"members/{own.ref}/"))
    assert 'data-state="on a pause"' in text and "operation" not in text and 'data-state="stalled"' not in text


def test_members_who_are_disabled_or_leaving_the_portal_are_not_shown(lead_client, team):
    own = [add(team, "Bo", "items", 2), add(team, "Cy", "items", 2)]
    User.objects.filter(pk=own[0].user_id).update(is_active=False)
    User.objects.filter(pk=own[1].user_id).update(deletion_asked_at=timezone.now())
    assert names(page(lead_client, url(team))) == []
    assert lead_client.get(url(team, f"members/{own[0].ref}/")).status_code == 404


def test_a_lead_who_is_leaving_the_portal_is_not_named(learner_client, learner, team, lead):
    join(team=team, user=learner)
    assert "Ada Lead" in page(learner_client, TEAMS)
    User.objects.filter(pk=lead.pk).update(deletion_asked_at=timezone.now())
    assert "Ada Lead" not in page(learner_client, TEAMS)


def test_what_a_member_looks_at_is_what_the_lead_gets(lead_client, learner_client, learner, team, roadmap):
    own = join(team=team, user=learner)
    set_shares(membership=own, shares="items")
    set_item(user=learner, item=items(roadmap, 1)[0], done=True)
    row = re.compile(r'<li class="team-member">.*?</li>')
    assert row.findall(page(learner_client, TEAMS)) == row.findall(page(lead_client, url(team))) != []
    address, main = url(team, f"members/{own.ref}/"), re.compile(r'<h1>.*?</h1>|<p class="lead">.*</main>')
    assert main.findall(page(learner_client, address)) == main.findall(page(lead_client, address)) != []
    assert "exactly as the leads" in page(learner_client, address)


def test_a_member_chooses_and_progress_is_proposed(learner_client, learner, team):
    own = join(team=team, user=learner)
    text = page(learner_client, TEAMS)
    assert re.search(r'value="progress"[^>]*checked', text) and "until you choose" in text and "Ada Lead" in text
    assert learner_client.post(url(team, "consent/"), {"shares": "everything"}).status_code == 422
    response = learner_client.post(url(team, "consent/"), {"shares": "items"})
    assert response.headers["Location"] == TEAMS
    own.refresh_from_db()
    assert own.shares == "items" and own.roadmaps.count() == 1
    later = make_roadmap(title="Later")
    team.roadmaps.add(later)
    text = page(learner_client, TEAMS)
    assert "The team now also follows <bdi>Later</bdi>" in text and text.count('data-state="nothing shared"') == 1


def test_a_member_reads_who_has_looked(lead_client, learner_client, learner, team, time_machine):
    time_machine.move_to("2026-05-03T10:00Z", tick=False)
    own = join(team=team, user=learner)
    assert "No lead has opened" in page(learner_client, TEAMS)
    for _ in range(2):
        lead_client.get(url(team))
        lead_client.get(url(team, f"members/{own.ref}/"))
    text = re.sub(r"<[^>]+>", "", page(learner_client, TEAMS))
    assert "Seen by Ada Lead on 3 May 2026: list of the team, Crew" in text
    assert "Seen by Ada Lead on 3 May 2026: your page in the team, Crew" in text
    assert AccessRecord.objects.count() == 2


def test_the_link_of_a_team_lets_people_join_with_a_choice(learner_client, learner, team, lead_client):
    address = f"{TEAMS}joining/{team.token}/"
    text = page(learner_client, address)
    assert "Join <bdi>Crew</bdi>" in text and "Ada Lead" in text and "Sailing" in text
    assert learner_client.post(address).status_code == 422 and not learner.memberships.exists()
    assert learner_client.post(address, {"shares": "progress"}).headers["Location"] == TEAMS
    assert Membership.objects.get(user=learner).shares == "progress"
    assert learner_client.get(address).headers["Location"] == TEAMS
    lead_client.post(f"/manage/teams/{team.slug}/link/")
    other = Client()
    other.force_login(make_user())
    assert other.get(address).status_code == 404


def test_an_invitation_leads_to_the_choice(client, team):
    owner = make_user(is_superuser=True, is_staff=True)
    _, token = invite(by=owner, role="learner", team=team)
    assert "in the team <bdi>Crew</bdi>" in page(client, f"/invitations/{token}/")
    fields = {"email": "new@example.org", "password1": "correct horse 9", "password2": "correct horse 9"}
    response = client.post(f"/invitations/{token}/", fields, follow=True)
    assert response.redirect_chain[-1][0] == TEAMS and b"until you choose" in response.content


def test_only_who_is_in_a_team_has_a_link_to_teams(learner_client, learner, team, settings):
    assert f'href="{TEAMS}"' not in page(learner_client, "/notes/")
    assert "You are in no team" in page(learner_client, TEAMS)
    own = join(team=team, user=learner)
    assert f'href="{TEAMS}"' in page(learner_client, "/notes/")
    learner_client.post(url(team, "leaving/"))
    assert f'href="{TEAMS}"' not in page(learner_client, "/notes/") and not Membership.objects.filter(pk=own.pk)
    settings.PORTAL_TEAM_MAKERS = "everybody"
    assert f'href="{TEAMS}"' in page(learner_client, "/notes/") and "Make a team" in page(learner_client, TEAMS)


def test_a_team_without_a_roadmap_or_members_says_so(lead_client, team):
    assert "The team has no members yet" in page(lead_client, url(team))
    team.roadmaps.clear()
    own = add_to(team)
    assert "follows no roadmap" in page(lead_client, url(team))
    assert "follows no roadmap" in page(lead_client, url(team, f"members/{own.ref}/"))
    assert lead_client.get(url(team, "csv/")).content == b""


def add_to(team):
    return join(team=team, user=make_user())


def test_a_draft_is_not_followed(lead_client, team, roadmap):
    add(team, "Bo", "items", 2)
    type(roadmap).objects.update(is_published=False)
    assert "follows no roadmap" in page(lead_client, url(team))


def test_what_is_for_other_teams_only_is_shown_to_nobody_by_following_it(lead_client, lead, team, roadmap):
    """Not even to a lead who is in the other team, too: the members of this one do not see it."""
    own, other = add(team, "Bo", "items", 2), make_team_with(members=[lead])
    page_of_own = Client()
    page_of_own.force_login(own.user)
    for for_team, is_shown in ((other, False), (team, True)):
        roadmap.teams.set([for_team])
        type(roadmap).objects.update(teams_only=True)
        for client, path in ((lead_client, url(team)), (page_of_own, "/teams/")):
            assert (roadmap.title in page(client, path)) == is_shown, path
        assert asking_memberships(own.user, roadmap.stages.first().topics.first()).count() == is_shown


@pytest.mark.parametrize("count", [2, 30])
def test_the_page_of_a_team_takes_seven_queries_whatever_its_size(lead_client, team, count):
    for number in range(count):
        add(team, f"Member {number}", ("nothing", "progress", "items")[number % 3], number % 7, number % 8)
    lead_client.get(url(team))
    with queries(7):  # session and user, team, roadmaps, members, what they have done, who has been recorded today
        assert len(names(page(lead_client, url(team)))) == count
    lead_client.get(url(team, "csv/"))
    with queries(7):
        lead_client.get(url(team, "csv/"))


@pytest.mark.parametrize("count", [1, 10])
def test_the_page_of_own_teams_takes_ten_queries_whatever_their_number(learner_client, learner, lead, count):
    for number in range(count):
        roadmaps = [make_roadmap(title=f"Of {number}"), make_roadmap(title=f"Too {number}")]
        make_topic(make_stage(roadmaps[0]))
        team = make_team_with(name=f"Team {number}", leads=[lead], roadmaps=roadmaps)
        set_shares(membership=join(team=team, user=learner), shares="items")
    page(learner_client, TEAMS)
    # session and user, memberships, roadmaps covered and followed, facts, what is done, leads, seen (2), led teams
    with queries(10):
        assert page(learner_client, TEAMS).count('class="team-member"') == 2 * count
