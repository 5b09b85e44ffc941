"""A word to a member of a team, and whether words come by mail."""

from django import forms
from django.http import QueryDict

from roadmap_app.forms.progress import StateForm
from roadmap_app.forms.texts import TextField
from roadmap_app.models.words import LONGEST_WORD


class WordForm(forms.Form):
    """What a lead writes to a member."""

    text = TextField(
        label="What you want to say",
        max_length=LONGEST_WORD,
        help_text=f"{LONGEST_WORD} characters at most. Links in it are not active.",
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)


class WordMailForm(StateForm):
    """Whether words come by mail: on or off."""

    on, off = "on", "off"
