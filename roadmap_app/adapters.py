"""Where django-allauth asks the portal."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from roadmap_app.actions.sessions import end_sessions
from roadmap_app.models import User

MAX_EMAIL = 254


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

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of allauth's mails in the portal's name, whatever host the request has named."""
        portal = {"name": "Cairn", "domain": urlsplit(settings.PORTAL_URL).netloc or "Cairn"}
        super().send_mail(template_prefix, email, {**context, "current_site": portal})


class UserSessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """Ends sessions as the portal does, so that the record knows."""

    def end_sessions(self, sessions: Sequence[Any]) -> None:
        """End SESSIONS, all of one person's."""
        if sessions:
            end_sessions(user=sessions[0].user, ids=[session.pk for session in sessions])


def display_name(user: User) -> str:
    """Return how USER is named on allauth's pages and in its mails; those go to strangers, too, and a name may lure."""
    return user.email
