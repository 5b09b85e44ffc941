"""The provider's users and their claims, which tests write into the provider's folder."""

import json

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from oauth2_provider.oauth2_validators import OAuth2Validator

from tests.oidc import PASSWORD


def _user_data(name):
    path = settings.FOLDER / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else None


class Backend(ModelBackend):
    """Signs in the users that a test has added."""

    def authenticate(self, request, username=None, password=None, **more):
        """Return the user, created at the first sign-in."""
        if _user_data(username) is None or password != PASSWORD:
            return None
        return User.objects.get_or_create(username=username)[0]


class Validator(OAuth2Validator):  # type: ignore[misc]
    """Sends the claims that the test sets, also contradictory ones."""

    oidc_claim_scope = None

    def get_additional_claims(self, request):
        """Return the claims for both ID token and userinfo."""
        return _user_data(request.user.username)["claims"]

    def get_id_token_dictionary(self, token, token_handler, request):
        """Return the ID token's claims, with the test's changes."""
        claims, expires = super().get_id_token_dictionary(token, token_handler, request)
        return claims | _user_data(request.user.username)["id_token"], expires

    def get_userinfo_claims(self, request):
        """Return the claims of userinfo, with the test's changes."""
        return super().get_userinfo_claims(request) | _user_data(request.user.username)["userinfo"]
