"""Settings, and the accounts that one-time links create."""

from typing import cast
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.http import QueryDict

from roadmap_app.models import User
from roadmap_app.queries.accounts import address_is_taken

ADDRESS_TAKEN = "There is an account with this address: sign in with it."


def time_zones() -> list[tuple[str, str]]:
    """Return (value, label) of the time zones to choose from; the empty value means the portal's own."""
    zones = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]
    return [("", f"The portal’s own ({settings.TIME_ZONE})"), ("UTC", "UTC"), *zones]


class SettingsForm(forms.ModelForm):
    """A learner's name, time zone and theme."""

    time_zone = forms.ChoiceField(
        required=False, choices=time_zones, help_text="Your days, weeks and dates are counted here."
    )

    class Meta:
        model = User
        fields = ("name", "time_zone", "theme")
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"}), "theme": forms.RadioSelect}

    def __init__(self, data: QueryDict | None = None, *, instance: User) -> None:
        super().__init__(data, instance=instance)
        current = instance.time_zone
        if current and current not in dict(time_zones()):
            # The admin accepts zones that are not on the list, such as EST: keep the current one valid.
            cast("forms.ChoiceField", self.fields["time_zone"]).choices = [*time_zones(), (current, current)]


class NewAccountForm(forms.Form):
    """The e-mail address and password of a new account."""

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

    def clean(self) -> None:
        """Reject passwords that differ, and a weak one."""
        super().clean()
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", "The two passwords are not the same.")
        elif first:
            try:
                password_validation.validate_password(first, User(email=self.cleaned_data.get("email", "")))
            except forms.ValidationError as error:
                self.add_error("password1", error)


class InvitedForm(NewAccountForm):
    """The account of an invited person; BOUND_TO, if given, is the only address that the invitation accepts."""

    def __init__(self, bound_to: str, data: QueryDict | None = None) -> None:
        super().__init__(data)
        if bound_to:
            self.fields["email"].disabled = True
            self.initial["email"] = bound_to

    def clean_email(self) -> str:
        """Reject an address that has an account already."""
        email: str = self.cleaned_data["email"].lower()
        if address_is_taken(email):
            raise forms.ValidationError(ADDRESS_TAKEN)
        return email
