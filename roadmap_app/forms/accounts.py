"""Settings and the owner's account."""

from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation

from roadmap_app.models import User
from roadmap_app.queries.accounts import address_is_taken

ADDRESS_TAKEN = "There is an account with this address: sign in with it."


def time_zones() -> list[tuple[str, str]]:
    """Return the zones to choose from, the portal's own first."""
    zones = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]
    return [("", f"The portal’s own ({settings.TIME_ZONE})"), ("UTC", "UTC"), *zones]


class SettingsForm(forms.ModelForm):
    """How a learner is addressed, where their days begin, how the pages look."""

    time_zone = forms.ChoiceField(
        required=False, choices=time_zones, help_text="Your days, weeks and dates are counted here."
    )

    class Meta:
        model = User
        fields = ("name", "time_zone", "theme")
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"}), "theme": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.instance.time_zone
        field = cast("forms.ChoiceField", self.fields["time_zone"])
        if own and own not in dict(time_zones()):
            field.choices = [*time_zones(), (own, own)]  # set in the admin, where every name of a zone is taken


class NewAccountForm(forms.Form):
    """The address and password of an account that a one-time link makes."""

    email = forms.EmailField(
        max_length=254, label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password1 = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 8 characters, not a common word, not only digits.",
    )
    password2 = forms.CharField(
        label="Password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse two different passwords, and a weak one."""
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", "The two passwords are not the same.")
        elif first:
            try:
                password_validation.validate_password(first, User(email=cleaned.get("email", "")))
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return cleaned


class InvitedForm(NewAccountForm):
    """An invited person's address and password; an address that the invitation is bound to stands."""

    def __init__(self, bound_to: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if bound_to:
            self.fields["email"].disabled = True
            self.initial["email"] = bound_to

    def clean_email(self) -> str:
        """Refuse an address that has an account."""
        email: str = self.cleaned_data["email"].lower()
        if address_is_taken(email):
            raise forms.ValidationError(ADDRESS_TAKEN)
        return email
