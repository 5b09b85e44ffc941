"""Single sign-on: the provider in settings.OIDC, what is requested from it and how its responses are validated.

The responses are trusted as they come over TLS; that their subjects agree is validated here, as allauth does not
validate it. A server loads it only if single sign-on is set, because allauth's HTTP client takes 4 MB of memory.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from roadmap_app.identity.sso import PROVIDER, Claims, provider_settings

NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


@contextmanager
def _malformed_as_oauth_error() -> Iterator[None]:
    """Raise OAuth2Error for a malformed response of the provider."""
    try:
        yield
    except (AttributeError, ImproperlyConfigured, KeyError, TypeError, ValueError) as error:
        raise OAuth2Error(f"malformed response: {error!r}") from error


class OidcAdapter(OpenIDConnectOAuth2Adapter):
    """Requests and validates what the provider says about a user."""

    @property
    def openid_config(self) -> Claims:
        """Return the provider's discovery document."""
        with _malformed_as_oauth_error():
            found: Claims = super().openid_config
            if missing := [name for name in NEEDED if not isinstance(found.get(name), str)]:
                raise OAuth2Error(f"its discovery document lacks {', '.join(missing)}")
        return found

    def get_access_token_data(self, *args: object, **kwargs: object) -> Claims:
        """Exchange the code for the token response."""
        with _malformed_as_oauth_error():
            response: Claims = super().get_access_token_data(*args, **kwargs)
        return response

    def complete_login(self, *args: object, **kwargs: object) -> SocialLogin:
        """Return the login, with a strict interpretation of whether the e-mail address is verified."""
        with _malformed_as_oauth_error():
            login = super().complete_login(*args, **kwargs)
            userinfo, token = login.account.extra_data["userinfo"], login.account.extra_data["id_token"]
            if userinfo["sub"] != token["sub"]:
                raise OAuth2Error("userinfo and ID token have different subjects")
        login.claims = {**token, **userinfo}
        # The string "false" is true in Python, and lower() turns some non-ASCII letters into ASCII ones.
        verified = provider_settings().trust_email or userinfo.get("email_verified") in (True, "true")
        for address in login.email_addresses:
            address.verified = verified and userinfo["email"].isascii()
        # Store only the claim that the user sees in the settings.
        login.account.extra_data = {"email": login.email_addresses[0].email} if login.email_addresses else {}
        return login


def discovered() -> Claims:
    """Return the provider's discovery document; raise OAuth2Error or RequestException."""
    return OidcAdapter(HttpRequest(), PROVIDER).openid_config


class OidcProvider(OpenIDConnectProvider):
    """Uses the adapter above for the redirect to the provider, too."""

    oauth2_adapter_class = OidcAdapter
