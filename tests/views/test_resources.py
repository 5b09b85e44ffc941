"""Saying how far one is with a resource: with htmx, without, signed out, with invalid input."""

import pytest
from django.urls import reverse

from roadmap_app.actions.curriculum import set_retired
from roadmap_app.models import Activity, ResourceState
from tests.makers import make_resource, make_roadmap, make_stage, make_topic, make_user
from tests.views.rituals import post, queries

pytestmark = pytest.mark.django_db
PAGE = "/roadmaps/r/s/t/"


@pytest.fixture
def resource():
    topic = make_topic(make_stage(make_roadmap(slug="r"), slug="s"), slug="t")
    return make_resource(topic, title="Knots", hours=12, price="free")


def address(resource):
    return reverse("resource_state", args=[resource.pk])


def states():
    return list(ResourceState.objects.values_list("user", "state"))


def pressed(response):
    """Return which state the card in RESPONSE shows."""
    html = response.content.decode()
    assert html.count('aria-pressed="true"') == 1
    return html.split('aria-pressed="true"')[0].rsplit('value="', 1)[1].split('"')[0]


def test_resource_state_sets_and_does_not_toggle(learner_client, learner, resource):
    for state, stored in (("reading", "reading"), ("reading", "reading"), ("read", "read"), ("unread", "")) * 2:
        response = post(learner_client, address(resource), htmx=True, state=state)
        assert response.status_code == 200 and pressed(response) == state
        assert states() == ([(learner.pk, stored)] if stored else [])
    assert not Activity.objects.exists()


def test_resource_state_without_htmx_goes_back_to_the_card(learner_client, resource):
    response = post(learner_client, address(resource), state="read", next=f"{PAGE}?a=1")
    assert response.headers["Location"] == f"{PAGE}?a=1#resource-{resource.pk}"
    page = learner_client.get(PAGE).content.decode()
    assert f'id="resource-{resource.pk}"' in page and 'data-state="read"' in page
    assert f"Read: “{resource.title}”." in page
    post(learner_client, address(resource), state="read")  # which it is already
    assert "Read: “" not in learner_client.get(PAGE).content.decode()


def test_a_card_says_kind_author_hours_and_price(client, resource):
    text = " ".join(client.get(PAGE).content.decode().split())
    assert '<span class="tag">Book</span> 12 h · free' in text and "An Author" in text
    assert 'data-state="unread"' in text


def test_a_state_moves_no_percentage_and_belongs_to_its_learner(learner_client, resource, client):
    def shown(browser):
        return browser.get("/roadmaps/r/").content.decode().split('<main id="main"')[1].split("csrfmiddlewaretoken")[0]

    before = shown(learner_client)
    post(learner_client, address(resource), state="read")
    assert shown(learner_client) == before
    client.force_login(make_user())
    assert 'data-state="unread"' in client.get(PAGE).content.decode()


def test_a_retired_resource_stays_for_those_who_have_begun_it(learner_client, resource):
    post(learner_client, address(resource), state="reading")
    set_retired([resource], retired=True)
    page = learner_client.get(PAGE).content.decode()
    assert "Knots" in page and "retired" in page
    response = post(learner_client, address(resource), htmx=True, state="unread")
    assert response.content.strip() == b"" and "Knots" not in learner_client.get(PAGE).content.decode()


@pytest.mark.parametrize("state", ["perhaps", "", "unread\0"])
def test_an_unknown_state_is_refused(learner_client, resource, state):
    assert post(learner_client, address(resource), state=state).status_code == 400
    assert states() == []


def test_visitors_sign_in_and_drafts_are_not_there(client, learner_client, resource):
    assert "/accounts/login/" in post(client, address(resource), state="read").headers["Location"]
    resource.roadmap.__class__.objects.update(is_published=False)
    assert post(learner_client, address(resource), state="read").status_code == 404
    assert post(learner_client, reverse("resource_state", args=[10**9]), state="read").status_code == 404
    assert states() == []


def test_resource_state_needs_few_queries(learner_client, resource):
    learner_client.get(PAGE)
    with queries(at_most=14):
        post(learner_client, address(resource), htmx=True, state="read")
