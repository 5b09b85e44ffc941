"""Where django-allauth asks the portal."""

import logging
from collections.abc import Sequence
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from allauth import core as allauth
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from roadmap_app.actions.sessions import end_sessions
from roadmap_app.domain.user_agents import device
from roadmap_app.identity.encryption import NotDecrypted, decrypt, encrypt
from roadmap_app.identity.known_devices import remember_device
from roadmap_app.identity.limits import Tries, may_mail, person_with
from roadmap_app.identity.session_list import is_current
from roadmap_app.identity.sso import refusal, take_role
from roadmap_app.models import User
from roadmap_app.queries.second_factors import is_last_needed, needs_second_factor

MAX_EMAIL = 254
log = logging.getLogger("portal.accounts")


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up as PORTAL_SIGNUP says, sign-in as OIDC_… does."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether strangers may make an account with a password."""
        return bool(settings.PORTAL_SIGNUP == "open") and not _by_provider_only()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Look at no visitor's password where people sign in with the provider only; at others', unless too often."""
        if _by_provider_only() and not request.user.is_authenticated:
            raise ImmediateHttpResponse(refusal(request, "only"))
        self.tries = Tries(request, "password", *person_with(str(credentials.get("email", ""))))
        self.tries.begin(way_round="" if request.user.is_authenticated else _way_round())

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Return whose CREDENTIALS these are, None if they are wrong; what was right counts as no try."""
        user = super().authenticate(request, **credentials)
        if user:
            self.tries.was_right()
        return user

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Know the browser from now on in which USER has signed in."""
        remember_device(request, user)
        answer: HttpResponse = super().post_login(request, user, **more)
        return answer

    def set_password(self, user: User, password: str) -> None:
        """Set it, and let USER try it at once, whatever strangers have tried; this browser is theirs."""
        super().set_password(user, password)
        request = allauth.context.request
        Tries(request, "password", user).forget_all()
        remember_device(request, user)

    def pre_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse | None:
        """Let in nobody by another door than the provider's if it is the only one; take over the role it says."""
        answer: HttpResponse | None = super().pre_login(request, user, **more)
        sociallogin = (more["signal_kwargs"] or {}).get("sociallogin")
        if answer is None and sociallogin:
            take_role(user, sociallogin.claims)
        elif answer is None and _by_provider_only():
            return refusal(request, "only")
        return answer

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Return whether EMAIL_ADDRESS is its person's from now on: not where it signs somebody else in."""
        others = User.objects.filter(email=email_address.email).exclude(pk=email_address.user_id)
        try:
            # All of it or nothing: half of it, somebody's password reset would reach another's account.
            with transaction.atomic():
                if not others.exists():
                    return bool(super().confirm_email(request, email_address))
        except IntegrityError:  # somebody has signed up with it in this very moment
            log.warning("An address was confirmed that somebody else signs in with.")
        about = {"email": email_address.email}
        self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt", about)
        return False

    def is_safe_url(self, url: str) -> bool:
        """Return whether URL leads to this portal: to another of its names, or by http or https, is elsewhere."""
        request = allauth.context.request
        here = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
        return here and urlsplit(url).scheme in ("", request.scheme)

    def clean_email(self, email: str) -> str:
        """Return EMAIL; raises ValidationError for one longer than the tables hold, which allauth's forms let pass."""
        if len(email) > MAX_EMAIL:
            raise ValidationError(f"An e-mail address has {MAX_EMAIL} characters at the most.")
        return email

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of allauth's mails in the portal's name, whatever host the request has named.

        What anybody can have sent to anybody is sent so often and no more, and nobody learns whether it was: the links
        of the mails before still work.
        """
        if not may_mail(allauth.context.request, template_prefix, email):
            return
        portal = {"name": "Cairn", "domain": urlsplit(settings.PORTAL_URL).netloc or "Cairn"}
        about = {"request": allauth.context.request, "email": email, "current_site": portal, **context}
        self.render_mail(template_prefix, email, about).send()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Tell somebody what was done to their account; it is done, whether the mail server takes the mail or not."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except (OSError, SMTPException):
            log.exception("Somebody could not be told by mail what was done to their account.")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return how USER may show that it is still they: staff who need a second factor by that alone."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"] != "reauthenticate"]
        return factors if factors and needs_second_factor(user) else methods

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


class UserSessionsAdapter(DefaultUserSessionsAdapter):
    """Ends sessions as the portal does, so that the record knows."""

    def end_sessions(self, sessions: Sequence[Any]) -> None:
        """End SESSIONS, all of one person's, but for the one that asks: allauth does not know ours when it sees it."""
        request = allauth.context.request
        others = [session for session in sessions if not is_current(session, request)]
        if others:
            end_sessions(user=others[0].user, ids=[session.pk for session in others])


class MFAAdapter(DefaultMFAAdapter):
    """Second factors in the portal's words; their secrets are encrypted with SECRET_KEY, not exported and not shown."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": (
            "Your role needs a second factor, and this is your last: add another before you remove it."
        ),
        "incorrect_code": "This is not right, or was used already. Wait for the next code and try again.",
    }

    def encrypt(self, text: str) -> str:
        """Return TEXT, an app's secret or what recovery codes are made from, as the database keeps it."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return what encrypt() was given; where SECRET_KEY is another, answer with a page that says what to do."""
        try:
            return decrypt(encrypted_text)
        except NotDecrypted as error:
            log.error("A second factor was encrypted with another SECRET_KEY: “manage.py doctor” tells how many.")
            page = render(allauth.context.request, "mfa/unreadable.html", status=409)
            raise ImmediateHttpResponse(page) from error

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Return whether its owner may do without it."""
        return not is_last_needed(authenticator)

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        """Return what a new passkey is called until it gets a better name: the browser that makes it."""
        return device(allauth.context.request.headers.get("User-Agent", ""))


def _by_provider_only() -> bool:
    return bool(settings.OIDC and settings.OIDC.only)


def _way_round() -> str:
    named = f" So does {settings.OIDC.name}." if settings.OIDC else ""
    return f" A passkey signs you in at once.{named}"


def display_name(user: User) -> str:
    """Return how USER is named on allauth's pages and in its mails; those go to strangers, too, and a name may lure."""
    return user.email
