"""What the note editor sends."""

from typing import Any

from django import forms

from roadmap_app.models.notes import MAX_NOTE_BYTES


def too_long(size: int) -> str:
    """Return the sentence that says by how much a text of SIZE bytes is over the limit."""
    return (
        f"A note holds {MAX_NOTE_BYTES // 1000} kB at the most, and this would be {size:,} bytes. "
        "It is not saved; your text is all still here in the box."
    )


class NoteForm(forms.Form):
    """A note's text and the version it was written on; after a conflict also what to keep and the version seen."""

    body = forms.CharField(required=False, strip=False)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    keep = forms.ChoiceField(required=False, choices=[("mine", "mine"), ("both", "both")])
    stored_version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)

    def clean_body(self) -> str:
        """Refuse what is over the limit, and a request without a text, which does not mean an empty one."""
        if "body" not in self.data:
            raise forms.ValidationError("No text arrived, so nothing is changed. Reload the page and try again.")
        body: str = self.cleaned_data["body"].replace("\r\n", "\n")
        if (size := len(body.encode("utf-8", "replace"))) > MAX_NOTE_BYTES:
            raise forms.ValidationError(too_long(size))
        return body

    @property
    def first_error(self) -> str:
        """The sentence to show; a wrong text comes before a wrong version."""
        if body_errors := self.errors.get("body"):
            return str(body_errors[0])
        return "This page did not say which version of the note it shows. Copy your text, reload, and paste it again."

    @property
    def wish(self) -> dict[str, Any]:
        """What to ask of `save_note`."""
        keep, stored = self.cleaned_data["keep"], self.cleaned_data["stored_version"]
        seen = stored if keep and stored is not None else self.cleaned_data["version"]
        return {"body": self.cleaned_data["body"], "version": seen, "join": keep == "both"}
