"""Quotas limit programs, not people, and nothing that was typed is lost."""

import pytest
import time_machine
from django.test import Client

from roadmap_app.identity.quotas import NOTES, QUOTAS, TICKS
from roadmap_app.identity.routes import ROUTES
from roadmap_app.models import Completion, LimitCount, Note, User
from tests.makers import make_topic, make_user
from tests.permissions.table import rows

pytestmark = pytest.mark.django_db
NOON = "2026-03-02T12:00:00Z"


def sign_up(number, address):
    typed = {"email": f"new{number}@example.org", "password1": "correct horse 9", "password2": "correct horse 9"}
    return Client(REMOTE_ADDR=address).post("/accounts/signup/", typed)


@pytest.fixture
def open_signup(settings):
    settings.PORTAL_SIGNUP = "open"


@pytest.fixture(autouse=True)
def reset_quotas(monkeypatch):
    """Forget all counts, as a user of another test may have the same primary key; stop the quotas' clocks.

    On a busy machine a request may take longer than it takes until one more is allowed.
    """
    for quota in (TICKS, NOTES):
        monkeypatch.setattr(quota, "_clock", lambda: 1.0)
    yield
    TICKS._used.clear()
    NOTES._used.clear()


@pytest.mark.usefixtures("open_signup")
def test_sign_ups_of_a_day_are_limited(settings):
    settings.PORTAL_SIGNUPS_A_DAY = 3
    with time_machine.travel(NOON, tick=False) as clock:
        responses = [sign_up(number, f"203.0.113.{number}") for number in range(4)]
        assert [response.status_code for response in responses] == [302, 302, 302, 429]
        assert responses[-1].headers["Retry-After"] == str(24 * 3600 // 3)
        page = responses[-1].content.decode()
        assert "Wait 8 hours" in page and "new3@example.org" in page
        clock.shift(8 * 3600)
        assert sign_up(4, "203.0.113.9").status_code == 302
    assert User.objects.count() == 4


@pytest.mark.usefixtures("open_signup")
def test_a_class_behind_one_ip_address_can_sign_up_and_a_program_cannot():
    with time_machine.travel(NOON, tick=False):
        assert [sign_up(number, "203.0.113.1").status_code for number in range(5)] == [302] * 5
        assert sign_up(5, "203.0.113.2").status_code == 302
        # As if the class went on: the limit of all sign-ups has counted six.
        assert LimitCount.objects.filter(count=5).update(count=95) == 1
        responses = [sign_up(number, "203.0.113.1").status_code for number in range(6, 12)]
        assert responses == [302] * 5 + [429]
        assert sign_up(200, "203.0.113.2").status_code == 302


def test_three_hundred_items_can_be_ticked_and_a_program_is_slowed_down():
    user, topic = make_user(), make_topic(items=10)
    client = Client()
    client.force_login(user)
    assert [TICKS.take(user.pk) for _ in range(290)] == [0] * 290
    for item in topic.items.all():
        assert client.post(f"/items/{item.pk}/completion/", {"state": "done"}).status_code == 302
    assert Completion.objects.filter(user=user).count() == 10
    while TICKS.take(user.pk) == 0:
        pass
    response = client.post(f"/items/{item.pk}/completion/", {"state": "open"}, headers={"HX-Request": "true"})
    assert response.status_code == 429 and response.headers["Retry-After"] == "1"
    assert response.headers["Content-Type"].startswith("text/plain") and "try again" in response.content.decode()
    assert Completion.objects.filter(user=user).count() == 10
    other = Client()
    other.force_login(make_user())
    assert other.post(f"/items/{item.pk}/completion/", {"state": "done"}).status_code == 302


def test_a_note_above_the_quota_is_not_lost():
    user, topic = make_user(), make_topic()
    client = Client()
    client.force_login(user)
    while NOTES.take(user.pk) == 0:
        pass
    response = client.post(f"/topics/{topic.pk}/note/", {"body": "Long and dear", "version": "0"})
    page = response.content.decode()
    assert response.status_code == 429 and "Long and dear" in page and "Send it again" in page
    assert not Note.objects.exists()


# Sign-in and sessions, which have limits of their own; what a person does once, or rarely, and proves who they are for.
NO_QUOTA = {"data_export", "deletion", "deletion_undo", "session_end", "welcome"}
ACCOUNTS = ("account_", "admin:", "mfa_", "socialaccount_", "usersessions_")


def test_whatever_a_learner_can_send_has_a_quota_or_a_limit():
    refused = ("login", "method", "forbidden", "missing")
    sent = {name for name, words in rows().items() if words["POST"]["learner"] not in refused}
    limited = QUOTAS.keys() | ROUTES.keys() | NO_QUOTA
    assert [name for name in sorted(sent - limited) if not name.startswith(ACCOUNTS)] == []
    assert QUOTAS.keys() <= rows().keys()
