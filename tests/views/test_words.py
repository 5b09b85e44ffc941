"""Words: the lead's page for sending them, and where the learner sees and dismisses them."""

import pytest
from django.test import Client

from roadmap_app.actions.teams import join
from roadmap_app.actions.words import dismiss_word, send_word
from roadmap_app.models import Membership, User, Word
from tests.makers import make_roadmap, make_stage, make_team_with, make_topic, make_user
from tests.views.rituals import HTMX, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(learner):
    roadmap = make_topic(make_stage(make_roadmap(slug="r"))).roadmap
    team = make_team_with(name="Crew", leads=[make_user(name="Ada Lead")], roadmaps=[roadmap])
    return join(team=team, user=learner)


@pytest.fixture
def lead(own):
    return own.team.memberships.get(role="lead").user


@pytest.fixture
def lead_client(lead):
    client = Client()
    client.force_login(lead)
    return client


def url(own):
    return f"/teams/{own.team.slug}/members/{own.ref}/words/"


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_word_is_sent_escaped_shown_and_dismissed(lead_client, learner_client, own):
    assert url(own) in page(lead_client, f"/teams/{own.team.slug}/members/{own.ref}/")
    text = "Stuck? <b>Ask</b>\r\nhttps://example.org/"
    assert lead_client.post(url(own), {"text": text}).headers["Location"] == url(own)
    shown = "Stuck? &lt;b&gt;Ask&lt;/b&gt;<br>https://example.org/"
    assert shown in page(lead_client, url(own))
    make_roadmap(slug="other")
    for address in ("/", "/roadmaps/r/"):
        text = page(learner_client, address)
        assert shown in text and "Ada Lead" in text and 'href="https://example.org' not in text
    word = Word.objects.get()
    assert learner_client.post(f"/words/{word.pk}/dismissal/", headers=HTMX).content == b""
    assert (
        post(learner_client, f"/words/{word.pk}/dismissal/", next="/roadmaps/r/").headers["Location"] == "/roadmaps/r/"
    )
    assert all(shown not in page(learner_client, address) for address in ("/", "/roadmaps/r/"))


def test_a_lead_learns_nothing_of_a_dismissal(lead_client, lead, own):
    word = send_word(membership=own, by=lead, text="Well done.")
    before = page(lead_client, url(own))
    dismiss_word(word=word)
    strip = lambda text: text.partition("<main")[2].partition("</main>")[0].partition("csrfmiddlewaretoken")  # noqa: E731
    after = page(lead_client, url(own))
    assert strip(before)[0] == strip(after)[0] and "Well done." in after
    assert strip(before)[2].partition('">')[2] == strip(after)[2].partition('">')[2] != ""


def test_too_long_too_many_and_none_are_refused(lead_client, own):
    for text in ("", "x" * 501):
        assert lead_client.post(url(own), {"text": text}).status_code == 422
    codes = [lead_client.post(url(own), {"text": f"Word {number}"}).status_code for number in range(4)]
    assert codes == [302, 302, 302, 429] and Word.objects.count() == 3


def test_who_has_left_or_is_disabled_gets_none(lead_client, lead, own):
    User.objects.filter(pk=own.user_id).update(is_active=False)
    assert lead_client.post(url(own), {"text": "Hello"}).status_code == 404
    User.objects.filter(pk=own.user_id).update(is_active=True)
    Membership.objects.filter(pk=own.pk).delete()
    assert lead_client.post(url(own), {"text": "Hello"}).status_code == 404 and not Word.objects.exists()


def test_words_come_by_mail_only_by_the_learners_choice(learner_client, own):
    address = f"/teams/{own.team.slug}/mail/"
    assert "By mail, too" in page(learner_client, "/teams/")
    for state in ("on", "on", "off"):
        assert learner_client.post(address, {"state": state}).headers["Location"] == "/teams/"
        own.refresh_from_db()
        assert own.words_by_mail == (state == "on")
    assert learner_client.post(address, {"state": "maybe"}).status_code == 400
