"""Ticking, skipping, and what has changed."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils import timezone

from roadmap_app.domain.forecast.finish import YEARS_AHEAD, Finish, years_after
from roadmap_app.domain.parts import RESOURCE_STATES


class StateForm:
    """The state to set: done or open. Every tick reads one, and one of Django's forms takes as long as its queries."""

    on, off = "done", "open"

    def __init__(self, data: Mapping[str, object]) -> None:
        self.state = data.get("state")

    def is_valid(self) -> bool:
        """Return whether the state is one of the two."""
        return self.state in (self.on, self.off)

    @property
    def wanted(self) -> bool:
        """False for the second of the two."""
        return self.state == self.on


class SkipForm(StateForm):
    """The state of a topic to set: skipped or open."""

    on = "skipped"


class ResourceStateForm(forms.Form):
    """The state of a resource to set."""

    state = forms.ChoiceField(choices=[*RESOURCE_STATES.items()])


class PartForm(StateForm):
    """The state of a part of the page of activity to set: shown or hidden."""

    on, off = "shown", "hidden"


class ForecastForm(forms.Form):
    """The forecast that a page shows, which a tick sends back."""

    low = forms.DateField()
    likely = forms.DateField()
    high = forms.DateField()

    def clean(self) -> None:
        """Check that the days are in order and near enough to be a forecast's."""
        days = [self.cleaned_data.get(name, date.max) for name in ("low", "likely", "high")]
        if days != sorted(days) or days[-1] > years_after(timezone.localdate(), YEARS_AHEAD):
            raise forms.ValidationError("These dates are no forecast.")

    @property
    def finish(self) -> Finish | None:
        """The forecast, None without a valid one."""
        return Finish(**self.cleaned_data) if self.is_valid() else None


class SeenForm(forms.Form):
    """The version of a roadmap that the learner was shown."""

    version = forms.IntegerField(min_value=1, max_value=2**63 - 1)
