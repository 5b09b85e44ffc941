"""Sessions end when unused or too old; portals on one host have different cookies."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.cookies import cookie_prefix
from roadmap_app.identity.session_limits import OLD_COOKIE
from roadmap_app.identity.session_store import BEGAN, ENDS, IDLE, SessionStore
from roadmap_app.models import User
from tests.identity.browsers import is_in, signed_in
from tests.makers import make_user
from tests.portal.test_environment import PRODUCTION, load


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02 10:00Z", tick=False) as clock:
        yield clock


def days_in(browser, clock, every, limit=400):
    """Return after how many days a user is signed out who comes every EVERY days, at most LIMIT."""
    for day in range(every, limit, every):
        clock.shift(timedelta(days=every))
        if not is_in(browser):
            return day
    return limit


@pytest.mark.django_db
@pytest.mark.parametrize(("staff", "every", "ends"), [(False, 20, 380), (False, 31, 31), (True, 1, 14), (True, 4, 4)])
def test_a_session_ends_when_unused_or_too_old(clock, staff, every, ends):
    browser = signed_in(make_user(is_staff=staff))
    assert days_in(browser, clock, every) == ends


@pytest.mark.django_db
def test_session_and_cookie_are_renewed_once_a_day(clock):
    browser, writes, cookies = signed_in(make_user()), 0, 0
    for _ in range(48):
        clock.shift(timedelta(hours=1))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = browser.get("/notes/")
        writes += any("django_session" in each["sql"] and each["sql"].startswith("UPDATE") for each in queries)
        if cookie := response.cookies.get(settings.SESSION_COOKIE_NAME):
            cookies += 1
            assert cookie["max-age"] == 30 * 24 * 3600 and cookie["httponly"] and cookie["samesite"] == "Lax"
    assert (writes, cookies) == (2, 2)


@pytest.mark.django_db
def test_the_csrf_cookie_is_renewed_with_the_sessions_and_lasts_longer(clock):
    browser, sent = signed_in(make_user()), []
    for hour in range(48):
        clock.shift(timedelta(hours=1))
        response = browser.get("/notes/")
        assert "Cookie" in response.headers["Vary"]
        if cookie := response.cookies.get(settings.CSRF_COOKIE_NAME):
            sent.append(hour)
            assert cookie["max-age"] > timedelta(days=360).total_seconds()
    assert sent == [23, 47]


@pytest.mark.django_db
def test_a_user_who_becomes_staff_gets_the_shorter_limits(clock):
    user = make_user()
    browser = signed_in(user)
    clock.shift(timedelta(days=10))
    assert is_in(browser)
    User.objects.update(is_staff=True)
    clock.shift(timedelta(days=2))
    assert is_in(browser)
    clock.shift(timedelta(days=2, hours=1))
    assert not is_in(browser)


@pytest.mark.django_db
def test_a_session_with_the_old_cookie_name_continues():
    user = make_user()
    browser = signed_in(user)
    key = browser.cookies.pop(settings.SESSION_COOKIE_NAME).value
    old = Client()
    old.cookies[OLD_COOKIE] = key
    assert not is_in(old)  # started by this version: another site of the domain may have set that cookie
    session = SessionStore(key)
    for name in (BEGAN, IDLE, ENDS):
        del session[name]
    session.save()
    assert is_in(old) and old.cookies[settings.SESSION_COOKIE_NAME].value == key
    del old.cookies[OLD_COOKIE]
    assert is_in(old) and UserSession.objects.count() == Session.objects.count() == 1


def test_every_portal_has_its_own_cookie_names():
    prefixes = {
        cookie_prefix(key, url, secure=False) for key in ("a", "b") for url in ("http://x:8000", "http://x:8001")
    }
    assert len(prefixes) == 4 and all(prefix.startswith("cairn_") for prefix in prefixes)
    assert cookie_prefix("a", "", secure=False) == cookie_prefix("a", "", secure=False)


def cookie_names(folder, variables):
    """Return the names of all cookies of a portal with its var/ in FOLDER."""
    loaded = load(folder, variables)
    return [loaded.SESSION_COOKIE_NAME, loaded.CSRF_COOKIE_NAME, loaded.PORTAL_MESSAGES_COOKIE]


def test_two_copies_on_one_host_share_no_cookie_and_web_servers_share_all(tmp_path):
    first, second = (cookie_names(tmp_path / name, {}) for name in ("a", "b"))
    assert len({*first, *second}) == 6
    one, other = (cookie_names(tmp_path / name, PRODUCTION) for name in ("a", "b"))
    assert one == other and all(name.startswith("__Host-cairn_") for name in one)


@pytest.mark.django_db
def test_every_cookie_has_the_portals_prefix():
    browser = signed_in(make_user())
    browser.post("/settings/name/", {"name": "Ada"})
    prefix = settings.SESSION_COOKIE_NAME.removesuffix("_session")
    assert {name.removeprefix(prefix) for name in browser.cookies} == {
        "_session",
        "_csrf",
        "_session_devices",
        "_messages",
    }
