"""Ticking, skipping and enrolling."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from roadmap_app.models import Enrolment

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


class StateForm(forms.Form):
    """The state to set: done or open."""

    state = forms.ChoiceField(choices=[("done", "done"), ("open", "open")])

    @property
    def wanted(self) -> bool:
        """False for open."""
        return bool(self.cleaned_data["state"] != "open")


class SkipForm(StateForm):
    """The state of a topic to set: skipped or open."""

    state = forms.ChoiceField(choices=[("skipped", "skipped"), ("open", "open")])


class PartForm(StateForm):
    """The state of a part of the page of activity to set: shown or hidden."""

    state = forms.ChoiceField(choices=[("shown", "shown"), ("hidden", "hidden")])

    @property
    def wanted(self) -> bool:
        """False for hidden."""
        return bool(self.cleaned_data["state"] == "shown")


class SeenForm(forms.Form):
    """The version of a roadmap that the learner was shown."""

    version = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class EnrolmentForm(forms.ModelForm):
    """The day a learner starts on, and their hours a week."""

    # Declared here, as the model's field would give the input a minimum of 0.
    hours_per_week = forms.IntegerField(label="Hours a week", min_value=1, max_value=80)

    class Meta:
        model = Enrolment
        fields = ("started_on", "hours_per_week")
        labels = {"started_on": "First day"}
        widgets = {"started_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {"started_on": ""}

    def clean_started_on(self) -> date:
        """Reject a day outside the range in which plans are computed."""
        day: date = self.cleaned_data["started_on"]
        if not EARLIEST <= day <= LATEST:
            raise ValidationError(f"Choose a day between {EARLIEST.year} and {LATEST.year}.")
        return day
