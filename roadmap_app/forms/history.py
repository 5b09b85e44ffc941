"""Paging through the history of a roadmap, and naming one of its saves."""

from django import forms
from django.db.models import BigIntegerField

from roadmap_app.domain.saves import KINDS


class HistoryPage(forms.Form):
    """The time (UTC) before which the saves of the page are."""

    before = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M:%S.%fZ"])


class SaveForm(forms.Form):
    """A save, by any of its records."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    record = forms.IntegerField(min_value=1, max_value=BigIntegerField.MAX_BIGINT)
