"""allauth's forms, as far as what is typed into them may be tried only so often."""

from typing import Any

from allauth.account import app_settings
from allauth.account.forms import SignupForm
from allauth.core import context
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import redirect

from roadmap_app.forms import second_factors
from roadmap_app.forms.addresses import ForgottenPasswordForm
from roadmap_app.identity.limits import Resets, Tries, count_sign_up, person_with


class _CountedCode:
    """A form whose field `code` is counted, as wrong passwords are: whoever gets here may know the password."""

    def clean_code(self) -> str:
        """Return the code if it is right; raises ValidationError if it is not, or comes too soon."""
        tries = Tries(context.request, "code", self.user)  # type: ignore[attr-defined]
        tries.begin()
        code: str = super().clean_code()  # type: ignore[misc]
        tries.was_right()
        return code


class AuthenticateForm(_CountedCode, second_factors.AuthenticateForm):
    """The second step of a sign-in."""


class ReauthenticateForm(_CountedCode, second_factors.ReauthenticateForm):
    """Showing that it is still the same person."""


class ResetForm(ForgottenPasswordForm):
    """The address to send the link for a new password to."""

    def clean(self) -> dict[str, Any]:
        """Refuse what comes too soon; what holds for an address that is nobody's holds for everyone's."""
        cleaned: dict[str, Any] = super().clean()
        if email := cleaned.get("email"):
            Resets(context.request, *person_with(email)).begin()
        return cleaned


class NewPersonForm(SignupForm):
    """Signing up, where everybody may."""

    account_already_exists: bool

    def clean(self) -> dict[str, Any]:
        """Count what could be made an account; raises ValidationError where there were too many."""
        cleaned: dict[str, Any] = super().clean()
        if not self.errors:
            count_sign_up(context.request)
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        """Return the new account, or the answer to whoever has one: neither its words nor its time tell of it."""
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    saved: tuple[Any, Any] = super().try_save(request)
                    return saved
            except IntegrityError:  # by another click, in this very moment
                self.account_already_exists = True
                if app_settings.EMAIL_VERIFICATION != app_settings.EmailVerificationMethod.MANDATORY:
                    messages.info(request, "There is an account with this address: sign in with it.")
                    return None, redirect("account_login")
        else:
            make_password(self.cleaned_data["password1"])  # takes as long as a new account's
        answer: tuple[Any, Any] = super().try_save(request)
        return answer
