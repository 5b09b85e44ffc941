"""What a learner shows of an item, and what a lead answers."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.http import QueryDict

from roadmap_app.domain.sign_offs import Verb
from roadmap_app.forms.chosen_teams import ChosenTeamsForm
from roadmap_app.forms.texts import TextField
from roadmap_app.models.sign_offs import LONGEST_LINK, LONGEST_TEXT
from roadmap_app.queries.sign_offs import OwnSignOff


class LinkField(forms.URLField):
    """A link with http or https; the validator that URLField has by itself takes ftp, too."""

    default_validators = [URLValidator(schemes=["http", "https"], message="Give an address with http or https.")]


class EvidenceForm(ChosenTeamsForm):
    """A text or a link, and, if the learner can show it to several teams, to which: proposed, all."""

    text = TextField(
        label="What you want to show",
        required=False,
        max_length=LONGEST_TEXT,
        help_text=f"A short text, {LONGEST_TEXT} characters at most; or a link; or both.",
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    link = LinkField(
        label="A link to it",
        required=False,
        max_length=LONGEST_LINK,
        assume_scheme="https",
        help_text="Such as https://example.org/my-work. Make sure that the leads can open it.",
    )

    def __init__(self, data: QueryDict | None = None, *, own: OwnSignOff) -> None:
        seen = [thread.state.evidence for thread in own.open_to if thread.state.evidence]
        super().__init__(data, initial={"text": seen[0].text, "link": seen[0].link} if seen else {})
        open_to = {thread.membership: thread for thread in own.open_to if thread.membership}
        shown = [membership.ref for membership, thread in open_to.items() if thread.state.evidence]
        self.offer_teams(open_to, initial=shown)

    def clean_link(self) -> str:
        """Spell the scheme in small letters, as the constraint of the database wants it."""
        scheme, mark, rest = str(self.cleaned_data["link"]).partition("://")
        return scheme.lower() + mark + rest

    def clean(self) -> dict[str, Any]:
        """Require a text or a link."""
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("text") or cleaned.get("link")):
            self.add_error("text", "Write something, or give a link.")
        return cleaned


class AnswerForm(forms.Form):
    """A lead's answer about a member's item: `digest` is that of the evidence that their page has shown."""

    member = forms.SlugField(max_length=20)
    item = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    digest = forms.SlugField(max_length=16)
    verb = forms.ChoiceField(choices=[(verb, verb) for verb in (Verb.CONFIRMED, Verb.GIVEN_BACK, Verb.TAKEN_BACK)])
    reason = TextField(required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}))

    @property
    def key(self) -> str:
        """What tells the item that it is about from others of the team, as ShownWork.key."""
        return f"{self.data.get('member')}-{self.data.get('item')}"

    def clean(self) -> dict[str, Any]:
        """Require a reason for giving it back, and drop it otherwise."""
        cleaned = super().clean() or {}
        if cleaned.get("verb") != Verb.GIVEN_BACK:
            cleaned["reason"] = ""
        elif not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Say why you give it back: they read it beside the item.")
        return cleaned
