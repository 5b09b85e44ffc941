"""Listing one's sessions, and ending one or all others."""

import pytest
from allauth.usersessions.models import UserSession

from roadmap_app.actions.accounts import issue_owner_link
from roadmap_app.identity.session_store import row_key
from roadmap_app.models import AuditEvent
from tests.identity.browsers import FIREFOX, PASSWORD, is_in, signed_in
from tests.makers import make_user
from tests.mfa_client import reauthenticated

pytestmark = pytest.mark.django_db
LIST = "/accounts/sessions/"


def session_of(browser):
    return UserSession.objects.get(session_key=row_key(browser.session.session_key))


def end(browser, session):
    reauthenticated(browser)
    return browser.post(f"/settings/sessions/{session.pk}/end/")


@pytest.fixture
def ada(db):
    return make_user("ada@example.org")


def test_the_list_shows_device_time_and_ip_address(ada):
    here, there = signed_in(ada), signed_in(ada, user_agent="curl/8.5.0")
    page = here.get(LIST).content.decode()
    assert "Firefox on Windows" in page and ">curl<" in page and "127.0.0.1" in page
    assert page.count("this one") == 1
    assert f"/{session_of(there).pk}/end/" in page and f"/{session_of(here).pk}/end/" not in page
    assert page.index("this one") < page.index("curl"), "this one comes first"
    assert FIREFOX not in page
    assert LIST in here.get("/settings/").content.decode()


def test_one_session_is_ended_and_the_others_stay(ada):
    here, there, third = signed_in(ada), signed_in(ada), signed_in(ada)
    assert end(here, session_of(there)).headers["Location"] == LIST
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)
    assert AuditEvent.objects.get(verb="session_ended").detail == "1 session"


def test_all_other_sessions_are_ended(ada):
    here, there, third = signed_in(ada), signed_in(ada), signed_in(ada)
    other = signed_in(make_user("bob@example.org"))
    assert "everywhere else" in reauthenticated(here).post(LIST, follow=True).content.decode()
    assert (is_in(here), is_in(there), is_in(third), is_in(other)) == (True, False, False, True)
    assert AuditEvent.objects.get(verb="session_ended").detail == "2 sessions"


def test_a_new_password_ends_the_other_sessions(ada):
    here, there = signed_in(ada), signed_in(ada)
    new = {"password1": "brand new 7 words", "password2": "brand new 7 words"}
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})
    assert (is_in(here), is_in(there)) == (True, False)
    page = here.get(LIST).content.decode()
    assert page.count("<li id=") == 1 and "this one" in page


def test_somebody_elses_session_cannot_be_ended(ada):
    bob = signed_in(make_user("bob@example.org"))
    here = signed_in(ada)
    assert end(here, session_of(bob)).status_code == 404
    assert is_in(bob)


def test_the_current_session_is_ended_by_signing_out(ada):
    here = signed_in(ada)
    assert end(here, session_of(here)).headers["Location"] == "/accounts/logout/"
    assert is_in(here)


def test_visitors_and_wrong_methods(client, ada):
    there = session_of(signed_in(ada))
    assert client.get(LIST).status_code == end(client, there).status_code == 302
    assert signed_in(ada).get(f"/settings/sessions/{there.pk}/end/").status_code == 405
    assert end(signed_in(ada), UserSession(pk=10**9)).status_code == 404


def test_the_owners_first_session_is_on_the_list(client):
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    client.post(f"/welcome/{issue_owner_link()}/", {"email": "a@b.org", **passwords})
    assert "this one" in client.get(LIST).content.decode()
