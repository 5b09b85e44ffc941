"""Paging through the history of a roadmap, and naming one of its saves."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import BigIntegerField

from roadmap_app.domain.saves import KINDS

FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
# Times outside of this could not be shown in every time zone.
TIMES = [MinValueValidator(datetime(2000, 1, 1, tzinfo=UTC)), MaxValueValidator(datetime(2999, 12, 31, tzinfo=UTC))]


class MomentField(forms.CharField):
    """A time in UTC, in FORMAT alone: Django's own field takes other formats, too, in the time zone of the editor."""

    def to_python(self, value: Any) -> Any:
        """Return VALUE as a datetime, None for an empty one. Raise ValidationError."""
        text = super().to_python(value)
        try:
            return datetime.strptime(text, FORMAT).replace(tzinfo=UTC) if text else None
        except ValueError:
            raise forms.ValidationError("This is no time.") from None


class HistoryPage(forms.Form):
    """The time (UTC) before which the saves of the page are."""

    before = MomentField(required=False, validators=TIMES)


class SaveForm(forms.Form):
    """A save, by any of its records."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    record = forms.IntegerField(min_value=1, max_value=BigIntegerField.MAX_BIGINT)
