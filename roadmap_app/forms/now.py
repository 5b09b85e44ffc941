"""The minutes that a learner has now."""

from typing import Any

from django import forms

from roadmap_app.domain.now import LEAST_MINUTES, MOST_MINUTES

DEFAULT_MINUTES = 25
MESSAGE = f"Type a whole number of minutes, {LEAST_MINUTES} to {MOST_MINUTES}."


class MinutesForm(forms.Form):
    """How many minutes there are; without any in the address, DEFAULT_MINUTES."""

    minutes = forms.IntegerField(
        min_value=LEAST_MINUTES,
        max_value=MOST_MINUTES,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), MESSAGE),
    )

    def __init__(self, query: Any) -> None:
        super().__init__(query if "minutes" in query else {"minutes": DEFAULT_MINUTES})
