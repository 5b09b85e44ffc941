"""The data of the note editor."""

from typing import TypedDict

from django import forms

from roadmap_app.forms.texts import TextField
from roadmap_app.models.notes import MAX_NOTE_BYTES


def too_long(size: int) -> str:
    """Return the error message for a note of SIZE bytes, which is over the limit."""
    return (
        f"A note holds {MAX_NOTE_BYTES // 1000} kB at the most, and this would be {size:,} bytes. "
        "It is not saved; your text is all still here in the box."
    )


class SaveArguments(TypedDict):
    """Arguments of `save_note`."""

    body: str
    version: int
    join: bool


class NoteForm(forms.Form):
    """A note's text and the version it was based on; after a conflict also what to keep, and the version shown."""

    body = TextField(required=False, strip=False)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    keep = forms.ChoiceField(required=False, choices=[("mine", "mine"), ("both", "both")])
    stored_version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)

    def clean_body(self) -> str:
        """Reject a text over the limit, and a request without a text: that is no request to empty the note."""
        if "body" not in self.data:
            raise forms.ValidationError("No text arrived, so nothing is changed. Reload the page and try again.")
        body: str = self.cleaned_data["body"]
        if (size := len(body.encode("utf-8", "replace"))) > MAX_NOTE_BYTES:
            raise forms.ValidationError(too_long(size))
        return body

    @property
    def first_error(self) -> str:
        """The error message to show; an invalid text comes before an invalid version."""
        if body_errors := self.errors.get("body"):
            return str(body_errors[0])
        return "This page did not say which version of the note it shows. Copy your text, reload, and paste it again."

    @property
    def save_arguments(self) -> SaveArguments:
        """The arguments for `save_note`; after a choice, the version is the one that the conflict showed."""
        keep, stored = self.cleaned_data["keep"], self.cleaned_data["stored_version"]
        version = stored if keep and stored is not None else self.cleaned_data["version"]
        return {"body": self.cleaned_data["body"], "version": version, "join": keep == "both"}
