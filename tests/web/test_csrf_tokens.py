"""The CSRF token of a page's forms."""

import re

import pytest
from django.conf import settings
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH
from django.test import Client, RequestFactory

from roadmap_app.web.csrf_tokens import csrf_token
from tests.makers import make_topic

SECRET = "aZ09" * (CSRF_SECRET_LENGTH // 4)


def tokens(count):
    request = RequestFactory().get("/")
    request.META["CSRF_COOKIE"] = SECRET
    return [csrf_token(request) for _ in range(count)]


def test_each_token_has_a_mask_of_its_own_with_every_letter_in_every_place():
    found = tokens(3000)
    assert len(set(found)) == 3000
    letters = [set(place) for place in zip(*found, strict=True)]
    assert letters == [set(CSRF_ALLOWED_CHARS)] * 2 * CSRF_SECRET_LENGTH


@pytest.mark.django_db
def test_django_accepts_the_tokens_of_a_browser_and_no_others(learner):
    topic = make_topic(items=1)
    page = f"/roadmaps/{topic.roadmap.slug}/{topic.stage.slug}/{topic.slug}/"
    tick = f"/items/{topic.items.get().pk}/completion/"
    browser, other = (Client(enforce_csrf_checks=True) for _ in range(2))
    for client in (browser, other):
        client.force_login(learner)
    first, second, foreign = (
        re.search(r'name="csrfmiddlewaretoken" value="(\w{64})"', client.get(page).content.decode())[1]
        for client in (browser, browser, other)
    )
    assert first != second
    changed = first[:-1] + ("b" if first.endswith("a") else "a")
    tried = [(first, 302), (second, 302), (foreign, 403), (changed, 403)]
    for token, status in tried:
        assert browser.post(tick, {"csrfmiddlewaretoken": token, "state": "done"}).status_code == status


@pytest.mark.django_db
def test_a_visitor_gets_the_cookie_once_and_no_cache_shares_the_page():
    visitor = Client()
    first, second = visitor.get("/accounts/login/"), visitor.get("/accounts/login/")
    assert settings.CSRF_COOKIE_NAME in first.cookies
    assert settings.CSRF_COOKIE_NAME not in second.cookies
    assert "Cookie" in second.headers["Vary"]
