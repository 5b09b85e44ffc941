"""Where django-allauth asks the portal."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from roadmap_app.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up as PORTAL_SIGNUP says."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether strangers may make an account."""
        return bool(settings.PORTAL_SIGNUP == "open")


def display_name(user: User) -> str:
    """Return how USER is addressed on allauth's pages and in its mails."""
    return str(user)
