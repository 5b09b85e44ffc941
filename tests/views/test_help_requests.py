"""Asking for help: what the learner sees on the topic's page, and the lead on the team's."""

import csv
import re

import pytest
from django.test import Client

from roadmap_app.actions.help_requests import ask_for_help
from roadmap_app.actions.teams import join
from roadmap_app.models import HelpRequest, Topic
from tests.makers import make_roadmap, make_stage, make_team_with, make_topic, make_user
from tests.views.rituals import HTMX, post, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return make_topic(make_stage(make_roadmap(slug="r", title="Sailing")), slug="knots", title="Knots")


@pytest.fixture
def team(topic, learner):
    made = make_team_with(name="Crew", leads=[make_user(name="Ada Lead")], roadmaps=[topic.roadmap])
    join(team=made, user=learner)
    return made


@pytest.fixture
def lead_client(team):
    client = Client()
    client.force_login(team.memberships.get(role="lead").user)
    return client


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def asked():
    return list(HelpRequest.objects.order_by("pk").values_list("membership__team__name", "text"))


TOPIC = "/roadmaps/r/stage-1/knots/"


def help_url(topic, part=""):
    return f"/topics/{topic.pk}/help/{part}"


def test_the_page_of_a_topic_offers_it_to_members_only(learner_client, learner, topic, team, client):
    assert help_url(topic) in page(learner_client, TOPIC)
    for membership in list(learner.memberships.all()):
        membership.team.roadmaps.clear()
    assert help_url(topic) not in page(learner_client, TOPIC)
    assert learner_client.get(help_url(topic)).status_code == 404
    client.force_login(make_user())
    assert help_url(topic) not in page(client, TOPIC)
    assert client.get(help_url(topic)).status_code == 404


def test_a_request_shows_at_the_lead_and_is_taken_back(learner_client, lead_client, topic, team, time_machine):
    time_machine.move_to("2026-05-03T10:00Z", tick=False)
    text = page(learner_client, help_url(topic))
    assert (
        "The leads of <bdi>Crew</bdi> see" in text
        and "ends when you take it back" in text
        and 'name="teams"' not in text
    )
    answer = learner_client.post(help_url(topic), {"text": "Which <b>rope</b>?\r\nhttps://example.org/"})
    assert answer.headers["Location"] == f"{TOPIC}#help"
    text = page(learner_client, TOPIC)
    assert "You have asked for help since" in text and "3 May 2026" in text and "Take it back" in text
    home = f"/teams/{team.slug}/"
    text = page(lead_client, home)
    assert "Which &lt;b&gt;rope&lt;/b&gt;?<br>https://example.org/" in text and 'href="https://example.org' not in text
    assert text.index("Who asks for help") < text.index("How they are getting on")
    assert "3 May 2026" in text and "nothing shared" in text
    rows = list(csv.reader(lead_client.get(f"{home}csv/").content.decode().splitlines()))
    assert rows[1][5] == "Knots, since 2026-05-03: Which <b>rope</b>? https://example.org/"
    member = team.memberships.get(role="member").ref
    assert "asks for help" in page(lead_client, f"{home}members/{member}/")
    assert "They see that you ask for help with <bdi>Knots</bdi>" in page(learner_client, "/teams/")
    answer = post(learner_client, help_url(topic, "removal/"), next=TOPIC)
    assert answer.headers["Location"] == f"{TOPIC}#help" and asked() == []
    for address in (home, f"{home}csv/", f"{home}members/{member}/"):
        assert b"Knots, since" not in (content := lead_client.get(address).content) and b"rope" not in content


def test_htmx_takes_it_back_in_its_place(learner_client, learner, topic, team):
    ask_for_help(user=learner, topic=topic, memberships=learner.memberships.all())
    for _ in range(2):
        answer = learner_client.post(help_url(topic, "removal/"), headers=HTMX).content.decode()
        assert 'id="help"' in answer and "Ask your team for help" in answer and "Taken back" in answer
    assert asked() == []


def test_the_last_tick_of_a_topic_ends_the_request_on_the_page_too(learner_client, learner, topic, team):
    ask_for_help(user=learner, topic=topic, memberships=learner.memberships.all())
    *answers, last = [
        post(learner_client, f"/items/{item.pk}/completion/", htmx=True, state="done", page="topic").content.decode()
        for item in topic.items.all()
    ]
    assert 'id="help"' not in "".join(answers)
    assert 'id="help" hx-swap-oob="true"' in last and "Ask your team for help" in last and asked() == []


def test_who_asks_comes_first_and_who_has_asked_longest_before(lead_client, topic, team, time_machine):
    for day, name in ((9, "Amy"), (3, "Zoe"), (None, "Bob")):
        own = join(team=team, user=make_user(name=name))
        if day:
            time_machine.move_to(f"2026-05-0{day}T10:00Z", tick=False)
            ask_for_help(user=own.user, topic=topic, memberships=[own])
    time_machine.move_to("2026-05-09T11:00Z", tick=False)
    own.user.delete()
    text = page(lead_client, f"/teams/{team.slug}/")
    rows = re.findall(r'class="subject"><a href="[^"]+"><bdi>([^<]+)<', text)
    assert rows[:2] == ["Zoe", "Amy"] and len(rows) == 3


def test_several_teams_are_all_proposed_and_can_be_chosen(learner_client, learner, topic, team):
    second = make_team_with(name="Deck", roadmaps=[topic.roadmap])
    own = join(team=second, user=learner)
    text = page(learner_client, help_url(topic))
    assert len(re.findall(r'name="teams"[^>]*checked', text)) == 2
    assert learner_client.post(help_url(topic), {"text": ""}).status_code == 422
    assert learner_client.post(help_url(topic), {"teams": ["no-such"]}).status_code == 422
    learner_client.post(help_url(topic), {"teams": [own.ref], "text": "Please"})
    assert asked() == [("Deck", "Please")]
    assert len(re.findall(r'name="teams"[^>]*checked', page(learner_client, help_url(topic)))) == 1


def test_too_much_is_refused_and_a_retired_topic_shows_nothing(learner_client, lead_client, learner, topic, team):
    assert learner_client.post(help_url(topic), {"text": "x" * 301}).status_code == 422 and asked() == []
    ask_for_help(user=learner, topic=topic, memberships=learner.memberships.all(), text="Please")
    Topic.objects.update(retired=True)
    type(topic.roadmap).objects.update(version=99)
    assert "Please" not in page(lead_client, f"/teams/{team.slug}/")
    assert learner_client.get(help_url(topic)).status_code == 404


def test_a_request_takes_no_query_more_on_the_page_of_the_team(lead_client, topic, team):
    for _ in range(4):
        own = join(team=team, user=make_user())
        ask_for_help(user=own.user, topic=topic, memberships=[own])
    lead_client.get(f"/teams/{team.slug}/")
    with queries(7):
        assert page(lead_client, f"/teams/{team.slug}/").count(">asks for help<") == 4
