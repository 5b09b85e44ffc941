"""Ticking, skipping, and what has changed."""

from django import forms


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
