"""The weekly summary: on or off, and when."""

from django import forms
from django.http import QueryDict

from roadmap_app.models import Reminder


class ReminderForm(forms.ModelForm):
    """Whether a learner gets the weekly summary, on which weekday and at which hour."""

    class Meta:
        model = Reminder
        fields = ("is_on", "weekday", "hour")
        labels = {"is_on": "Send me the weekly summary", "weekday": "Day", "hour": "Time"}

    def __init__(self, data: QueryDict | None, *, instance: Reminder) -> None:
        super().__init__(data, instance=instance)
        self.fields["hour"].help_text = f"In your time zone, {instance.user.zone}."
