"""The data of the outline editor."""

import re
from collections.abc import Callable, Sequence
from typing import Any, cast

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import QueryDict

from roadmap_app.forms.outline_file import OutlineFileForm
from roadmap_app.forms.texts import TextField
from roadmap_app.outline.match import Key, Same
from roadmap_app.outline.mending.cure import ChosenCure, NoSuchCure
from roadmap_app.outline.mending.cures import read_cure
from roadmap_app.outline.mending.mend import Mended
from roadmap_app.outline.preview import Preview, Wishes, wishes_of
from roadmap_app.outline.problems import Problem
from roadmap_app.outline.reading.choices import Role
from roadmap_app.outline.reading.files import MAX_FILE
from roadmap_app.outline.role_words import NoSuchChoice, read_choice, read_level

MAX_OUTLINE = MAX_FILE  # characters
CHOSEN = re.compile(r"(stage|topic|item|resource)-(\d{1,18})=(.{1,200})")
ROW = re.compile(r"(stage|topic|item|resource)-(\d{1,18})")


class OutlineForm(OutlineFileForm):
    """An outline, and how it is to be read; to apply it, also its version and the digest of what was shown.

    Of `level`, `block` and `mend` there are several. The button `cure` adds one to `mend`, with the value in the field
    named after it; `undo` takes one out, and `forget` all choices and cures.
    """

    body = TextField(strip=False, validators=[MaxLengthValidator(MAX_OUTLINE)])
    act = forms.ChoiceField(required=False, choices=[("preview", "preview"), ("apply", "apply")])
    version = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)
    shown = forms.CharField(required=False, max_length=64)
    start = forms.IntegerField(required=False, min_value=0, max_value=MAX_OUTLINE)
    before = forms.CharField(required=False, max_length=80)

    def clean(self) -> dict[str, Any]:
        """Read the wishes; what cannot be read is left out of them, and `refused` says why."""
        self.refused: list[str] = []
        self.wishes = wishes_of(self._roles("level", read_level), self._roles("block", str), self._cures())
        if "forget" in self.data:
            self.wishes = Wishes()
        return super().clean() or self.cleaned_data

    def read(self) -> Mended:
        """Return the outline as it is read and mended."""
        return self.wishes.read(self.cleaned_data["body"])

    def preview(self, mended: Mended, problems: Sequence[Problem], *, is_whole: bool = True) -> Preview:
        """Return what the page shows of MENDED, which has PROBLEMS; it is the whole roadmap or one stage of it."""
        return Preview(mended, self.wishes, problems, self.cleaned_data["start"] or 0, is_whole)

    def _roles(self, name: str, read_key: Callable[[str], str]) -> dict[str, Role]:
        """Return the roles that were chosen for levels or blocks."""
        found: dict[str, Role] = {}
        for text in filter(None, cast("QueryDict", self.data).getlist(name)):
            try:
                key, role = read_choice(text)
                found[read_key(key)] = role
            except NoSuchChoice as error:
                self.refused.append(str(error))
        return found

    def _cures(self) -> list[ChosenCure]:
        """Return the cures in the order in which they were chosen, each once."""
        texts = cast("QueryDict", self.data).getlist("mend")
        if new := self.data.get("cure", ""):
            texts = [*texts, f"{new}={self.data.get(f'value-{new}', '')}"]
        found: dict[str, ChosenCure] = {}
        for text in texts:
            try:
                chosen = read_cure(text)
                found[chosen.cure.name] = chosen
            except NoSuchCure as error:
                self.refused.append(str(error))
        found.pop(self.data.get("undo", ""), None)
        return list(found.values())

    @property
    def applies(self) -> bool:
        """True if the changes are to be applied, not only previewed."""
        return bool(self.cleaned_data["act"] == "apply" and not self.took_file)

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
        """The error message to show, "" if there is none."""
        if self.is_valid():
            return self.refused[0] if self.refused else ""
        if self.unreadable:
            return self.unreadable
        if "body" not in self.errors:
            return "This page did not say what it shows. Copy your text, reload the page, and paste it again."
        if not str(self.data.get("body", "")).strip():
            return "There is no text. Write or paste the outline of a roadmap."
        if any(error.code == "max_length" for error in self.errors["body"].as_data()):
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
