"""allauth's forms with limits of tries."""

from typing import ClassVar

from allauth.account import app_settings
from allauth.account.forms import SignupForm
from allauth.core import context
from allauth.mfa.base import forms as base
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from roadmap_app.forms.accounts import NewZoneField
from roadmap_app.forms.addresses import ForgottenPasswordForm
from roadmap_app.forms.second_factors import CodeForm
from roadmap_app.forms.words import ADDRESS, STRENGTH, Worded
from roadmap_app.identity.limits import Resets, Tries, count_sign_up, person_with
from roadmap_app.models import User

Saved = tuple[User | None, HttpResponse | None]


class _CountedCode:
    """Counts wrong codes as wrong passwords are counted; a person who gets here may know the password."""

    def clean_code(self) -> str:
        """Return the code if it is right; raise ValidationError if it is wrong or comes too soon."""
        tries = Tries(context.request, "code", self.user)  # type: ignore[attr-defined]
        tries.begin()
        code: str = super().clean_code()  # type: ignore[misc]
        tries.was_right()
        return code


class AuthenticateForm(_CountedCode, CodeForm, base.AuthenticateForm):
    """The second step of a sign-in."""


class ReauthenticateForm(_CountedCode, CodeForm, base.ReauthenticateForm):
    """A new proof of who the signed-in user is."""


class ResetForm(ForgottenPasswordForm):
    """The e-mail address to send a link for a new password to."""

    def clean(self) -> dict[str, str]:
        """Count the request and refuse it if it comes too soon, whether or not the address has an account."""
        cleaned: dict[str, str] = super().clean()
        if email := cleaned.get("email"):
            Resets(context.request, *person_with(email)).begin()
        return cleaned


class NewPersonForm(Worded, SignupForm):
    """Open sign-up."""

    labels: ClassVar[dict[str, str]] = {"email": ADDRESS, "password2": "Password again"}
    help_texts: ClassVar[dict[str, str]] = {"password1": STRENGTH}
    field_order = ("email", "password1", "password2", "time_zone")
    time_zone = NewZoneField()

    account_already_exists: bool

    def clean(self) -> dict[str, str]:
        """Count a valid sign-up; raise ValidationError if there were too many."""
        cleaned: dict[str, str] = super().clean()
        if not self.errors:
            count_sign_up(context.request)
        return cleaned

    def try_save(self, request: HttpRequest) -> Saved:
        """Return the new account and None, or None and a response that does not reveal that the account exists."""
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    saved: Saved = super().try_save(request)
                    return saved
            except IntegrityError:  # by another request at the same time
                self.account_already_exists = True
                if app_settings.EMAIL_VERIFICATION != app_settings.EmailVerificationMethod.MANDATORY:
                    messages.info(request, "There is an account with this address: sign in with it.")
                    return None, redirect("account_login")
        else:
            make_password(self.cleaned_data["password1"])  # takes as long as for a new account
        saved_or_refused: Saved = super().try_save(request)
        return saved_or_refused
