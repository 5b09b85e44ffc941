"""A field for a text of several lines."""

from typing import Any

from django import forms


class TextField(forms.CharField):
    """A text in which a line break counts as one character, as in a browser's own limit; browsers send two."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """Return VALUE with line breaks of one character."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text
