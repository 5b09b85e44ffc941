"""Response times do not reveal accounts: slow work is done with and without one."""

import pytest
from django.core import mail
from django.test import Client

from tests.hashers import CountingHasher
from tests.makers import make_user
from tests.mfa_client import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hashes(settings):
    """Return a function that returns how many passwords were hashed since its last call."""
    settings.PASSWORD_HASHERS = ["tests.hashers.CountingHasher"]
    settings.PORTAL_SIGNUP, settings.ACCOUNT_EMAIL_VERIFICATION = "open", "mandatory"

    def since():
        count = len(CountingHasher.asked)
        CountingHasher.asked.clear()
        return count

    make_user("ada@example.org")
    make_user("sso@example.org").set_unusable_password()
    since()
    return since


@pytest.mark.parametrize("email", ["new@example.org", "ada@example.org", "sso@example.org"])
def test_signing_up_hashes_the_password_whether_there_is_an_account_or_not(hashes, email):
    typed = {"email": email, "password1": "correct horse 10", "password2": "correct horse 10"}
    response = Client().post("/accounts/signup/", typed)
    assert response.headers["Location"] == "/accounts/confirm-email/" and len(mail.outbox) == 1
    assert hashes() == 1


@pytest.mark.parametrize("email", ["nobody@example.org", "ada@example.org", "sso@example.org"])
def test_signing_in_hashes_the_password_whether_there_is_an_account_or_not(hashes, email):
    assert Client().post("/accounts/login/", {"login": email, "password": f"not {PASSWORD}"}).status_code == 200
    assert hashes() == 1


@pytest.mark.parametrize("email", ["nobody@example.org", "ada@example.org", "sso@example.org"])
def test_a_reset_sends_one_mail_and_hashes_nothing(hashes, email):
    assert Client().post("/accounts/password/reset/", {"email": email}).status_code == 302
    assert (hashes(), len(mail.outbox)) == (0, 1)
