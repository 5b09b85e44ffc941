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
    """Raise ValidationError if TEXT has control characters or no visible character."""
    if text and (reason := title_error(text)):
        raise ValidationError(f"This {reason}. Type it again.", code="title")


class TitleFormField(forms.CharField):
    """A form field for one line of text, normalised by `tidy` and checked by `validate_title`."""

    default_validators = [validate_title]

    def to_python(self, value: object) -> str | None:
        """Return VALUE as text, normalised by `tidy`."""
        text = super().to_python(value)
        return tidy(text) if text else text


class TitleField(CharField):
    """A model field for one line of text; migrations see a CharField."""

    default_validators = [validate_title]

    def to_python(self, value: object) -> object:
        """Return VALUE as text, normalised by `tidy`."""
        value = super().to_python(value)
        return tidy(value) if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> Any:
        """Return a TitleFormField, which has the same rules."""
        return super().formfield(**{"form_class": TitleFormField, **kwargs})

    def deconstruct(self) -> Any:
        """Deconstruct as a CharField, so that the rules of titles can change without a migration."""
        name, _, arguments, named = super().deconstruct()
        return name, "django.db.models.CharField", arguments, named
