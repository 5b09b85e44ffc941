"""Where django-allauth asks the portal."""

from collections.abc import Sequence
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from roadmap_app.actions.sessions import end_sessions
from roadmap_app.models import User
from roadmap_app.sso import refusal, take_role


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up as PORTAL_SIGNUP says, sign-in as OIDC_… does."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether strangers may make an account with a password."""
        return bool(settings.PORTAL_SIGNUP == "open") and not _by_provider_only()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Look at no visitor's password where people sign in with the provider only."""
        if _by_provider_only() and not request.user.is_authenticated:
            raise ImmediateHttpResponse(refusal(request, "only"))
        super().pre_authenticate(request, **credentials)

    def pre_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse | None:
        """Let in nobody by another door than the provider's if it is the only one; take over the role it says."""
        answer: HttpResponse | None = super().pre_login(request, user, **more)
        sociallogin = (more["signal_kwargs"] or {}).get("sociallogin")
        if answer is None and sociallogin:
            take_role(user, sociallogin.claims)
        elif answer is None and _by_provider_only():
            return refusal(request, "only")
        return answer


class UserSessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """Ends sessions as the portal does, so that the record knows."""

    def end_sessions(self, sessions: Sequence[Any]) -> None:
        """End SESSIONS, all of one person's."""
        if sessions:
            end_sessions(user=sessions[0].user, ids=[session.pk for session in sessions])


def _by_provider_only() -> bool:
    return bool(settings.OIDC and settings.OIDC.only)


def display_name(user: User) -> str:
    """Return how USER is addressed on allauth's pages and in its mails."""
    return str(user)
