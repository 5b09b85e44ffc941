"""allauth's forms of addresses and mailed links, for a portal of one address a person."""

from typing import Any

from allauth.account.forms import AddEmailForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from django.http import HttpRequest

from roadmap_app.actions.accounts import await_address, recover
from roadmap_app.models import User


class ChangeAddressForm(AddEmailForm):
    """The address to change to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "New e-mail address"
        self.fields["email"].help_text = "A mail is sent there; open its link to make the change."

    def save(self, request: HttpRequest) -> Any:
        """Let the address wait for its mail to be answered; allauth would put it in the place of an unconfirmed one."""
        waiting = await_address(self.user, self.cleaned_data["email"])
        send_verification_email_to_address(request, waiting)
        return waiting


class ForgottenPasswordForm(ResetPasswordForm):
    """The address to send the link for a new password to."""

    users: list[User]

    def clean_email(self) -> str:
        """Mail only to the address that signs in: one that waits to be confirmed may be anybody's."""
        email: str = super().clean_email()
        self.users = [user for user in self.users if user.email == email.lower()]
        return email


class NewPasswordForm(ResetPasswordKeyForm):
    """A new password by a mailed link."""

    def save(self) -> None:
        """Set the password; whoever else was let in, or waits to be, is out."""
        super().save()
        recover(self.user)
