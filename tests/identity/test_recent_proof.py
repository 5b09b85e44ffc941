"""Exporting data and ending sessions need recent proof of identity."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from time_machine import travel

from tests.makers import make_app, make_user
from tests.mfa_client import PASSWORD, browser, code, reauthenticated

pytestmark = pytest.mark.django_db
EXPORT, LIST, AGAIN = "/settings/data/export/", "/accounts/sessions/", "/accounts/reauthenticate/"


@pytest.fixture
def ada():
    return make_user("ada@example.org")


def unlocked(user, **proof):
    """Return a client in which USER signed in some time ago; with PROOF, they have just reauthenticated."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return reauthenticated(client, **proof) if proof else client


def test_the_export_asks_for_proof_and_explains_the_next_step(ada):
    client = unlocked(ada)
    response = client.post(EXPORT, follow=True)
    assert response.redirect_chain == [(f"{AGAIN}?next=%2Fsettings%2Fdata%2F", 302)]
    assert "once more" in response.content.decode()
    back = client.post(response.redirect_chain[0][0], {"password": PASSWORD, "next": "/settings/data/"})
    assert back.headers["Location"] == "/settings/data/"
    assert client.post(EXPORT).headers["Content-Type"] == "application/zip"
    with travel(datetime.now(UTC) + timedelta(minutes=6)):
        assert client.post(EXPORT).headers["Location"].startswith(AGAIN)


def test_a_person_with_a_second_factor_uses_it(ada):
    make_app(ada)
    assert unlocked(ada, code=code()).post(EXPORT).status_code == 200


def test_a_person_without_password_or_factor_signs_in_again(ada):
    ada.set_unusable_password()
    ada.save()
    client = unlocked(ada)
    assert client.post(EXPORT).headers["Location"] == "/accounts/login/?next=/settings/data/"
    assert client.get("/settings/").status_code == 302


@pytest.mark.parametrize("all_others", [True, False])
def test_ending_sessions_asks_for_proof_first(ada, all_others):
    there = browser(ada)
    client = unlocked(ada)
    address = LIST if all_others else f"/settings/sessions/{UserSession.objects.get().pk}/end/"
    response = client.post(address)
    assert response.headers["Location"].startswith(AGAIN) and there.get("/settings/").status_code == 200
    done = client.post(response.headers["Location"], {"password": PASSWORD, "next": address})
    assert done.headers["Location"] == LIST and there.get("/settings/").status_code == 302
