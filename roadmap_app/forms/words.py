"""allauth's forms with our words: labels, help texts and errors."""

from typing import ClassVar

from allauth.account import forms
from django.core.validators import validate_email
from django.forms import Field

NOT_AN_ADDRESS = "This is not an e-mail address: one looks like ada@example.org."
STRENGTH = "At least 8 characters, not a common word, not only digits."
ADDRESS = "E-mail address"


def use_one_spelling() -> None:
    """Let every form say what is wrong with an e-mail address in the same words, the admin's forms too."""
    validate_email.message = NOT_AN_ADDRESS


class Worded:
    """Gives fields our labels and help texts, and takes away placeholders that repeat them."""

    fields: dict[str, Field]

    labels: ClassVar[dict[str, str]] = {}
    help_texts: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.help_texts.get(name, field.help_text)


class SignInForm(Worded, forms.LoginForm):
    """The e-mail address and the password of an account."""

    labels: ClassVar[dict[str, str]] = {"login": ADDRESS}


class ChangePasswordForm(Worded, forms.ChangePasswordForm):
    """The password as it is, and a new one."""

    labels: ClassVar[dict[str, str]] = {
        "oldpassword": "Current password",
        "password1": "New password",
        "password2": "New password again",
    }
    help_texts: ClassVar[dict[str, str]] = {"password1": STRENGTH}


class SetPasswordForm(Worded, forms.SetPasswordForm):
    """The first password of an account without one."""

    labels: ClassVar[dict[str, str]] = {"password1": "Password", "password2": "Password again"}
    help_texts: ClassVar[dict[str, str]] = {"password1": STRENGTH}


class PasswordAgainForm(Worded, forms.ReauthenticateForm):
    """The password, to show again who is there."""
