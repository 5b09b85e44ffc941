"""allauth's forms for e-mail addresses and mailed links, adapted to one address per person."""

from typing import ClassVar

from allauth.account.forms import AddEmailForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from django.http import HttpRequest

from roadmap_app.actions.accounts import await_address, recover
from roadmap_app.forms.words import ADDRESS, STRENGTH, Worded
from roadmap_app.models import User


class ChangeAddressForm(Worded, AddEmailForm):
    """The new e-mail address."""

    labels: ClassVar[dict[str, str]] = {"email": "New e-mail address"}
    help_texts: ClassVar[dict[str, str]] = {"email": "A mail is sent there; open its link to make the change."}

    def save(self, request: HttpRequest) -> EmailAddress:
        """Store the address as pending and mail it; allauth would replace an unconfirmed address at once."""
        pending = await_address(self.user, self.cleaned_data["email"])
        send_verification_email_to_address(request, pending)
        return pending


class ForgottenPasswordForm(Worded, ResetPasswordForm):
    """The e-mail address that gets the link for a new password."""

    labels: ClassVar[dict[str, str]] = {"email": ADDRESS}
    users: list[User]

    def clean_email(self) -> str:
        """Leave out accounts for which the address is only pending: it may belong to somebody else."""
        email: str = super().clean_email()
        self.users = [user for user in self.users if user.email == email.lower()]
        return email


class NewPasswordForm(Worded, ResetPasswordKeyForm):
    """A new password, set through a mailed link."""

    labels: ClassVar[dict[str, str]] = {"password1": "New password", "password2": "New password again"}
    help_texts: ClassVar[dict[str, str]] = {"password1": STRENGTH}

    def save(self) -> None:
        """Set the password, and end all other access to the account (see `recover`)."""
        super().save()
        recover(self.user)
