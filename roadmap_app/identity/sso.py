"""Single sign-on: where django-allauth asks the portal, and what people are told when it does not work.

The provider is described by settings.OIDC. Its answers are believed as they come from itself over TLS; what in them
decides about accounts (address, nonce, subject) is looked at here, since allauth leaves that to us.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare

from roadmap_app.actions.invitations import InvitationDead, use_up
from roadmap_app.actions.people import LastOwner
from roadmap_app.actions.sso import confirm_by_provider, follow_groups
from roadmap_app.domain.titles import clean_title
from roadmap_app.models import User
from roadmap_app.queries.accounts import address_is_taken, invitation_for
from roadmap_app.web.origin import current_origin

PROVIDER = "sso"
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
log = logging.getLogger("portal.sso")

# Why somebody is not let in: the status and the partial of socialaccount/authentication_error.html that says it.
STATUS = {
    "stale": 400,
    "cancelled": 403,
    "unreachable": 503,
    "fault": 502,
    "no-address": 403,
    "unconfirmed": 403,
    "taken": 403,
    "closed": 403,
    "only": 403,
    "again": 409,
}


def _oidc() -> Any:
    """The provider as the settings describe it; nobody comes here where they name none."""
    return settings.OIDC


def refusal(request: HttpRequest, why: str, said: object = "", **words: str) -> HttpResponse:
    """Answer that nobody is signed in, and WHY (a key of STATUS); what the provider SAID is for the log alone.

    WORDS are for the page: the address that it is about (email), and where the person wanted to go (next).
    """
    level = logging.ERROR if STATUS[why] >= 500 else logging.INFO
    log.log(level, "Single sign-on refused (%s)%s", why, f": {said}"[:500] if said else "")
    context = {"why": why, "request_id": current_origin().request_id, **words}
    return render(request, "socialaccount/authentication_error.html", context, status=STATUS[why])


def fault(request: HttpRequest, error: Exception | None) -> HttpResponse:
    """Answer that the provider is out of reach or has answered something that cannot be accepted."""
    lost = isinstance(error, requests.ConnectionError | requests.Timeout)
    return refusal(request, "unreachable" if lost else "fault", error or "")


@contextmanager
def _understanding() -> Iterator[None]:
    """Take an answer that is not built as it should be for the provider's fault, not for ours."""
    try:
        yield
    except (AttributeError, ImproperlyConfigured, KeyError, TypeError, ValueError) as error:
        raise OAuth2Error(f"an answer that cannot be understood: {error!r}") from error


class OidcAdapter(OpenIDConnectOAuth2Adapter):
    """Speaks with the provider, and checks what it says of a person."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider can do, by its own word."""
        with _understanding():
            found: dict[str, Any] = super().openid_config
            if missing := [name for name in NEEDED if not isinstance(found.get(name), str)]:
                raise OAuth2Error(f"its discovery document lacks {', '.join(missing)}")
        return found

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> Any:
        """Return what the provider gives for the code."""
        with _understanding():
            return super().get_access_token_data(*args, **kwargs)

    def complete_login(self, *args: Any, **kwargs: Any) -> Any:
        """Return who it is, with a strict reading of whether their address is theirs."""
        with _understanding():
            login = super().complete_login(*args, **kwargs)
            told, token = login.account.extra_data["userinfo"], login.account.extra_data["id_token"]
            if told["sub"] != token["sub"]:
                raise OAuth2Error("userinfo and ID token speak of two people")
        login.claims = {**token, **told}
        # "false" is true to Python; and some foreign letters become an address's own once they are lower case.
        vouched = _oidc().trust_email or told.get("email_verified") in (True, "true")
        for address in login.email_addresses:
            address.verified = vouched and told["email"].isascii()
        # Of what the provider told only that is kept which the person sees under Settings.
        login.account.extra_data = {"email": login.email_addresses[0].email} if login.email_addresses else {}
        return login


def discovered() -> dict[str, Any]:
    """Return what the provider says it can do; raises OAuth2Error or RequestException."""
    return OidcAdapter(HttpRequest(), PROVIDER).openid_config


class OidcProvider(OpenIDConnectProvider):
    """The provider, spoken with as above on the way there, too."""

    oauth2_adapter_class = OidcAdapter


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Decides whom the provider lets in: whose an account is, who may make one, with which role."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "no_password": "This is your only way in: set a password first, then you can disconnect.",
    }

    def list_apps(self, request: HttpRequest, provider: str = "", client_id: str = "") -> list[SocialApp]:
        """Return the provider that the environment names; none is ever kept in the database."""
        oidc = _oidc()
        if oidc is None or provider not in ("", None, PROVIDER, "openid_connect"):
            return []
        about = {"server_url": oidc.discovery_url, "scope": list(oidc.scopes), "oauth_pkce_enabled": True}
        app = SocialApp(provider="openid_connect", provider_id=PROVIDER, name=oidc.name, settings=about)
        app.client_id, app.secret = oidc.client_id, oidc.client_secret
        return [app]

    def authenticate_by_email(self, sociallogin: Any) -> tuple[User, str] | None:
        """Return whose account the address opens: it must be confirmed there and here.

        With OIDC_TRUST_EMAIL the provider's word stands for both.
        """
        address = _address_of(sociallogin)
        if address is None or not address.verified:
            return None
        own = EmailAddress.objects.filter(email=address.email, verified=True).select_related("user").first()
        user = own.user if own else None
        if user is None and _oidc().trust_email:
            user = User.objects.filter(email=address.email).first()
        return (user, address.email) if user else None

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse an answer to another question, and who is disabled; take over an account that is theirs."""
        asked, answered = sociallogin.state.get("nonce", ""), sociallogin.claims.get("nonce", "")
        if not asked or not constant_time_compare(asked, str(answered)):
            raise ImmediateHttpResponse(refusal(request, "fault", "the ID token bears another nonce"))
        sociallogin.token = None  # used, and never to be kept, not in a session either
        if not sociallogin.is_existing or sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        if not sociallogin.user.is_active:
            raise ImmediateHttpResponse(redirect("account_inactive"))
        if sociallogin.account.pk is None:
            confirm_by_provider(user=sociallogin.user, email=_address_of(sociallogin).email)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Return whether an account may be made; says in words why not."""
        address = _address_of(sociallogin)
        why = ""
        if address is None:
            why = "no-address"
        elif not address.verified:
            why = "unconfirmed"
        elif address_is_taken(address.email):
            why = "taken"
        elif _oidc().signup == "closed" or (_oidc().signup == "invite" and not _invitation(sociallogin)):
            why = "closed"
        if why:
            words = {"email": address.email if address else "", "next": sociallogin.get_redirect_url(request) or ""}
            raise ImmediateHttpResponse(refusal(request, why, **words))
        return True

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """Call a new person as the provider does."""
        user: User = super().populate_user(request, sociallogin, data)
        user.name = clean_title(str(data.get("name") or ""))[:150]
        return user

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """Make the account, by the invitation that is meant for it if there is one."""
        invitation = _invitation(sociallogin)
        try:
            with transaction.atomic():
                user: User = super().save_user(request, sociallogin, form)
                if invitation:
                    use_up(invitation, user=user)
        except (IntegrityError, InvitationDead) as error:  # made, or used, in this very moment by another request
            raise ImmediateHttpResponse(refusal(request, "again", error)) from error
        return user

    def validate_disconnect(self, account: Any, accounts: Any) -> None:
        """Refuse to take the only way in that there is for anybody."""
        if _oidc().only:
            raise self.validation_error("disconnect_last")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        """Answer what went wrong between browser, provider and portal in words."""
        state = (extra_context or {}).get("state")
        if exception is not None:
            raise ImmediateHttpResponse(fault(request, exception))
        if state is None:
            raise ImmediateHttpResponse(refusal(request, "stale"))
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(refusal(request, "cancelled", next=state.get("next", "")))
        raise ImmediateHttpResponse(refusal(request, "fault", request.GET.get("error", "no code")))


def take_role(user: User, claims: dict[str, Any]) -> None:
    """Give USER the role that the provider's groups say, where the settings name such groups."""
    oidc = _oidc()
    if not (oidc.owner_group or oidc.editor_group):
        return
    told = claims.get(oidc.groups_claim)
    if told is None:
        log.warning("The provider tells nothing in the claim %s: is a scope missing?", oidc.groups_claim)
    groups = [told] if isinstance(told, str) else list(told or ())
    try:
        follow_groups(user=user, groups=groups, owners=oidc.owner_group, editors=oidc.editor_group)
    except LastOwner:
        log.warning("The provider says that the only owner is none: they stay one until there is another.")


def _address_of(sociallogin: Any) -> Any:
    return sociallogin.email_addresses[0] if sociallogin.email_addresses else None


def _invitation(sociallogin: Any) -> Any:
    if _oidc().signup == "closed":
        return None
    return invitation_for(_address_of(sociallogin).email, sociallogin.state.get("invitation", ""))
