"""Asking for help with a topic."""

from typing import Any

from django import forms
from django.http import QueryDict

from roadmap_app.models import Membership
from roadmap_app.models.help_requests import LONGEST_REQUEST
from roadmap_app.queries.help_requests import OwnHelp


class HelpForm(forms.Form):
    """What a learner writes to it, and, if several of their teams follow the roadmap, which they ask: proposed, all."""

    text = forms.CharField(
        label="What would help",
        required=False,
        max_length=LONGEST_REQUEST,
        help_text=f"If you want to say it; {LONGEST_REQUEST} characters at most.",
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def __init__(self, data: QueryDict | None = None, *, own: OwnHelp) -> None:
        super().__init__(data, initial={"text": own.first.text if own.first else ""})
        self.own = {membership.ref: membership for membership in own.memberships}
        if len(self.own) > 1:
            asked = [request.membership.ref for request in own.requests]
            self.fields["teams"] = forms.MultipleChoiceField(
                label="Teams whose leads see it",
                choices=[(ref, membership.team.name) for ref, membership in self.own.items()],
                initial=asked or list(self.own),
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": "Choose at least one team."},
            )

    @property
    def chosen(self) -> list[Membership]:
        """The memberships of the chosen teams."""
        refs: Any = self.cleaned_data.get("teams", self.own)
        return [self.own[ref] for ref in refs]
