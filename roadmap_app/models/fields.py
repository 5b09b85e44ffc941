"""Model and form fields for titles and for months."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast
from django.db.models.lookups import Exact

from roadmap_app.domain.spans import MAX_MONTHS, QUARTER, is_in_quarters, tidy_months
from roadmap_app.domain.titles import tidy, title_error

if TYPE_CHECKING:
    CharField = models.CharField[str, str]
    FloatField = models.FloatField[float, float]
else:
    CharField = models.CharField
    FloatField = models.FloatField


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


def validate_months(months: float) -> None:
    """Raise ValidationError if MONTHS is no multiple of a quarter of a month."""
    if not is_in_quarters(months):
        raise ValidationError(
            "A quarter of a month is the shortest: whole months, or .25, .5 or .75 after them. A week is 0.25.",
            code="quarter",
        )


class MonthsFormField(forms.FloatField):
    """A form field for months, which a browser counts up and down by a quarter."""

    default_validators = [validate_months]

    def to_python(self, value: object) -> Any:
        """Return VALUE as a number, whole months as an int."""
        return tidy_months(super().to_python(value))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return the attributes of the widget."""
        return {**super().widget_attrs(widget), "step": QUARTER}


class MonthsField(FloatField):
    """A model field for months in quarters, which are read as an int where they are whole; migrations see a FloatField.

    Quarters are exact in binary, and so are their sums and comparisons.
    """

    default_validators = [MinValueValidator(0), MaxValueValidator(MAX_MONTHS), validate_months]
    default_error_messages = {"invalid": "“%(value)s” value must be a number of months."}

    def to_python(self, value: object) -> Any:
        """Return VALUE as a number, whole months as an int."""
        return tidy_months(super().to_python(value))

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **{"help_text": "A quarter of a month, 0.25, is a week.", **named})

    def from_db_value(self, value: float | None, *_: object) -> float | None:
        """Return VALUE, whole months as an int."""
        return tidy_months(value)

    def formfield(self, **kwargs: Any) -> Any:
        """Return a MonthsFormField, which has the same rules."""
        return super().formfield(**{"form_class": MonthsFormField, "min_value": 0, "max_value": MAX_MONTHS, **kwargs})

    def deconstruct(self) -> Any:
        """Deconstruct as a FloatField, so that the rules of months can change without a migration."""
        name, _, arguments, named = super().deconstruct()
        return name, "django.db.models.FloatField", arguments, named


def in_quarters(name: str) -> Q:
    """Return the condition that the column NAME is a multiple of a quarter, in SQL that every database has."""
    quarters = F(name) * Value(4, output_field=models.FloatField())
    return Q(Exact(quarters, Cast(quarters, models.IntegerField())))
