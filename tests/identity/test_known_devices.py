"""Browsers in which a user has signed in before have their own count of wrong passwords."""

import pytest

from tests.identity.test_limits import COOKIE, at, sign_in, statuses, wrong
from tests.makers import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_user("ada@example.org")


def test_a_known_device_is_not_blocked_by_its_network(ada):
    own = at()
    sign_in(own)
    own.post("/accounts/logout/")
    wrong(at(), 12)
    for number in range(40):
        wrong(at(), 1, f"person{number}@example.org")
    assert sign_in(at()).status_code == 429
    assert sign_in(own).status_code == 302


def test_a_known_device_has_its_own_count(ada):
    own = at()
    sign_in(own)
    own.post("/accounts/logout/")
    assert statuses(wrong(own, 6)) == [200] * 5 + [429]
    assert sign_in(at()).status_code == 302


def test_a_known_device_is_known_for_its_own_account_only(ada):
    make_user("mallory@example.org")
    mallory = at()
    sign_in(mallory, "mallory@example.org")
    mallory.post("/accounts/logout/")
    assert statuses(wrong(mallory, 6)) == [200] * 5 + [429]
    assert sign_in(at()).status_code == 429
    cookie = mallory.cookies[COOKIE]
    assert cookie["httponly"] and cookie["max-age"] > 300 * 24 * 3600
    assert "mallory" not in cookie.value


def test_a_shared_computer_remembers_the_last_accounts():
    shared = at()
    for _ in range(30):
        sign_in(shared, make_user().email)
        shared.post("/accounts/logout/")
    assert len(shared.cookies[COOKIE].value) < 1000
