"""The data of the outline editor."""

import re
from typing import cast

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import QueryDict

from roadmap_app.outline.match import Key, Same

MAX_OUTLINE = 300_000
CHOSEN = re.compile(r"(stage|topic|item|resource)-(\d{1,18})=(.{1,200})")
ROW = re.compile(r"(stage|topic|item|resource)-(\d{1,18})")


class OutlineForm(forms.Form):
    """An outline; to apply it, also the version it was based on and the digest of the changes that were shown."""

    body = forms.CharField(strip=False, validators=[MaxLengthValidator(MAX_OUTLINE)])
    act = forms.ChoiceField(required=False, choices=[("preview", "preview"), ("apply", "apply")])
    version = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)
    shown = forms.CharField(required=False, max_length=64)

    @property
    def applies(self) -> bool:
        """True if the changes are to be applied, not only previewed."""
        return bool(self.cleaned_data["act"] == "apply")

    @property
    def declined(self) -> list[Key]:
        """The rows that the editor has declared not to be the same as a line of the outline."""
        found = map(ROW.fullmatch, cast("QueryDict", self.data).getlist("declined"))
        return [(row[1], int(row[2])) for row in found if row]

    @property
    def same(self) -> list[Same]:
        """The rows that the editor has declared to be the same as an added line, each with that line's title."""
        found = map(CHOSEN.fullmatch, cast("QueryDict", self.data).getlist("same"))
        return [((row[1], int(row[2])), row[3]) for row in found if row]

    @property
    def first_error(self) -> str:
        """The error message to show."""
        if "body" not in self.errors:
            return "This page did not say what it shows. Copy your text, reload the page, and paste it again."
        if not str(self.data.get("body", "")).strip():
            return "There is no text. Write or paste the outline of a roadmap."
        if len(str(self.data["body"])) > MAX_OUTLINE:
            return f"An outline holds {MAX_OUTLINE:,} characters at the most. Your text is still all here."
        if "\0" in str(self.data["body"]):
            return "The text holds a NUL character, which is no text. Remove it, or paste again."
        return str(self.errors["body"][0])


class NewRoadmapForm(OutlineForm):
    """The outline of a new roadmap, its slug, and whether to publish it at once."""

    slug = forms.SlugField(required=False, max_length=80)
    published = forms.BooleanField(required=False)

    @property
    def first_error(self) -> str:
        """The error message to show; for an invalid slug, which characters are allowed."""
        if "slug" in self.errors and "body" not in self.errors:
            return "The address may hold letters, digits, hyphens and underscores, 80 at the most."
        return super().first_error
