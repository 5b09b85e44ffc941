"""Stored sessions, secrets, cookies and cache entries do not depend on where our modules are."""

import base64

import pytest
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection

from roadmap_app.identity.encryption import decrypt
from roadmap_app.identity.session_store import SessionStore
from tests.makers import make_app, make_user
from tests.mfa_client import browser, code, give, is_in, signed_in

# Made by the code before the modules moved into packages (commit 2ca3293), with this SECRET_KEY, on 29 November 2026.
SECRET_KEY = "the-key-of-a-copy-that-is-upgraded-0123456789"
SESSION = {
    "_auth_user_id": "1",
    "_auth_user_backend": "allauth.account.auth_backends.AuthenticationBackend",
    "_auth_user_hash": "h",
}
ENCRYPTED = (
    "gAAAAABrC7NA3Sgs53SRXjf1LDWde3MciY6MVpmpABZQXwXvr6eDr-_rzV4_2MYkFE-8MHFsFPbnVcmFCU2YXadCY5GXPZuCwKhI4dR9ryo1-"
    "3CwhdeaFxCp3VG_wlaQncsAYBmi-ibS3E3f6AeSde-KyLHEgAZW8FcR7SdlGa3tJbK4MFW0wp630KTEd94_iyOq1Bo5wxOYKtC3tesa-beCVVK7"
    "89CiwgkOvNaGASUyQXoqquRIv2SlqOkBojZLrF2CGaU-VuIQhQvR3FWb1ljvR3tKIEJdoKefQy_8NSwbpWqpb9-1cnQ="
)
SIGNED = (
    ".eJyrVopPLC3JiC8tTi2Kz0xRslIyVNJBFktKTM5OzQNJJObkgIT1EpOT80vzSvTAaqDSxXqOQF5qXklmcmJJZn6eE1QXilEZicUZQHMylGoB_"
    "wkrKQ:1xXX96:t_xchidH4MFBr-FSULuMoKTYSFyuAmRAZTzW8SHCpmg"
)
SECRET = "gAAAAABrC7NADCZntSaW6G2oZ1wIxAWShxJZMJ7yIZRlYVdtudjgrJ7Jcw2jmDnSl4DnoYC_M4yMb1uHjiTWSu-Ua0Yabsy_jQ=="


@pytest.mark.parametrize("stored", [ENCRYPTED, SIGNED], ids=["encrypted", "signed only"])
def test_a_session_from_before_the_move_is_read(settings, stored):
    settings.SECRET_KEY = SECRET_KEY
    assert SessionStore().decode(stored) == SESSION


def test_a_secret_from_before_the_move_is_decrypted(settings):
    settings.SECRET_KEY = SECRET_KEY
    assert decrypt(SECRET) == "an app's secret"


def sessions_and_cache():
    """Return everything that sessions and cache hold, as text; cached objects are pickled."""
    held = [repr(SessionStore().decode(row.session_data)) for row in Session.objects.all()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM portal_cache")
        held += [key + base64.b64decode(value).decode("latin-1") for key, value in cursor.fetchall()]
    return "\n".join(held)


@pytest.mark.django_db
def test_sessions_and_cache_hold_no_path_of_our_modules():
    user = make_user("ada@example.org")
    make_app(user)
    client = browser(user)  # a sign-in that waits for its second factor
    assert LOGIN_SESSION_KEY in client.session
    held = sessions_and_cache()
    give(client, code())  # the cache keeps that the code was used
    assert is_in(client)
    signed_in(user).post("/accounts/sessions/")  # suspended until the user proves who they are
    held += sessions_and_cache()
    assert "allauth" in held and "account_reauthentication_state" in held and "mfa" in held
    assert "roadmap_app" not in held and "portal.settings" not in held
