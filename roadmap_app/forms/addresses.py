"""allauth's forms for e-mail addresses and mailed links, adapted to one address per person."""

from allauth.account.forms import AddEmailForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from django.http import HttpRequest

from roadmap_app.actions.accounts import await_address, recover
from roadmap_app.models import User


class ChangeAddressForm(AddEmailForm):
    """The new e-mail address."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "New e-mail address"
        self.fields["email"].help_text = "A mail is sent there; open its link to make the change."

    def save(self, request: HttpRequest) -> EmailAddress:
        """Store the address as pending and mail it; allauth would replace an unconfirmed address at once."""
        pending = await_address(self.user, self.cleaned_data["email"])
        send_verification_email_to_address(request, pending)
        return pending


class ForgottenPasswordForm(ResetPasswordForm):
    """The e-mail address that gets the link for a new password."""

    users: list[User]

    def clean_email(self) -> str:
        """Leave out accounts for which the address is only pending: it may belong to somebody else."""
        email: str = super().clean_email()
        self.users = [user for user in self.users if user.email == email.lower()]
        return email


class NewPasswordForm(ResetPasswordKeyForm):
    """A new password, set through a mailed link."""

    def save(self) -> None:
        """Set the password, and end all other access to the account (see `recover`)."""
        super().save()
        recover(self.user)
