"""An editor's choice between what is here and what a newer fixture brings."""

from django import forms
from django.http import QueryDict

from roadmap_app.actions.decide import Update

STALE = "This has changed since it was shown, and nothing has been decided. Here is the current state."


class DecisionForm(forms.Form):
    """The choice for each differing field: as it is here, or as shipped."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, update: Update, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.initial["seen"] = update.digest
        for each in update.fields:
            self.fields[each.name] = forms.ChoiceField(
                label=each.label.capitalize(),
                choices=[
                    ("ours", f"As it is here: {_display(update.shown(each, each.ours))}"),
                    ("theirs", f"As shipped: {_display(update.shown(each, each.theirs))}"),
                ],
                widget=forms.RadioSelect,
                initial=each.proposed or None,
                help_text=f"It was last loaded as: {_display(update.shown(each, each.base))}",
                error_messages={"required": "Both sides have changed this: choose one."},
            )

    @property
    def taken(self) -> list[str]:
        """The names of the fields to take as shipped."""
        return [name for name, side in self.cleaned_data.items() if side == "theirs"]


def _display(value: object) -> str:
    if isinstance(value, bool):  # 1 and 0 are equal to True and False
        return "yes" if value else "no"
    return "nothing" if value in (None, "") else f"“{value}”"
