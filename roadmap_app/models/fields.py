"""Model and form fields for titles."""

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
    """Raise ValidationError for a TEXT with control characters or without a visible character."""
    if text and (reason := title_error(text)):
        raise ValidationError(f"This {reason}. Type it again.", code="title")


class TitleFormField(forms.CharField):
    """A line of text, tidied, without invisible characters and controls of its direction."""

    default_validators = [validate_title]

    def to_python(self, value: object) -> str | None:
        """Return VALUE tidied."""
        text = super().to_python(value)
        return tidy(text) if text else text


class TitleField(CharField):
    """A column for a line of text; in the database it is a CharField."""

    default_validators = [validate_title]

    def to_python(self, value: object) -> object:
        """Return VALUE tidied."""
        value = super().to_python(value)
        return tidy(value) if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> Any:
        """Return a form field with the same rules."""
        return super().formfield(**{"form_class": TitleFormField, **kwargs})

    def deconstruct(self) -> Any:
        """Return a CharField's description, so that the rules of a title can change without a migration."""
        name, _, arguments, named = super().deconstruct()
        return name, "django.db.models.CharField", arguments, named
