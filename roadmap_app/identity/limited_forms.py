"""allauth's forms, as far as what is typed into them may be tried only so often."""

from typing import Any

from allauth.core import context

from roadmap_app.forms import second_factors
from roadmap_app.forms.addresses import ForgottenPasswordForm
from roadmap_app.identity.limits import Resets, Tries, person_with


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
