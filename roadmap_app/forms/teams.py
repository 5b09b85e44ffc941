"""Teams: what they are called and follow, who is in them, what a member shares, and what a lead filters by."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from roadmap_app.domain.folding import fold, words
from roadmap_app.domain.member_view import Level, MemberView, State
from roadmap_app.forms.progress import StateForm
from roadmap_app.forms.record import DAYS, DayInput
from roadmap_app.models import Membership, Roadmap, Team, User
from roadmap_app.queries.teams import member_query, open_to

SHARES = (
    (Level.NOTHING, "Nothing but that I am in the team"),
    (
        Level.PROGRESS,
        "My progress: how many items of each stage I have done, the week of my last tick, whether I have a pause now",
    ),
    (Level.ITEMS, "My items, too: which items I have done, and which topics I skip"),
)


class SharesForm(forms.Form):
    """What a member lets the leads see; progress is proposed."""

    shares = forms.ChoiceField(label="What the leads see of you", choices=SHARES, widget=forms.RadioSelect)

    def __init__(self, data: QueryDict | None = None, *, membership: Membership | None = None) -> None:
        chosen = membership.shares if membership and membership.chosen_at else Level.PROGRESS
        # Several of these forms can stand on one page.
        suffix = membership.ref if membership else "new"
        super().__init__(data, initial={"shares": chosen}, auto_id=f"id_%s_{suffix}")


class RoadmapsField(forms.ModelMultipleChoiceField):
    """Some of the roadmaps on offer. Compared here, as the databases raise errors for keys that are too large."""

    offered: QuerySet[Roadmap] = Roadmap.objects.none()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"widget": forms.CheckboxSelectMultiple, "queryset": self.offered})

    def offer(self, roadmaps: QuerySet[Roadmap]) -> None:
        """Offer these ROADMAPS."""
        self.offered = self.queryset = roadmaps

    def clean(self, value: Any) -> Any:
        """Return the chosen roadmaps; reject a key that is none of theirs."""
        known = {str(key) for key in self.offered.values_list("pk", flat=True)}
        if any(str(key) not in known for key in value or ()):
            raise forms.ValidationError("Choose among the roadmaps that are listed.")
        return super().clean(value)


class TeamForm(forms.ModelForm):
    """The name of a team, the roadmaps that it follows, and the plan that it proposes to its members."""

    class Meta:
        model = Team
        fields = ("name", "roadmaps", "first_day", "hours_a_week")
        field_classes: ClassVar[dict[str, Any]] = {"roadmaps": RoadmapsField}
        widgets: ClassVar[dict[str, Any]] = {"first_day": DayInput()}
        help_texts: ClassVar[dict[str, str]] = {
            "roadmaps": "Of a roadmap that is added later, members share nothing until they have chosen again.",
            "first_day": "Where all begin together: members see it, and set their own plans.",
            "hours_a_week": "Proposed to the members, too.",
        }

    def __init__(self, data: QueryDict | None = None, *, instance: Team | None = None) -> None:
        super().__init__(data, instance=instance)
        self.fields["first_day"].validators += DAYS
        if isinstance(field := self.fields["roadmaps"], RoadmapsField):
            field.offer(Roadmap.objects.filter(open_to(self.instance)))

    @property
    def wanted(self) -> dict[str, Any]:
        """The values, as the actions take them. What is followed stays so while the team does not see it."""
        hidden = self.instance.roadmaps.exclude(open_to(self.instance))
        return {**self.cleaned_data, "roadmaps": [*self.cleaned_data["roadmaps"], *hidden]}


class NewTeamForm(TeamForm):
    """A new team, which its maker may lead."""

    leads = forms.BooleanField(
        label="I lead it", required=False, help_text="Leads see what members share; owners do not."
    )

    def __init__(self, data: QueryDict | None = None, *, maker: User) -> None:
        super().__init__(data)
        if not maker.is_superuser:  # others make teams to lead them
            del self.fields["leads"]

    @property
    def wanted(self) -> dict[str, Any]:
        """The values, as the action takes them."""
        return {"leads": True, **self.cleaned_data}


class TeamPersonForm(forms.Form):
    """Somebody with an account, who is added to a team."""

    email = forms.EmailField(label="E-mail address", max_length=254)
    role = forms.ChoiceField(label="As", choices=Membership.Role.choices)

    def clean_email(self) -> str:
        """Find the account with this address; reject one that nobody has."""
        email = str(self.cleaned_data["email"]).strip().lower()
        self.person = User.objects.filter(email=email, is_active=True, deletion_asked_at=None).first()
        if self.person is None:
            raise forms.ValidationError("There is no account with this address. Invite them instead, into this team.")
        return email

    @property
    def leads(self) -> bool:
        """Return whether they are to lead the team."""
        return bool(self.cleaned_data["role"] == Membership.Role.LEAD)


class LeadForm(StateForm):
    """The role of somebody in a team to set: lead or member."""

    on, off = "lead", "member"


class EndForm(forms.Form):
    """The confirmation that a team is to end."""

    confirmed = forms.BooleanField(
        label="Yes, end this team", error_messages={"required": "Tick this to end the team."}
    )


class TeamFilter(forms.Form):
    """One of the team's roadmaps, words of a name, and a state. What is invalid finds everybody, on the first."""

    roadmap = forms.ChoiceField(label="Roadmap", required=False)
    q = forms.CharField(label="Name", max_length=200, required=False, widget=forms.SearchInput(attrs={"dir": "auto"}))
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Everybody"), *((state, state.capitalize()) for state in State)]
    )

    def __init__(self, data: QueryDict, *, roadmaps: Sequence[Roadmap]) -> None:
        super().__init__(data)
        self.roadmaps = {roadmap.slug: roadmap for roadmap in roadmaps}
        field = self.fields["roadmap"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(roadmap.slug, roadmap.title) for roadmap in roadmaps]
        if len(roadmaps) < 2:
            del self.fields["roadmap"]
        self.is_valid()

    @property
    def chosen(self) -> Roadmap | None:
        """The roadmap that is chosen, or else the first; None if the team follows none."""
        first = next(iter(self.roadmaps.values()), None)
        return self.roadmaps.get(self.cleaned_data.get("roadmap", ""), first)

    @property
    def query(self) -> str:
        """What the address of a member's page ends in, so that it is about the chosen roadmap."""
        return member_query(list(self.roadmaps.values()), self.chosen)

    def found(self, members: Sequence[MemberView]) -> list[MemberView]:
        """Return those of MEMBERS that fit the words and the state."""
        state, wanted = self.cleaned_data.get("state", ""), words(self.cleaned_data.get("q", ""))
        fits = [member for member in members if not state or member.state == state]
        return [member for member in fits if all(word in fold(member.name) for word in wanted)]
