"""The account that a page was rendered for, and the page that a request came from."""

import pytest
from django.test import Client

from tests.makers import make_user

pytestmark = pytest.mark.django_db


def test_the_session_endpoint_has_the_account_and_the_token(learner):
    strict = Client(enforce_csrf_checks=True)
    response = strict.get("/session/")
    assert response.json()["account"] == "" and "no-store" in response["Cache-Control"]
    strict.force_login(learner)
    session = strict.get("/session/").json()
    assert session["account"] and str(learner.pk) != session["account"]
    assert strict.get("/session/").json()["account"] == session["account"]
    sent = {"name": "Ada"}
    assert strict.post("/settings/name/", sent | {"csrfmiddlewaretoken": session["token"]}).status_code == 302
    strict.force_login(make_user())
    assert strict.get("/session/").json()["account"] != session["account"]


@pytest.mark.parametrize("referer", ["http://[", "//a]b", "http://[::1", "http://testserver]/"])
def test_an_invalid_referer_is_ignored(tabs, referer):
    form = tabs.open("/accounts/login/")["/accounts/login/"]
    form.fields["csrfmiddlewaretoken"] = "x" * 64
    assert tabs.send(form, headers={"Referer": referer}, login="a@example.org").status_code == 403
    ended = {"body": "typed", "began_as": "somebody", "csrfmiddlewaretoken": tabs.token}
    response = tabs.client.post("/topics/1/note/", ended, headers={"Referer": referer})
    assert response.status_code == 403 and "typed" in response.content.decode()


@pytest.mark.parametrize("path", ["/accounts/login/", "/roadmaps/r/s/t/", "/notes/"])
def test_a_page_describes_itself_for_search_engines(learner_client, client, topic, path):
    person = client if path == "/accounts/login/" else learner_client
    assert person.get(path).content.decode().count('<meta name="description" content="A learning portal') == 1
