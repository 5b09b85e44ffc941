"""allauth's forms of second factors, in our words."""

from typing import Any, ClassVar

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn

from roadmap_app.models.fields import validate_title

CODE: dict[str, Any] = {"inputmode": "numeric", "autocomplete": "one-time-code"}


class _CodeForm:
    """A form whose field `code` is typed from an app or a list."""

    attrs: ClassVar[dict[str, Any]] = CODE | {"autofocus": True}
    label, help_text = "Code", "The six digits that your app shows, or one of your recovery codes."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label, field.help_text, field.widget.attrs = self.label, self.help_text, dict(self.attrs)


class AuthenticateForm(_CodeForm, base.AuthenticateForm):
    """The second step of a sign-in."""


class ReauthenticateForm(_CodeForm, base.ReauthenticateForm):
    """Showing that it is still the same person."""


class ActivateTOTPForm(_CodeForm, totp.ActivateTOTPForm):
    """The first code of an app, which shows that it has the secret."""

    # A phone's keyboard would cover the picture that is to be scanned first.
    attrs: ClassVar[dict[str, Any]] = dict(CODE)
    label, help_text = "Code from the app", "The six digits that it shows for Cairn now."


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    """A new passkey, by default one that needs no password beside it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label, self.fields["name"].max_length = "Name", 60
        self.fields["name"].validators.append(validate_title)
        self.fields["name"].help_text = "So that you can tell it from others, as in “My phone”."
        alone = self.fields["passwordless"]
        alone.label, alone.initial = "Signs in alone, without the password", True
        alone.help_text = "It asks for your finger, face or PIN. Take the tick away for a security key that has none."


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label, self.fields["name"].max_length = "Name", 60
        self.fields["name"].validators.append(validate_title)
