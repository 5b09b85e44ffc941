"""Adapters: django-allauth's hooks for accounts, sessions and second factors."""

import logging
from collections.abc import Sequence
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from allauth import core as allauth
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from roadmap_app.actions.sessions import DISABLED, end_sessions
from roadmap_app.domain.user_agents import device
from roadmap_app.identity.encryption import NotDecrypted, decrypt, encrypt
from roadmap_app.identity.error_words import ACCOUNT_ERRORS, MFA_ERRORS
from roadmap_app.identity.known_devices import remember_device
from roadmap_app.identity.limits import Tries, may_mail, person_with
from roadmap_app.identity.session_list import is_current
from roadmap_app.identity.sso import refusal, take_groups
from roadmap_app.models import User
from roadmap_app.queries.second_factors import is_last_needed, needs_second_factor

MAX_EMAIL = 254
log = logging.getLogger("portal.accounts")


class AccountAdapter(DefaultAccountAdapter):
    """Signs up by PORTAL_SIGNUP, and signs in by the OIDC_… settings."""

    error_messages = DefaultAccountAdapter.error_messages | ACCOUNT_ERRORS

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether anybody may create an account with a password."""
        return bool(settings.PORTAL_SIGNUP == "open") and not _requires_provider()

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Count the try; refuse a visitor's password if only the provider may sign people in."""
        if _requires_provider() and not request.user.is_authenticated:
            raise ImmediateHttpResponse(refusal(request, "only"))
        self.tries = Tries(request, "password", *person_with(str(credentials.get("email", ""))))
        self.tries.begin(alternative="" if request.user.is_authenticated else _alternatives())

    def authenticate(self, request: HttpRequest, **credentials: object) -> User | None:
        """Return the user with CREDENTIALS, None if they are wrong; right ones do not count as a try."""
        user: User | None = super().authenticate(request, **credentials)
        if user:
            self.tries.was_right()
        return user

    def post_login(self, request: HttpRequest, user: User, **more: object) -> HttpResponse:
        """Remember the browser as a known device of USER."""
        remember_device(request, user)
        response: HttpResponse = super().post_login(request, user, **more)
        return response

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Return USER, who signs up, with the time zone of the FORM."""
        user.time_zone = form.cleaned_data.get("time_zone", "")
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def set_password(self, user: User, password: str) -> None:
        """Set it, forget all wrong tries so that USER can use it at once, and remember this browser."""
        super().set_password(user, password)
        request = allauth.context.request
        Tries(request, "password", user).forget_all()
        remember_device(request, user)

    def pre_login(
        self, request: HttpRequest, user: User, *, signal_kwargs: dict[str, Any] | None, **more: object
    ) -> HttpResponse | None:
        """Adopt the role that the provider's groups give; refuse other ways to sign in if only the provider may."""
        response: HttpResponse | None = super().pre_login(request, user, signal_kwargs=signal_kwargs, **more)
        sociallogin = (signal_kwargs or {}).get("sociallogin")
        if response is None and sociallogin:
            take_groups(user, sociallogin.claims)
        elif response is None and _requires_provider():
            return refusal(request, "only")
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Redirect USER to the page that says that they are disabled, and why (identity/disabled.py)."""
        request.session[DISABLED] = user.pk
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm EMAIL_ADDRESS and return True; return False with a message if another user signs in with it."""
        others = User.objects.filter(email=email_address.email).exclude(pk=email_address.user_id)
        try:
            # Atomic: after half of it, one user's password reset would reach another user's account.
            with transaction.atomic():
                if not others.exists():
                    return bool(super().confirm_email(request, email_address))
        except IntegrityError:  # somebody has signed up with it at the same time
            log.warning("An e-mail address was confirmed that another user signs in with.")
        about = {"email": email_address.email}
        self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt", about)
        return False

    def is_safe_url(self, url: str) -> bool:
        """Return whether URL leads to this host with this scheme; the portal's other host names do not count."""
        request = allauth.context.request
        here = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
        return here and urlsplit(url).scheme in ("", request.scheme)

    def clean_email(self, email: str) -> str:
        """Return EMAIL; raise ValidationError if it is longer than the column, as allauth's forms do not check that."""
        if len(email) > MAX_EMAIL:
            raise ValidationError(f"An e-mail address has {MAX_EMAIL} characters at the most.")
        return email

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of allauth's mails with the portal's name, independent of the Host header.

        Mails that anybody can request for any address are limited. The response does not show whether one was sent;
        the links of earlier mails still work.
        """
        if not may_mail(allauth.context.request, template_prefix, email):
            return
        portal = {"name": "Cairn", "domain": urlsplit(settings.PORTAL_URL).netloc or "Cairn"}
        about = {"request": allauth.context.request, "email": email, "current_site": portal}
        about |= {"name": _name_at(email), "reset_url": _reset_url(), **context}
        self.render_mail(template_prefix, email, about).send()

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Notify a user of a change to their account; a failing mail server does not undo the change."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except (OSError, SMTPException):
            log.exception("A notification about a change to an account could not be mailed.")

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        """Return how USER may prove who they are: only by a second factor if they need one."""
        methods: list[dict[str, str]] = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"] != "reauthenticate"]
        return factors if factors and needs_second_factor(user) else methods

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's IP address; the nearest proxy's if there are fewer proxies than PORTAL_PROXIES."""
        try:
            address: str = super().get_client_ip(request)
        except ImproperlyConfigured:
            # Do not lock everybody out; they share the limits of tries then.
            log.warning(
                "PORTAL_PROXIES is %d, but X-Forwarded-For holds fewer addresses: “manage.py doctor --url” shows "
                "how many proxies there are.",
                settings.PORTAL_PROXIES,
            )
            address = request.META.get("REMOTE_ADDR", "")
        return address


class UserSessionsAdapter(DefaultUserSessionsAdapter):
    """Ends sessions through our action, which writes the audit record."""

    def end_sessions(self, sessions: Sequence[UserSession]) -> None:
        """End SESSIONS of one user except the current one, which allauth does not recognise by our stored digest."""
        request = allauth.context.request
        others = [session for session in sessions if not is_current(session, request)]
        if others:
            end_sessions(user=others[0].user, ids=[session.pk for session in others])


class MFAAdapter(DefaultMFAAdapter):
    """Second factors with our error messages; their secrets are encrypted with SECRET_KEY."""

    error_messages = DefaultMFAAdapter.error_messages | MFA_ERRORS

    def encrypt(self, text: str) -> str:
        """Return TEXT (the secret of an app or of recovery codes) encrypted for the database."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the text that encrypt() was given; answer with an error page if SECRET_KEY has changed."""
        try:
            return decrypt(encrypted_text)
        except NotDecrypted as error:
            log.error("A second factor was encrypted with another SECRET_KEY: “manage.py doctor” shows how many.")
            page = render(allauth.context.request, "mfa/unreadable.html", status=409)
            raise ImmediateHttpResponse(page) from error

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return whether its user may remove it."""
        return not is_last_needed(authenticator)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Return the default name of a new passkey: the browser that creates it."""
        return device(allauth.context.request.headers.get("User-Agent", ""))


def _requires_provider() -> bool:
    return bool(settings.OIDC and settings.OIDC.only)


def _alternatives() -> str:
    provider = f" So does {settings.OIDC.name}." if settings.OIDC else ""
    return f" A passkey signs you in at once.{provider}"


def _name_at(email: str) -> str:
    """Return the name of the user who has confirmed EMAIL, "" if nobody has.

    Mails to other addresses greet nobody by name, as it could carry an advert to a stranger.
    """
    own = EmailAddress.objects.filter(email=email.lower(), verified=True).select_related("user").first()
    return own.user.name if own else ""


def _reset_url() -> str:
    path, request = reverse("account_reset_password"), allauth.context.request
    return request.build_absolute_uri(path) if request else f"{settings.PORTAL_URL}{path}"


def display_name(user: User) -> str:
    """Return USER's name on allauth's pages and in its mails: the address, as a chosen name could carry an advert."""
    return user.email
