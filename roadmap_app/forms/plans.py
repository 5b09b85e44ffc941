"""Plans and pauses."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from roadmap_app.domain.schedule import MAX_HOURS_PER_WEEK
from roadmap_app.models import Enrolment, Pause

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
NO_HOURS = f"Type a whole number of hours, 1 to {MAX_HOURS_PER_WEEK}."


class PlanDayInput(forms.DateInput):
    """An input for a day, in the range in which plans are computed."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__({"min": EARLIEST.isoformat(), "max": LATEST.isoformat()}, "%Y-%m-%d")


def check_day(day: date | None) -> None:
    """Raise ValidationError for a DAY outside the range in which plans are computed."""
    if day and not EARLIEST <= day <= LATEST:
        raise ValidationError(f"Choose a day between {EARLIEST.year} and {LATEST.year}.")


class EnrolmentForm(forms.ModelForm):
    """The day a learner starts on, and their hours a week."""

    # Declared here, as the model's field would give the input a minimum of 0.
    hours_per_week = forms.IntegerField(
        label="Hours a week",
        min_value=1,
        max_value=MAX_HOURS_PER_WEEK,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), NO_HOURS),
    )

    class Meta:
        model = Enrolment
        fields = ("started_on", "hours_per_week")
        labels = {"started_on": "First day"}
        widgets = {"started_on": PlanDayInput}
        help_texts = {"started_on": ""}

    def clean_started_on(self) -> date:
        """Reject a day outside the range in which plans are computed."""
        day: date = self.cleaned_data["started_on"]
        check_day(day)
        return day


class TakingUpForm(forms.Form):
    """From where the plan is to go on: from "here", with these hours a week, or as "before" today's change."""

    state = forms.ChoiceField(choices=[("here", "here"), ("before", "before")])
    hours_per_week = forms.IntegerField(min_value=1, max_value=MAX_HOURS_PER_WEEK, required=False)

    @property
    def is_back(self) -> bool:
        """Return whether today's change is to be taken back."""
        return bool(self.cleaned_data["state"] == "before")


class PauseForm(forms.ModelForm):
    """The days of a pause, and a reason for the learner alone."""

    class Meta:
        model = Pause
        fields = ("first_day", "last_day", "reason")
        labels = {"last_day": "Last day", "first_day": "First day", "reason": "Reason"}
        help_texts = {
            "first_day": "",
            "last_day": "Empty: until you study again.",
            "reason": "If you like; nobody but you sees it.",
        }
        widgets = {"first_day": PlanDayInput, "last_day": PlanDayInput}

    def clean(self) -> dict[str, Any]:
        """Reject days outside the range in which plans are computed, and a last day before the first."""
        fields: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("first_day", "last_day"):
            try:
                check_day(fields.get(name))
            except ValidationError as error:
                self.add_error(name, error)
        first, last = fields.get("first_day"), fields.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The last day lies before the first.")
        return fields


class PausedDaysForm(forms.Form):
    """The days of a booked pause."""

    first_day = forms.DateField()
    last_day = forms.DateField(required=False)
