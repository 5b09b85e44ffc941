"""The one room where Django's and allauth's own signals are received: for the audit record, and for nothing else.

Signals, although the portal has none of its own: people come in by password, owner's link, passkey, code or single
sign-on, and only Django's signal is sent for all of these; for a change of the second factor allauth has no other hook.
"""

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.socialaccount import signals as social
from django.apps import apps
from django.contrib.auth import signals as auth
from django.http import HttpRequest

from roadmap_app.actions.accounts import note_made
from roadmap_app.actions.audit import record
from roadmap_app.models import AuditEvent, User

Verb = AuditEvent.Verb


def listen() -> None:
    """Begin to receive; called once, when the app is ready. The same receiver is never connected twice."""
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
    if apps.is_installed("allauth.mfa"):
        _listen_to_mfa()


def _listen_to_mfa() -> None:
    from allauth.mfa import signals as mfa

    for signal in (mfa.authenticator_added, mfa.authenticator_removed, mfa.authenticator_reset):
        signal.connect(_mfa_changed)
    mfa.authentication_failed.connect(_second_factor_failed)


def _signed_in(sender: Any, user: User, request: HttpRequest | None = None, **more: Any) -> None:
    steps = get_authentication_records(request, user) if hasattr(request, "session") else []
    by_provider = any(step["method"] == "socialaccount" for step in steps)
    record(Verb.SIGNED_IN, by=user, detail="single sign-on" if by_provider else "")


def _signed_up(sender: Any, user: User, **more: Any) -> None:
    note_made(user, by=user)


def _signed_out(sender: Any, user: User | None, **more: Any) -> None:
    if user is not None and user.pk:
        record(Verb.SIGNED_OUT, by=user)


def _sign_in_failed(sender: Any, credentials: dict[str, Any], **more: Any) -> None:
    # What was typed is not kept: people type their password there. Only whose account it was, if anybody's.
    typed = str(credentials.get("email") or credentials.get("username") or "")
    user = User.objects.filter(email__iexact=typed).first() if typed and "\0" not in typed else None
    record(Verb.SIGN_IN_FAILED, by=None, about=user, detail="" if user else "no such account")


def _second_factor_failed(sender: Any, user: User, **more: Any) -> None:
    # Who gets this far knows the password.
    record(Verb.SIGN_IN_FAILED, by=None, about=user, detail="wrong second factor")


def _password_changed(sender: Any, user: User, request: HttpRequest, **more: Any) -> None:
    record(Verb.PASSWORD_CHANGED, by=user)


def _email_changed(sender: Any, user: User, **more: Any) -> None:
    detail = "added" if "email_address" in more else "the one that signs in"
    if more.get("signal") is account.email_removed:
        detail = "removed"
    record(Verb.EMAIL_CHANGED, by=user, detail=detail)


def _sso_connected(sender: Any, sociallogin: Any, **more: Any) -> None:
    record(Verb.SSO_CHANGED, by=sociallogin.user, detail="connected")


def _sso_disconnected(sender: Any, socialaccount: Any, **more: Any) -> None:
    record(Verb.SSO_CHANGED, by=socialaccount.user, detail="disconnected")


def _mfa_changed(sender: Any, user: User, authenticator: Any, **more: Any) -> None:
    record(Verb.MFA_CHANGED, by=user, detail=f"{authenticator.get_type_display()}, {_said(more.get('signal'))}")


def _said(signal: Any) -> str:
    from allauth.mfa import signals as mfa

    return {mfa.authenticator_added: "added", mfa.authenticator_removed: "removed"}.get(signal, "made anew")
