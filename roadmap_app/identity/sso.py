"""Single sign-on: who signs in to which account, and the pages for the provider's errors.

The claims that decide about accounts (address, nonce) are validated here, as allauth does not validate them.
"""

import logging
from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare

from roadmap_app.actions.invitations import InvitationDead, use_up
from roadmap_app.actions.people import LastOwner
from roadmap_app.actions.sessions import DISABLED
from roadmap_app.actions.sso import confirm_by_provider, follow_groups
from roadmap_app.actions.teams import follow_team_groups
from roadmap_app.domain.titles import clean_title
from roadmap_app.identity.error_words import SSO_ERRORS
from roadmap_app.models import Invitation, User
from roadmap_app.queries.accounts import address_is_taken, invitation_for
from roadmap_app.web.origin import current_origin

Claims = dict[str, Any]
PROVIDER = "sso"
log = logging.getLogger("portal.sso")

# The reasons for which a sign-in is refused (socialaccount/authentication_error.html explains each) and their status.
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


def provider_settings() -> Any:
    """Return the settings of the provider, a portal.sso.SingleSignOn; only called if they are set.

    Importing that class here would be circular.
    """
    return settings.OIDC


def refusal(request: HttpRequest, why: str, cause: object = "", **context: str) -> HttpResponse:
    """Return the page that explains WHY (a key of STATUS) nobody is signed in; the provider's CAUSE is only logged.

    CONTEXT is for the page: the address concerned (email), and the page that the user wanted (next).
    """
    level = logging.ERROR if STATUS[why] >= 500 else logging.INFO
    log.log(level, "Single sign-on refused (%s)%s", why, f": {cause}"[:500] if cause else "")
    shown = {"why": why, "request_id": current_origin().request_id, **context}
    return render(request, "socialaccount/authentication_error.html", shown, status=STATUS[why])


def fault(request: HttpRequest, error: Exception | None) -> HttpResponse:
    """Return the page for a provider that cannot be reached or has sent an invalid response."""
    # Imported here, because the adapter below is loaded without single sign-on, too: 4 MB of memory.
    import requests

    unreachable = isinstance(error, requests.ConnectionError | requests.Timeout)
    return refusal(request, "unreachable" if unreachable else "fault", error or "")


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Decides which account a provider's user signs in to, and who may create one."""

    error_messages = DefaultSocialAccountAdapter.error_messages | SSO_ERRORS

    def list_apps(self, request: HttpRequest, provider: str = "", client_id: str = "") -> list[SocialApp]:
        """Return the provider of the settings; none is stored in the database."""
        oidc = provider_settings()
        if oidc is None or provider not in ("", None, PROVIDER, "openid_connect"):
            return []
        about = {"server_url": oidc.discovery_url, "scope": list(oidc.scopes), "oauth_pkce_enabled": True}
        app = SocialApp(provider="openid_connect", provider_id=PROVIDER, name=oidc.name, settings=about)
        app.client_id, app.secret = oidc.client_id, oidc.client_secret
        return [app]

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Return the user whose address, verified by the provider and by us, is that of SOCIALLOGIN, and the address.

        With OIDC_TRUST_EMAIL our own verification is not required.
        """
        address = _address_of(sociallogin)
        if address is None or not address.verified:
            return None
        own = EmailAddress.objects.filter(email=address.email, verified=True).select_related("user").first()
        user = own.user if own else None
        if user is None and provider_settings().trust_email:
            user = User.objects.filter(email=address.email).first()
        return (user, address.email) if user else None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse a wrong nonce and disabled users; confirm the address of an account that is being connected."""
        asked, answered = sociallogin.state.get("nonce", ""), sociallogin.claims.get("nonce", "")
        if not asked or not constant_time_compare(asked, str(answered)):
            raise ImmediateHttpResponse(refusal(request, "fault", "the ID token has another nonce"))
        sociallogin.token = None  # not needed any more, and must not be stored in a session
        if not sociallogin.is_existing or sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        if not sociallogin.user.is_active:
            request.session[DISABLED] = sociallogin.user.pk
            raise ImmediateHttpResponse(redirect("account_inactive"))
        if sociallogin.account.pk is None:
            confirm_by_provider(user=sociallogin.user, email=sociallogin.email_addresses[0].email)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return True if an account may be created; otherwise answer with a page that explains why not."""
        address, signup = _address_of(sociallogin), provider_settings().signup
        why = ""
        if address is None:
            why = "no-address"
        elif not address.verified:
            why = "unconfirmed"
        elif address_is_taken(address.email):
            why = "taken"
        elif signup == "closed" or (signup == "invite" and not _invitation(sociallogin)):
            why = "closed"
        if why:
            context = {"email": address.email if address else "", "next": sociallogin.get_redirect_url(request) or ""}
            raise ImmediateHttpResponse(refusal(request, why, **context))
        return True

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Claims) -> User:
        """Give a new user the name that the provider sends."""
        user: User = super().populate_user(request, sociallogin, data)
        user.name = clean_title(str(data.get("name") or ""))[:150]
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: object = None) -> User:
        """Create the account, and use up its invitation if there is one."""
        invitation = _invitation(sociallogin)
        try:
            with transaction.atomic():
                user: User = super().save_user(request, sociallogin, form)
                if invitation:
                    use_up(invitation, user=user)
                    sociallogin.state["next"] = sociallogin.state.get("next") or invitation.first_page
        except (IntegrityError, InvitationDead) as error:  # created, or used, by another request at the same time
            raise ImmediateHttpResponse(refusal(request, "again", error)) from error
        return user

    def validate_disconnect(self, account: SocialAccount, accounts: list[SocialAccount]) -> None:
        """Refuse to disconnect the provider if it is the only way to sign in."""
        if provider_settings().only:
            raise self.validation_error("disconnect_last")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: object,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Answer with a page that explains what failed between browser, provider and portal."""
        state = (extra_context or {}).get("state")
        if exception is not None:
            raise ImmediateHttpResponse(fault(request, exception))
        if state is None:
            raise ImmediateHttpResponse(refusal(request, "stale"))
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(refusal(request, "cancelled", next=state.get("next", "")))
        raise ImmediateHttpResponse(refusal(request, "fault", request.GET.get("error", "no code")))


def take_groups(user: User, claims: Claims) -> None:
    """Give USER the role and the teams of the provider's groups in CLAIMS, if the settings name such groups."""
    oidc = provider_settings()
    if not (oidc.owner_group or oidc.editor_group or oidc.teams):
        return
    claimed = claims.get(oidc.groups_claim)
    if claimed is None:
        log.warning("The provider sends no claim %s: is a scope missing?", oidc.groups_claim)
    groups = [claimed] if isinstance(claimed, str) else list(claimed or ())
    if oidc.owner_group or oidc.editor_group:
        try:
            follow_groups(user=user, groups=groups, owners=oidc.owner_group, editors=oidc.editor_group)
        except LastOwner:
            log.warning("By the provider's groups the only owner is no owner; they stay one until there is another.")
    if claimed is not None:  # a missing scope must not end memberships
        for slug in follow_team_groups(user=user, groups=groups, teams=oidc.teams):
            log.warning("OIDC_TEAMS names the team %s, which does not exist.", slug)


def _address_of(sociallogin: SocialLogin) -> EmailAddress | None:
    return sociallogin.email_addresses[0] if sociallogin.email_addresses else None


def _invitation(sociallogin: SocialLogin) -> Invitation | None:
    if provider_settings().signup == "closed":
        return None
    return invitation_for(sociallogin.email_addresses[0].email, sociallogin.state.get("invitation", ""))
