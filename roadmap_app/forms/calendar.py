"""The address of a learner's calendar feed, and their weekly study slots."""

import secrets
from collections.abc import Iterable
from datetime import time
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict

from roadmap_app.domain.calendar_feed import MAX_SLOT_MINUTES, MIN_SLOT_MINUTES
from roadmap_app.models import CalendarFeed, StudySlot, User

SALT = "portal.calendar"
NO_OFFER = "This page did not send what it needs to make an address. Try again."


def offered_secret(feed: CalendarFeed) -> str:
    """Return a new secret for the address of FEED, signed with the user and with how many they have made."""
    offer = {"user": feed.user_id, "made_before": feed.addresses_made, "secret": secrets.token_urlsafe(32)}
    return signing.dumps(offer, salt=SALT)


class AddressForm(forms.Form):
    """What is to be of the address: "made" with the secret that the page offered, or "revoked".

    The secret comes with the request, so that sending it twice makes one address and shows it twice.
    """

    state = forms.ChoiceField(choices=[("made", "made"), ("revoked", "revoked")])
    offer = forms.CharField(max_length=500, required=False)

    def __init__(self, data: QueryDict | None, *, user: User) -> None:
        super().__init__(data)
        self.user = user

    @property
    def is_revoked(self) -> bool:
        """Return whether the address is to be revoked."""
        return bool(self.cleaned_data["state"] == "revoked")

    def clean(self) -> None:
        """Read the offer into `secret` and `made_before`; reject one that the portal has not made for this user."""
        super().clean()
        if self.cleaned_data.get("state") == "made":
            try:
                offer = signing.loads(self.cleaned_data.get("offer", ""), salt=SALT)
            except signing.BadSignature as error:
                raise ValidationError(NO_OFFER) from error
            if offer["user"] != self.user.pk:
                raise ValidationError(NO_OFFER)
            self.secret: str = offer["secret"]
            self.made_before: int = offer["made_before"]


class TimeInput(forms.TimeInput):
    """An input for a time of day, in steps of five minutes."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__({"step": 300}, "%H:%M")


class SlotForm(forms.Form):
    """A weekly study slot, and the one that it takes the place of, if any."""

    weekday = forms.TypedChoiceField(label="Day", choices=StudySlot.Weekday.choices, coerce=int)
    starts_at = forms.TimeField(label="From", widget=TimeInput, input_formats=["%H:%M", "%H:%M:%S"])
    minutes = forms.IntegerField(label="Minutes", min_value=MIN_SLOT_MINUTES, max_value=MAX_SLOT_MINUTES)
    old_weekday = forms.TypedChoiceField(
        choices=StudySlot.Weekday.choices, coerce=int, empty_value=None, required=False, widget=forms.HiddenInput
    )
    old_starts_at = forms.TimeField(required=False, input_formats=["%H:%M"], widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, slot: StudySlot | None = None) -> None:
        initial: dict[str, Any] = {"weekday": 1, "minutes": 60}
        if slot:
            begins = f"{slot.starts_at:%H:%M}"
            initial = {"weekday": slot.weekday, "starts_at": begins, "minutes": slot.minutes}
            initial |= {"old_weekday": slot.weekday, "old_starts_at": begins}
        super().__init__(data, initial=initial)
        self.place(slot)

    def place(self, slot: StudySlot | None) -> None:
        """Let the fields have the DOM ids of the form of SLOT, or of the one to add another: a page has all of them."""
        self.slot = slot
        self.auto_id = f"slot-{slot.pk}-%s" if slot else "new-%s"

    def clean_starts_at(self) -> time:
        """Return the time without seconds."""
        typed: time = self.cleaned_data["starts_at"]
        return typed.replace(second=0, microsecond=0)

    @property
    def instead_of(self) -> tuple[int, time] | None:
        """The weekday and start of the slot that this one takes the place of; None for a new one."""
        old = self.cleaned_data.get("old_weekday"), self.cleaned_data.get("old_starts_at")
        return (old[0], old[1]) if old[0] is not None and old[1] is not None else None


def slot_forms(slots: Iterable[StudySlot], sent: SlotForm | None) -> list[SlotForm]:
    """Return a form to add a slot and one for each of SLOTS; SENT, which has errors, in the place where it was."""
    forms_by_slot: dict[tuple[int, time] | None, SlotForm] = {None: SlotForm()}
    forms_by_slot |= {(slot.weekday, slot.starts_at): SlotForm(slot=slot) for slot in slots}
    if sent:
        place = sent.instead_of if sent.instead_of in forms_by_slot else None
        sent.place(forms_by_slot[place].slot)
        forms_by_slot[place] = sent
    return list(forms_by_slot.values())


class RemovalForm(forms.Form):
    """The study slot to remove."""

    old_weekday = forms.TypedChoiceField(choices=StudySlot.Weekday.choices, coerce=int)
    old_starts_at = forms.TimeField(input_formats=["%H:%M"])
