"""Optimistic locking of admin forms: a change made by somebody else while the form was open is shown, not overwritten.

The page holds a digest of each field of each row (`_seen`). If the database has another value when the form is posted,
nothing is saved: a field that the editor left alone shows the stored value, a field that they changed keeps their text
beside the stored value. The page then holds the new digests, so that pressing Save again decides.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.http import HttpRequest, HttpResponse

from roadmap_app.models import Roadmap

NAME = "_seen"
# The newer order wins where the editor has not moved the row: no text is lost.
NEWEST_WINS = {"position"}
Digests = dict[str, dict[str, str]]


def digest(value: Any) -> str:
    """Return a short digest of a field's VALUE, which ignores the kind of line breaks."""
    value = getattr(value, "pk", value)
    text = "" if value is None else str(value).replace("\r\n", "\n").strip()
    return blake2b(text.encode("utf-8", "replace"), digest_size=5).hexdigest()


def row_key(row: models.Model) -> str:
    """Return the key of ROW's digests, such as "item-12"."""
    return f"{row._meta.model_name}-{row.pk}"


def read_digests(request: HttpRequest) -> Digests:
    """Return the digests in the posted form, {} if there are none or they are not valid JSON."""
    try:
        sent = json.loads(request.POST.get(NAME, ""))
    except ValueError:
        return {}
    rows = sent.items() if isinstance(sent, dict) else ()
    return {key: fields for key, fields in rows if isinstance(fields, dict)}


def with_edit_check(form: type[Any], request: HttpRequest) -> type[Any]:
    """Return the class FORM with a check against the digests in REQUEST."""
    return type(form.__name__, (ConcurrentEditForm, form), {"sent": read_digests(request)})


class ConcurrentEditForm:
    """A mixin for a ModelForm: refuses to overwrite changes made meanwhile."""

    sent: Digests = {}
    instance: Any
    fields: dict[str, Any]
    data: Any
    cleaned_data: dict[str, Any]
    add_error: Any
    add_prefix: Any

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Remember the stored values before validation changes the instance."""
        super().__init__(*args, **kwargs)
        self.stored: dict[str, Any] = {}
        if self.instance.pk:
            fields = {field.name: field for field in self.instance._meta.concrete_fields}
            self.stored = {
                name: fields[name].value_from_object(self.instance) for name in self.fields if name in fields
            }
            self.stored.pop(self.instance._meta.pk.name, None)

    @property
    def digests(self) -> dict[str, str]:
        """The digests of the stored values."""
        return {name: digest(value) for name, value in self.stored.items()}

    def clean(self) -> Any:
        """Raise ValidationError, with an error on each field that was changed since the form was opened."""
        cleaned = super().clean()  # type: ignore[misc]
        cleaned = self.cleaned_data if cleaned is None else cleaned
        seen = self.sent.get(row_key(self.instance), {})
        changed = [name for name, now in self.stored.items() if name in seen and seen[name] != digest(now)]
        noticed = [self._notice(name, cleaned, seen[name]) for name in changed]
        if any(noticed):
            raise ValidationError(
                "Somebody else has changed this since you opened it, and nothing is saved yet. "
                "Look at the fields that are marked, then save again."
            )
        return cleaned

    def _notice(self, name: str, cleaned: dict[str, Any], seen: str) -> bool:
        """Add the error for a changed field; return whether the editor has to look at it."""
        now = self.stored[name]
        mine = digest(cleaned[name]) if name in cleaned else ""
        if mine == digest(now):
            return False
        if mine == seen:  # not edited
            if name in NEWEST_WINS:
                cleaned[name] = now
                return False
            self._show(name, now)
            self.add_error(name, f"Changed meanwhile: it is {_stored_text(self, name)} now, as shown here.")
        elif name in NEWEST_WINS:
            return False
        else:
            message = f"Changed meanwhile: {_stored_text(self, name)} is stored. Save again to have yours instead."
            self.add_error(name, message)
        return True

    def _show(self, name: str, value: Any) -> None:
        """Show VALUE on the form instead of the posted one."""
        self.data = self.data.copy()
        where = self.add_prefix(name)
        if value is False:
            self.data.pop(where, None)
        else:
            self.data[where] = "on" if value is True else "" if value is None else str(value)


def _stored_text(form: Any, name: str) -> str:
    """Return the stored value of a field as text for an error message."""
    value = form.stored[name]
    if isinstance(value, bool):
        return "ticked" if value else "not ticked"
    field = form.instance._meta.get_field(name)
    if field.is_relation:
        return f"“{field.related_model._default_manager.filter(pk=value).first() or value}”"
    text = str(dict(field.flatchoices).get(value, value) if field.choices else value)
    return f"“{text}”" if text else "empty"


class ConcurrentEditAdmin:
    """Adds the digests to the form of an existing row, and checks them when it is posted."""

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> Any:
        """Return the row; before saving, read it after locking its roadmap."""
        read = super().get_object  # type: ignore[misc]
        row = read(request, *args, **kwargs)
        if row is not None and request.method == "POST" and connection.in_atomic_block:
            Roadmap.objects.select_for_update(no_key=True).filter(pk=row.roadmap.pk).first()
            row = read(request, *args, **kwargs)
        return row

    def get_form(self, request: HttpRequest, obj: object = None, change: bool = False, **kwargs: object) -> Any:
        """Return the form with the check for changes made meanwhile."""
        form = super().get_form(request, obj, change, **kwargs)  # type: ignore[misc]
        return with_edit_check(form, request) if change and obj is not None else form

    def render_change_form(self, request: HttpRequest, context: Any, *args: object, **kwargs: object) -> HttpResponse:
        """Add the digests of all rows to the page."""
        forms = [context["adminform"].form]
        for inline in context["inline_admin_formsets"]:
            forms += inline.formset.initial_forms
        digests = {row_key(form.instance): form.digests for form in forms if getattr(form, "stored", None)}
        context["seen"] = json.dumps(digests, separators=(",", ":"))
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]
        return response
