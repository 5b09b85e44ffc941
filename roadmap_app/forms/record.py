"""What the audit record is filtered by."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import BigIntegerField

from roadmap_app.models import AuditEvent

KINDS = (("", "Everything"), *((value, str(label).capitalize()) for value, label in AuditEvent.Verb.choices))
# Days outside of this could not be converted to UTC.
DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


class DayInput(forms.DateInput):
    """A browser's input for a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RecordFilter(forms.Form):
    """A person, a kind of event, a first and a last day; and, to page, the event before which the list begins."""

    q = forms.CharField(label="Person", max_length=200, required=False, widget=forms.SearchInput(attrs={"dir": "auto"}))
    kind = forms.ChoiceField(label="Kind", choices=KINDS, required=False)
    since = forms.DateField(label="From", required=False, widget=DayInput, validators=DAYS)
    until = forms.DateField(label="To", required=False, widget=DayInput, validators=DAYS)
    before = forms.IntegerField(
        required=False, min_value=1, max_value=BigIntegerField.MAX_BIGINT, widget=forms.HiddenInput
    )

    def wanted(self, zone: ZoneInfo) -> dict[str, Any]:
        """The valid values as the query takes them, with the days in ZONE."""
        data = self.cleaned_data
        return {
            "words": data["q"],
            "verb": data["kind"],
            "since": data["since"] and datetime.combine(data["since"], time.min, zone),
            "until": data["until"] and datetime.combine(data["until"], time.max, zone),
        }
