"""Where django-allauth asks the portal."""

import logging
from collections.abc import Sequence
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.http import HttpRequest

from roadmap_app.actions.sessions import end_sessions
from roadmap_app.models import User

MAX_EMAIL = 254
log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up as PORTAL_SIGNUP says."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether strangers may make an account."""
        return bool(settings.PORTAL_SIGNUP == "open")

    def clean_email(self, email: str) -> str:
        """Return EMAIL; raises ValidationError for one longer than the tables hold, which allauth's forms let pass."""
        if len(email) > MAX_EMAIL:
            raise ValidationError(f"An e-mail address has {MAX_EMAIL} characters at the most.")
        return email

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that REQUEST came from; the nearest proxy's where there are fewer than PORTAL_PROXIES."""
        try:
            address: str = super().get_client_ip(request)
        except ImproperlyConfigured:
            # Nobody is to be locked out by this; what everybody shares, the limits of tries, is counted all the same.
            log.warning(
                "PORTAL_PROXIES is %d, but X-Forwarded-For holds fewer addresses: “manage.py doctor --url” tells "
                "how many proxies there are.",
                settings.PORTAL_PROXIES,
            )
            address = request.META.get("REMOTE_ADDR", "")
        return address


class UserSessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """Ends sessions as the portal does, so that the record knows."""

    def end_sessions(self, sessions: Sequence[Any]) -> None:
        """End SESSIONS, all of one person's."""
        if sessions:
            end_sessions(user=sessions[0].user, ids=[session.pk for session in sessions])


def display_name(user: User) -> str:
    """Return how USER is addressed on allauth's pages and in its mails."""
    return str(user)
