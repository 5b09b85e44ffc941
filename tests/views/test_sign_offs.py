"""Sign-off: what the learner sees and sends, and what the leads of the team do."""

import html
import re

import pytest
from django.test import Client

from roadmap_app.actions.progress import set_item
from roadmap_app.actions.sign_offs import show_item
from roadmap_app.actions.teams import join, leave
from roadmap_app.models import AccessRecord, Item, Membership, SignOff, User
from tests.makers import make_roadmap, make_stage, make_team_with, make_topic, make_user
from tests.views.rituals import HTMX, post, queries

pytestmark = pytest.mark.django_db
TOPIC = "/roadmaps/r/stage-1/knots/"


@pytest.fixture
def topic():
    topic = make_topic(make_stage(make_roadmap(slug="r", title="Sailing")), slug="knots", title="Knots", items=2)
    Item.objects.filter(pk=topic.items.first().pk).update(sign_off=True, title="Tie a bowline")
    return topic


@pytest.fixture
def item(topic):
    return topic.items.first()


@pytest.fixture
def team(topic, learner):
    made = make_team_with(name="Crew", leads=[make_user(name="Ada"), make_user(name="Bo")], roadmaps=[topic.roadmap])
    User.objects.filter(pk=learner.pk).update(name="Grace")
    join(team=made, user=learner)
    return made


@pytest.fixture
def shown(learner, item, team):
    """The item is ticked and shown."""
    set_item(user=learner, item=item, done=True)
    show_item(user=learner, item=item, memberships=learner.memberships.all(), text="My <b>rope</b>")
    return f"/teams/{team.slug}/sign-offs/"


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def leads(team):
    return [client_of(own.user) for own in team.memberships.filter(role="lead").order_by("pk")]


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return read(response)


def read(response):
    return " ".join(response.content.decode().split())


def answer(client, address, verb, **changes):
    """Answer the first thing that the page at ADDRESS shows; return the response."""
    found = dict(re.findall(r'name="(member|item|digest)" value="([^"]+)"', client.get(address).content.decode()))
    return client.post(address, found | {"verb": verb} | changes)


def test_the_row_says_it_and_offers_it_to_members_only(learner_client, client, topic, item, team):
    own = f'href="/items/{item.pk}/sign-off/"'
    text = page(learner_client, TOPIC)
    assert text.count("to be shown to somebody") == 1 and f'aria-describedby="to-show-{item.pk}"' in text
    assert text.count(own) == 1 and "Show it to your team" in text
    client.force_login(make_user())
    text = page(client, TOPIC)
    assert text.count("to be shown to somebody") == 1 and own not in text
    assert client.get(f"/items/{item.pk}/sign-off/").status_code == 404
    assert learner_client.get(f"/items/{topic.items.last().pk}/sign-off/").status_code == 404


def test_it_is_shown_after_the_tick_with_a_text_or_a_link(learner_client, learner, item, team):
    address = f"/items/{item.pk}/sign-off/"
    text = page(learner_client, address)
    assert "tick it" in text and "<textarea" not in text
    assert learner_client.post(address, {"text": "Look"}).status_code == 409
    set_item(user=learner, item=item, done=True)
    text = page(learner_client, address)
    assert "The leads of <bdi>Crew</bdi> see your name, this item, what you write here, and when." in text
    for refused in ({}, {"text": " "}, {"text": "x" * 501}, {"link": "javascript:alert(1)"}, {"link": "ftp://a.org/"}):
        assert learner_client.post(address, refused).status_code == 422, refused
    assert not SignOff.objects.exists()
    response = learner_client.post(address, {"link": "HTTPS://example.org/a"})
    assert response.headers["Location"] == f"{TOPIC}#item-{item.pk}"
    assert SignOff.objects.get().link == "https://example.org/a"
    assert "Shown to the leads of <bdi>Crew</bdi> on" in page(learner_client, TOPIC)
    assert 'href="https://example.org/a" rel="nofollow noopener"' in page(learner_client, address)


def test_leads_give_it_back_and_confirm_and_the_learner_reads_it(learner_client, leads, item, shown, time_machine):
    time_machine.move_to("2026-12-03T10:00Z", tick=False)
    text = page(leads[0], shown)
    assert "1 to look at" in text and "My &lt;b&gt;rope&lt;/b&gt;" in text and "Tie a bowline" in text
    assert "To look at: 1" in page(leads[0], shown.replace("sign-offs/", ""))
    response = answer(leads[0], shown, "given_back")
    assert response.status_code == 422 and "Say why you give it back" in html.unescape(read(response))
    answer(leads[0], shown, "given_back", reason="Which rope?")
    for address in (TOPIC, f"/items/{item.pk}/sign-off/"):
        text = page(learner_client, address)
        assert "Given back by <bdi>Ada</bdi> on" in text and "3 December 2026" in text and "Which rope?" in text
    home = page(learner_client, "/roadmaps/r/")
    assert (
        "Given back:" in home
        and "Which rope?" in home
        and "Nothing to look at" in page(leads[0], "/".join(shown.split("/")[:3]) + "/")
    )
    learner_client.post(f"/items/{item.pk}/sign-off/", {"text": "This one"})
    assert "Given back" not in page(learner_client, TOPIC) + page(learner_client, "/roadmaps/r/")
    answer(leads[1], shown, "confirmed")
    text = page(learner_client, TOPIC)
    assert re.search(r"confirmed</span> by <bdi>Bo</bdi> on <time[^>]+>3 December 2026", text)
    assert "Confirmed:" in page(learner_client, "/roadmaps/r/")
    time_machine.move_to("2026-12-20T10:00Z", tick=False)
    assert "Confirmed:" not in page(learner_client, "/roadmaps/r/") and "by <bdi>Bo</bdi>" in page(
        learner_client, TOPIC
    )
    answer(leads[0], shown, "taken_back")
    assert "confirmed</span>" not in page(learner_client, TOPIC) and "1 to look at" in page(leads[0], shown)


def test_the_second_lead_sees_what_the_first_did(leads, shown):
    stale = dict(re.findall(r'name="(member|item|digest)" value="([^"]+)"', leads[1].get(shown).content.decode()))
    answer(leads[0], shown, "confirmed")
    response = leads[1].post(shown, stale | {"verb": "given_back", "reason": "Not yet <b>"})
    assert response.status_code == 409 and SignOff.objects.count() == 2
    text = read(response)
    assert "there is one already" in text and "<bdi>Ada</bdi> confirmed it on" in text and "Not yet &lt;b&gt;" in text


def test_what_is_withdrawn_or_left_is_gone_from_the_next_page(learner_client, learner, leads, item, shown):
    own = Membership.objects.get(user=learner)
    stale = dict(re.findall(r'name="(member|item|digest)" value="([^"]+)"', leads[0].get(shown).content.decode()))
    assert "they see what you have shown of" in page(learner_client, "/teams/")
    post(learner_client, f"/items/{item.pk}/sign-off/removal/")
    assert "rope" not in page(leads[0], shown) and "what you have shown of" not in page(learner_client, "/teams/")
    assert leads[0].post(shown, stale | {"verb": "confirmed"}).status_code == 409
    learner_client.post(f"/items/{item.pk}/sign-off/", {"text": "My rope"})
    assert "rope" in page(leads[0], shown)
    leave(membership=own, by=learner)
    assert "rope" not in page(leads[0], shown)
    text = page(learner_client, f"/items/{item.pk}/sign-off/")
    assert "It cannot be shown to anybody at present" in text and "it ended, as you left the team" in text
    assert learner_client.post(f"/items/{item.pk}/sign-off/", {"text": "My rope"}).status_code == 422


def test_the_lead_of_another_team_sees_nothing_and_what_leads_see_is_recorded(learner, leads, topic, shown):
    other = make_team_with(leads=[make_user()], members=[learner], roadmaps=[topic.roadmap])
    theirs = client_of(other.memberships.get(role="lead").user)
    assert theirs.get(shown).status_code == 404
    assert "There is nothing to look at" in page(theirs, f"/teams/{other.slug}/sign-offs/")
    page(leads[0], shown)
    assert [(row.view, row.lead.name) for row in AccessRecord.objects.all()] == [("work", "Ada")]
    assert "what you have shown to the team" in page(client_of(learner), "/teams/")


def test_a_tick_leaves_it_and_undoing_brings_it_back(learner_client, item, shown):
    row = f'id="shown-{item.pk}"'
    response = post(learner_client, f"/items/{item.pk}/completion/", htmx=True, state="open", page="topic")
    assert row not in response.content.decode()  # it stands outside of the row, and stays
    change = re.search(r"/changes/[^/]+/undo/", response.content.decode())[0]
    assert row in post(learner_client, change, htmx=True, page="topic").content.decode()
    topic_page = learner_client.post(
        f"/topics/{item.topic_id}/completion/", {"state": "done", "page": "topic"}, headers=HTMX
    )
    assert row in topic_page.content.decode()


def test_several_teams_are_all_proposed_and_told_apart(learner_client, learner, item, team, topic):
    set_item(user=learner, item=item, done=True)
    join(team=make_team_with(name="Deck", roadmaps=[topic.roadmap]), user=learner)
    address = f"/items/{item.pk}/sign-off/"
    assert len(re.findall(r'name="teams"[^>]*checked', page(learner_client, address))) == 2
    assert learner_client.post(address, {"text": "Look"}).status_code == 422
    deck = learner.memberships.get(team__name="Deck")
    learner_client.post(address, {"text": "Look", "teams": [deck.ref]})
    text = page(learner_client, TOPIC)
    assert "leads of <bdi>Deck</bdi> on" in text and "leads of <bdi>Crew</bdi> on" not in text


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_of_leads_takes_as_many_queries_for_many(leads, team, topic, count):
    Item.objects.update(sign_off=True)
    for _ in range(count):
        own = join(team=team, user=make_user())
        for item in topic.items.all():
            set_item(user=own.user, item=item, done=True)
            show_item(user=own.user, item=item, memberships=[own], text="Look")
    address = f"/teams/{team.slug}/sign-offs/"
    leads[0].get(address)
    # Session and user, team, roadmaps, count, page, answered, members, entries, who has been recorded today.
    with queries(10):
        assert f"{2 * count} to look at" in page(leads[0], address)


def test_a_topic_without_marked_items_takes_no_query_more(learner_client, topic, team, shown):
    def count(address):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        learner_client.get(address)
        with CaptureQueriesContext(connection) as captured:
            learner_client.get(address)
        return len(captured)

    plain = make_topic(topic.stage, slug="sails")
    learner_client.get(TOPIC)
    assert count(TOPIC) == count(f"/roadmaps/r/stage-1/{plain.slug}/") + 1


def test_what_was_typed_stays_if_the_item_was_unticked_meanwhile(learner_client, learner, item, team):
    sent = {"teams": [Membership.objects.get(user=learner).pk], "text": "My rope, here", "link": ""}
    response = learner_client.post(f"/items/{item.pk}/sign-off/", sent)
    assert response.status_code == 409
    assert "Tick the item first" in read(response) and "My rope, here</textarea>" in read(response)
