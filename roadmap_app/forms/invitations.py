"""Inviting people: in the admin, and under /manage/."""

import secrets
from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict

from roadmap_app.models import Invitation, Roadmap, User
from roadmap_app.queries.accounts import address_is_taken

SALT = "portal.invitation"
NO_OFFER = "This page did not send what it needs to make an invitation. Try again."


class InvitationForm(forms.ModelForm):
    """The address, role, team, first roadmap and lifetime (days) of a new invitation."""

    days = forms.IntegerField(
        label="Open for", initial=7, min_value=1, max_value=90, help_text="Days; the link works once."
    )
    mail = forms.BooleanField(label="Send it by mail", required=False, help_text="The link is shown here in any case.")

    class Meta:
        model = Invitation
        fields = ("email", "role", "team", "roadmap")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields.get("roadmap")  # the admin shows a stored invitation without fields
        if isinstance(field, forms.ModelChoiceField):
            # A draft would be no page for a new learner, and one for teams only not for all.
            field.queryset = Roadmap.objects.filter(is_published=True, teams_only=False)
            field.empty_label = "No particular one"
        if isinstance(team := self.fields.get("team"), forms.ModelChoiceField):
            team.empty_label = "None"

    def clean(self) -> dict[str, object]:
        """Add errors for a mail without an address, and for an address that has an account."""
        cleaned = super().clean() or {}
        email = (cleaned.get("email") or "").lower()
        if cleaned.get("mail") and not email and "email" not in self.errors:
            self.add_error("email", "Name the address that the mail shall go to.")
        if email and address_is_taken(email):
            self.add_error("email", "There is an account with this address.")
        return cleaned

    @property
    def wanted(self) -> dict[str, Any]:
        """The values of the invitation, as the action takes them."""
        return {name: self.cleaned_data[name] for name in ("email", "role", "team", "roadmap", "days")}


class OfferedInvitationForm(InvitationForm):
    """A new invitation with the token that the page offered, so that sending it twice makes one and shows it twice."""

    offer = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, user: User) -> None:
        self.token = _token_in(data.get("offer", ""), user) if data else ""
        if data and not self.token:
            data = data.copy()
            data["offer"] = _offer(user)
        super().__init__(data, initial={"offer": _offer(user)})

    def clean(self) -> dict[str, object]:
        """Add an error for an offer that was not made for this user; the form then has another one."""
        if not self.token:
            self.add_error(None, NO_OFFER)
        return super().clean()

    @property
    def wanted(self) -> dict[str, Any]:
        """The values of the invitation, with its token."""
        return super().wanted | {"token": self.token}


def _offer(user: User) -> str:
    return signing.dumps({"user": user.pk, "token": secrets.token_urlsafe(24)}, salt=SALT)


def _token_in(offer: str, user: User) -> str:
    """Return the token in OFFER, "" unless the portal has made the offer for USER."""
    try:
        offered = signing.loads(offer, salt=SALT)
    except signing.BadSignature:
        return ""
    return str(offered["token"]) if offered["user"] == user.pk else ""
