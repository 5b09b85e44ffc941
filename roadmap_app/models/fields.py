"""Fields of our own."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from roadmap_app.domain.titles import tidy, title_error

if TYPE_CHECKING:
    CharField = models.CharField[str, str]
else:
    CharField = models.CharField


def validate_title(text: str) -> None:
    """Raise ValidationError for a TEXT that is no title: with control characters, or nothing that can be seen."""
    if text and (reason := title_error(text)):
        raise ValidationError(f"This {reason}. Type it again.", code="title")


class TitleFormField(forms.CharField):
    """A line that people read: tidied, and without what hides or turns text around."""

    default_validators = [validate_title]

    def to_python(self, value: Any) -> Any:
        """Return VALUE tidied."""
        value = super().to_python(value)
        return tidy(value) if isinstance(value, str) else value


class TitleField(CharField):
    """A column for a line that people read; in the database it is as any other text."""

    default_validators = [validate_title]

    def to_python(self, value: Any) -> Any:
        """Return VALUE tidied."""
        value = super().to_python(value)
        return tidy(value) if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> Any:
        """Return a form field that does the same."""
        return super().formfield(**{"form_class": TitleFormField, **kwargs})

    def deconstruct(self) -> Any:
        """Return what migrations know it by: the rules of a title may change without one."""
        name, _, arguments, named = super().deconstruct()
        return name, "django.db.models.CharField", arguments, named
