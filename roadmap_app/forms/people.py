"""Finding people, and changing their roles and whether they may sign in."""

from django import forms
from django.http import QueryDict

from roadmap_app.models import Invitation, User
from roadmap_app.models.fields import TitleFormField

STATES = (("", "Everybody"), ("active", "May sign in"), ("disabled", "Disabled"), ("leaving", "Deletion booked"))


class PeopleFilter(forms.Form):
    """Words of a name or address, and a state. What is invalid finds everybody."""

    q = forms.CharField(label="Find", max_length=200, required=False, widget=forms.SearchInput(attrs={"dir": "auto"}))
    state = forms.ChoiceField(label="State", choices=STATES, required=False)

    @property
    def wanted(self) -> dict[str, str]:
        """The words and the state, as the query takes them."""
        self.is_valid()
        return {"words": self.cleaned_data.get("q", ""), "state": self.cleaned_data.get("state", "")}


class RoleForm(forms.Form):
    """The role that a person is to have."""

    role = forms.ChoiceField(label="Role", choices=Invitation.Role.choices)

    def __init__(self, data: QueryDict | None = None, *, person: User) -> None:
        super().__init__(data, initial={"role": person.role})


class DisablingForm(forms.Form):
    """The sentence that a disabled person reads, and the confirmation."""

    because = TitleFormField(
        label="What they read when they sign in",
        max_length=300,
        required=False,
        help_text="A sentence, such as why and whom to ask. They are told in any case that nothing is deleted.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    confirmed = forms.BooleanField(
        label="Yes, disable this person", error_messages={"required": "Tick this to disable the person."}
    )


class FactorResetForm(forms.Form):
    """The confirmation that a person asked for the reset of their second factors."""

    confirmed = forms.BooleanField(
        label="I have made sure that it was they who asked",
        error_messages={"required": "Make sure first: afterwards the password alone signs in."},
    )
