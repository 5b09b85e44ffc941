"""allauth's forms for second factors, with our labels and help texts."""

from typing import ClassVar

from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.validators import MaxLengthValidator
from django.forms import Field

from roadmap_app.models.fields import validate_title

MAX_NAME = 60  # characters
CODE: dict[str, str | bool] = {"inputmode": "numeric", "autocomplete": "one-time-code"}


class CodeForm:
    """Labels the field `code`, which is typed from an app or from the list of recovery codes."""

    fields: dict[str, Field]

    attrs: ClassVar[dict[str, str | bool]] = CODE | {"autofocus": True}
    label, help_text = "Code", "The six digits that your app shows, or one of your recovery codes."

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label, field.help_text, field.widget.attrs = self.label, self.help_text, dict(self.attrs)


class ActivateTOTPForm(CodeForm, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    # No autofocus: on a phone the keyboard would cover the QR code.
    attrs: ClassVar[dict[str, str | bool]] = dict(CODE)
    label, help_text = "Code from the app", "The six digits that it shows for Cairn now."


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    """A new passkey; by default it signs in without the password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _prepare_name(self.fields["name"])
        self.fields["name"].help_text = "So that you can tell it from others, as in “My phone”."
        alone = self.fields["passwordless"]
        alone.label, alone.initial = "Signs in alone, without the password", True
        alone.help_text = "It asks for your finger, face or PIN. Take the tick away for a security key that has none."


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    """A new name for a passkey."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _prepare_name(self.fields["name"])


def _prepare_name(field: Field) -> None:
    """Label the name of a passkey, and limit its length."""
    field.label = "Name"
    field.validators += [MaxLengthValidator(MAX_NAME), validate_title]
    field.widget.attrs["maxlength"] = MAX_NAME
