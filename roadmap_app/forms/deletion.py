"""Making sure that it is the person themselves who wants to be deleted."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.http import HttpRequest

from roadmap_app.models import User


class DeletionForm(forms.Form):
    """The password; from those who have none (single sign-on, passkeys) their address, behind a fresh sign-in."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    email = forms.CharField(
        label="Your e-mail address, to make sure", max_length=254, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, user: User, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.request = user, request
        del self.fields["email" if user.has_usable_password() else "password"]

    def clean_password(self) -> str:
        """Refuse a wrong password, under the limits that hold for signing in."""
        password: str = self.cleaned_data["password"]
        # Through the adapter: tries are counted with those at the sign-in page, and failures recorded.
        found = get_adapter().authenticate(self.request, email=self.user.email, password=password)
        if found is None or found.pk != self.user.pk:
            raise forms.ValidationError("This is not your password.")
        return password

    def clean_email(self) -> str:
        """Refuse another address."""
        email: str = self.cleaned_data["email"].strip().lower()
        if email != self.user.email:
            raise forms.ValidationError("This is not your e-mail address.")
        return email
