"""Receivers of Django's and allauth's signals that write the audit record, and do nothing else.

Only Django's signal is sent for every way to sign in (password, owner's link, passkey, code, single sign-on), and for
changes of second factors allauth has no other hook.
"""

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth import signals as auth
from django.dispatch import Signal
from django.http import HttpRequest

from roadmap_app.actions.accounts import note_made
from roadmap_app.actions.audit import record
from roadmap_app.models import AuditEvent, User

Verb = AuditEvent.Verb


def listen() -> None:
    """Connect the receivers, when the app is ready."""
    auth.user_logged_in.connect(_signed_in)
    auth.user_logged_out.connect(_signed_out)
    auth.user_login_failed.connect(_sign_in_failed)
    account.user_signed_up.connect(_signed_up)
    for signal in (account.password_changed, account.password_set, account.password_reset):
        signal.connect(_password_changed)
    for signal in (account.email_changed, account.email_added, account.email_removed):
        signal.connect(_email_changed)
    social.social_account_added.connect(_sso_connected)
    social.social_account_removed.connect(_sso_disconnected)
    for signal in (mfa.authenticator_added, mfa.authenticator_removed, mfa.authenticator_reset):
        signal.connect(_mfa_changed)
    mfa.authentication_failed.connect(_second_factor_failed)


def _signed_in(sender: object, user: User, request: HttpRequest | None = None, **more: object) -> None:
    steps = get_authentication_records(request, user) if hasattr(request, "session") else []
    by_provider = any(step["method"] == "socialaccount" for step in steps)
    record(Verb.SIGNED_IN, by=user, detail="single sign-on" if by_provider else "")


def _signed_up(sender: object, user: User, **more: object) -> None:
    note_made(user, by=user)


def _signed_out(sender: object, user: User | None, **more: object) -> None:
    if user is not None and user.pk:
        record(Verb.SIGNED_OUT, by=user)


def _sign_in_failed(sender: object, credentials: dict[str, str], **more: object) -> None:
    # What was typed is not recorded, as people type their password there; only the account, if there is one.
    typed = credentials.get("email") or credentials.get("username") or ""
    user = User.objects.filter(email=typed.strip().lower()).first() if typed and "\0" not in typed else None
    record(Verb.SIGN_IN_FAILED, by=None, about=user, detail="" if user else "no such account")


def _second_factor_failed(sender: object, user: User, **more: object) -> None:
    # Recorded with the user, as a person who gets here knows the password.
    record(Verb.SIGN_IN_FAILED, by=None, about=user, detail="wrong second factor")


def _password_changed(sender: object, user: User, request: HttpRequest, **more: object) -> None:
    record(Verb.PASSWORD_CHANGED, by=user)


def _email_changed(sender: object, user: User, **more: object) -> None:
    detail = "added" if "email_address" in more else "the one that signs in"
    if more.get("signal") is account.email_removed:
        detail = "removed"
    record(Verb.EMAIL_CHANGED, by=user, detail=detail)


def _sso_connected(sender: object, sociallogin: SocialLogin, **more: object) -> None:
    record(Verb.SSO_CHANGED, by=sociallogin.user, detail="connected")


def _sso_disconnected(sender: object, socialaccount: SocialAccount, **more: object) -> None:
    record(Verb.SSO_CHANGED, by=socialaccount.user, detail="disconnected")


def _mfa_changed(sender: object, user: User, authenticator: Authenticator, signal: Signal, **more: object) -> None:
    change = {mfa.authenticator_added: "added", mfa.authenticator_removed: "removed"}.get(signal, "replaced")
    record(Verb.MFA_CHANGED, by=user, detail=f"{authenticator.get_type_display()}, {change}")
