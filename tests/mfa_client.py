"""Use second factors as a browser does: send a password, then a code or a passkey."""

from time import sleep, time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

PASSWORD = "correct horse 9"
INDEX = "/accounts/2fa/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # the secret of make_app


def code(secret=SECRET):
    """Return the current code of an app with SECRET; in the last 2 of its 30 seconds, wait for the next code."""
    if (left := 30 - time() % 30) < 2:
        sleep(left)
    return format_hotp_value(hotp_value(secret, int(time()) // 30))


def browser(user=None):
    """Return a client at http://localhost, where passkeys work without https; USER has sent their password in it."""
    client = Client(SERVER_NAME="localhost")
    if user:
        client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def reauthenticated(client, **proof):
    """Return CLIENT after a new proof of identity by password or code."""
    page = "/accounts/2fa/reauthenticate/" if "code" in proof else "/accounts/reauthenticate/"
    assert client.post(page, proof or {"password": PASSWORD}).status_code == 302
    return client


def is_in(client):
    return client.get("/settings/").status_code == 200


def give(client, typed):
    return client.post("/accounts/2fa/authenticate/", {"code": typed})


def login_by_passkey(client, key):
    asked = client.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"}).json()
    return client.post("/accounts/2fa/webauthn/login/", {"credential": key.use(asked["request_options"])})


def kinds(user):
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def signed_in(user):
    """Return a client in which USER is signed in without any second factor."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client
