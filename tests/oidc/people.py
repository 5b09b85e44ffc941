"""Who can sign in at the provider, and what it says of them: as a test has written it into the provider's folder."""

import json

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from oauth2_provider.oauth2_validators import OAuth2Validator

from tests.oidc import PASSWORD


def _said_of(name):
    path = settings.FOLDER / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else None


class Backend(ModelBackend):
    """Lets in whom a test has introduced."""

    def authenticate(self, request, username=None, password=None, **more):
        """Return the person, made where they come for the first time."""
        if _said_of(username) is None or password != PASSWORD:
            return None
        return User.objects.get_or_create(username=username)[0]


class Validator(OAuth2Validator):  # type: ignore[misc]
    """Says of a person what the test wants; a test may also want it to lie."""

    oidc_claim_scope = None

    def get_additional_claims(self, request):
        """Return what is said of the person in both places."""
        return _said_of(request.user.username)["claims"]

    def get_id_token_dictionary(self, token, token_handler, request):
        """Return what the ID token says, with the lies that the test has asked for."""
        claims, expires = super().get_id_token_dictionary(token, token_handler, request)
        return claims | _said_of(request.user.username)["id_token"], expires

    def get_userinfo_claims(self, request):
        """Return what userinfo says, with the lies that the test has asked for."""
        return super().get_userinfo_claims(request) | _said_of(request.user.username)["userinfo"]
