"""Asking for help with a topic."""

from django import forms
from django.http import QueryDict

from roadmap_app.forms.chosen_teams import ChosenTeamsForm
from roadmap_app.forms.texts import TextField
from roadmap_app.models.help_requests import LONGEST_REQUEST
from roadmap_app.queries.help_requests import OwnHelp


class HelpForm(ChosenTeamsForm):
    """What a learner writes to it, and, if several of their teams follow the roadmap, which they ask: proposed, all."""

    text = TextField(
        label="What would help",
        required=False,
        max_length=LONGEST_REQUEST,
        help_text=f"If you want to say it; {LONGEST_REQUEST} characters at most.",
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def __init__(self, data: QueryDict | None = None, *, own: OwnHelp) -> None:
        super().__init__(data, initial={"text": own.first.text if own.first else ""})
        self.offer_teams(own.memberships, initial=[request.membership.ref for request in own.requests])
