"""Settings, and the accounts that one-time links create."""

from functools import cache

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.http import QueryDict

from roadmap_app.forms.plans import NO_HOURS
from roadmap_app.forms.words import ADDRESS, STRENGTH
from roadmap_app.models import User
from roadmap_app.models.accounts import time_zones, validate_time_zone
from roadmap_app.queries.accounts import address_is_taken

ADDRESS_TAKEN = "There is an account with this address: sign in with it."


class SettingForm(forms.ModelForm):
    """One setting of a learner: their name, time zone, hours a week or theme."""

    class Meta:
        model = User
        fields = ("name", "time_zone", "hours_a_week", "theme")
        labels = {"hours_a_week": "Hours a week", "theme": "Colours"}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            # The names to choose from are in the page's <datalist>.
            "time_zone": forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off", "spellcheck": "false"}),
            "theme": forms.RadioSelect,
        }
        error_messages = {"hours_a_week": dict.fromkeys(("invalid", "min_value", "max_value"), NO_HOURS)}

    def __init__(self, field: str, data: QueryDict | None = None, *, instance: User) -> None:
        super().__init__(data, instance=instance)
        self.field = field
        self.fields = {field: self.fields[field]}
        if field == "hours_a_week":
            self.fields[field].widget.attrs["min"] = 1  # of a positive number, Django takes 0 for the least
        if field == "time_zone":
            chosen = self.fields[field]
            chosen.help_text = (
                f"Your days, weeks and dates are counted here. Empty: the portal’s own ({settings.TIME_ZONE})."
            )
            chosen.widget.attrs["placeholder"] = settings.TIME_ZONE

    def clean(self) -> None:
        """Reject a request without the field: it does not ask to empty it."""
        super().clean()
        if self.field not in self.data:
            self.add_error(self.field, "Nothing arrived, so nothing is changed. Try again.")

    def clean_time_zone(self) -> str:
        """Return the zone's name as the IANA database writes it, however spaces and case were typed."""
        return _zone_named(self.cleaned_data["time_zone"])


def _zone_named(typed: str) -> str:
    return _names_folded().get(typed.strip().replace(" ", "_").casefold(), typed)


@cache
def _names_folded() -> dict[str, str]:
    return {name.casefold(): name for name in time_zones()}


class NewZoneField(forms.CharField):
    """The time zone of a new account, which a script fills in with the browser's; empty for the portal's own."""

    def __init__(self) -> None:
        attributes = {
            "autocomplete": "off",
            "spellcheck": "false",
            "data-fill": True,
            "placeholder": settings.TIME_ZONE,
        }
        super().__init__(
            label="Time zone",
            required=False,
            max_length=64,
            help_text=f"Your days and weeks are counted here. Empty: the portal’s own ({settings.TIME_ZONE}).",
            widget=forms.TextInput(attributes),
            validators=[validate_time_zone],
        )

    def to_python(self, value: object) -> str:
        """Return the zone's name as the IANA database writes it."""
        return _zone_named(super().to_python(value) or "")


class NewAccountForm(forms.Form):
    """The e-mail address and password of a new account."""

    email = forms.EmailField(max_length=254, label=ADDRESS, widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password1 = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=STRENGTH,
    )
    password2 = forms.CharField(
        label="Password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    time_zone = NewZoneField()

    @property
    def account(self) -> dict[str, str]:
        """The arguments of the actions that make an account: address, password and time zone."""
        typed = self.cleaned_data
        return {"email": typed["email"], "password": typed["password1"], "time_zone": typed["time_zone"]}

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
