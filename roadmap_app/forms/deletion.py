"""Confirming that the owner of an account wants it deleted."""

from allauth.account.adapter import get_adapter
from django import forms
from django.http import HttpRequest, QueryDict

from roadmap_app.models import User


class DeletionForm(forms.Form):
    """The password; for accounts without one (single sign-on, passkeys) the e-mail address."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    email = forms.CharField(
        label="Your e-mail address, to make sure", max_length=254, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, data: QueryDict | None, *, user: User, request: HttpRequest) -> None:
        super().__init__(data)
        self.user, self.request = user, request
        del self.fields["email" if user.has_usable_password() else "password"]

    def clean_password(self) -> str:
        """Reject a wrong password; attempts count towards the rate limits of signing in."""
        password: str = self.cleaned_data["password"]
        # The adapter counts the attempt with those of the sign-in page and records a failure.
        found = get_adapter().authenticate(self.request, email=self.user.email, password=password)
        if found is None or found.pk != self.user.pk:
            raise forms.ValidationError("This is not your password.")
        return password

    def clean_email(self) -> str:
        """Reject any address but the account's own."""
        email: str = self.cleaned_data["email"].strip().lower()
        if email != self.user.email:
            raise forms.ValidationError("This is not your e-mail address.")
        return email
