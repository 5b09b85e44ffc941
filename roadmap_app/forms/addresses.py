"""allauth's forms of addresses and mailed links, for a portal of one address a person."""

from typing import Any

from allauth.account.forms import AddEmailForm, ResetPasswordKeyForm
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from django.http import HttpRequest

from roadmap_app.actions.accounts import await_address, keep_one_address


class ChangeAddressForm(AddEmailForm):  # type: ignore[misc]
    """The address to change to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "New e-mail address"
        self.fields["email"].help_text = "A mail goes there; open its link to change over."

    def save(self, request: HttpRequest) -> Any:
        """Let the address wait for its mail to be answered; allauth would put it in the place of an unconfirmed one."""
        waiting = await_address(self.user, self.cleaned_data["email"])
        send_verification_email_to_address(request, waiting)
        return waiting


class ResetPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password by a mailed link."""

    def save(self) -> None:
        """Set the password; whoever has waited for an address of theirs to be confirmed waits in vain."""
        super().save()
        keep_one_address(self.user)
