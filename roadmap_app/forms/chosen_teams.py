"""The choice of teams whose leads see something of a learner."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms

from roadmap_app.models import Membership


class ChosenTeamsForm(forms.Form):
    """A form that also asks which of a learner's teams it is for, if there are several."""

    own: dict[str, Membership]

    def offer_teams(self, memberships: Iterable[Membership], *, initial: Collection[str]) -> None:
        """Let the learner choose among MEMBERSHIPS; proposed are those with the refs INITIAL, all if it is empty."""
        self.own = {membership.ref: membership for membership in memberships}
        if len(self.own) > 1:
            self.fields["teams"] = forms.MultipleChoiceField(
                label="Teams whose leads see it",
                choices=[(ref, membership.team.name) for ref, membership in self.own.items()],
                initial=initial or list(self.own),
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": "Choose at least one team."},
            )

    @property
    def chosen(self) -> list[Membership]:
        """The memberships of the chosen teams."""
        refs: Any = self.cleaned_data.get("teams", self.own)
        return [self.own[ref] for ref in refs]
