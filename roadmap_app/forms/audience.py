"""For whom a roadmap is: looked at first, then set."""

from typing import Any

from django import forms
from django.http import QueryDict

from roadmap_app.models import Roadmap, User
from roadmap_app.queries.audience import known_teams

WHO = (("all", "Everybody"), ("teams", "Only members of these teams, and owners"))


class AudienceForm(forms.Form):
    """Everybody, or some teams. STEP is "look" to see who would find the roadmap, "set" to save what was SHOWN."""

    who = forms.ChoiceField(label="For whom it is", choices=WHO, widget=forms.RadioSelect)
    teams = forms.TypedMultipleChoiceField(
        label="Teams", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    step = forms.ChoiceField(choices=[("look", "look"), ("set", "set")], widget=forms.HiddenInput)

    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, roadmap: Roadmap, editor: User) -> None:
        initial: dict[str, Any] = {"who": "teams" if roadmap.teams_only else "all"}
        if roadmap.teams_only:
            initial["teams"] = list(roadmap.teams.values_list("pk", flat=True))
        super().__init__(data, initial=initial)
        if isinstance(field := self.fields["teams"], forms.TypedMultipleChoiceField):
            teams = known_teams(editor).order_by("name", "pk").values_list("pk", "name")
            field.choices = [(str(pk), name) for pk, name in teams]

    @property
    def team_ids(self) -> list[int] | None:
        """The ids of the chosen teams; None for everybody."""
        return self.cleaned_data["teams"] if self.cleaned_data["who"] == "teams" else None

    @property
    def is_set(self) -> bool:
        """Return whether to save it: only a choice whose consequences the page has said."""
        return bool(self.cleaned_data["step"] == "set" and self.cleaned_data["shown"] == self.choice)

    @property
    def choice(self) -> str:
        """The choice as the page sends it back with the words that it has shown for it."""
        return "all" if self.team_ids is None else ",".join(map(str, sorted(self.team_ids)))
