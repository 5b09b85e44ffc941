"""What an editor was shown, sent back with a form: whatever has changed since is shown to them, not overwritten.

A page carries a mark of each field of each row (`_seen`). Where the row that is stored has another one when the form
comes back, nothing is saved: a field that the editor left alone shows what is stored now, one that they changed keeps
what they typed beside what is stored. The page carries the new marks then, so that pressing Save again chooses.
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
# Of two orders the newer stays where a row was not moved: it is no text that somebody would lose.
SILENT = {"position"}
Marks = dict[str, dict[str, str]]


def mark(value: Any) -> str:
    """Return a short mark of a field's VALUE, the same for equal ones, whatever their line breaks are made of."""
    value = getattr(value, "pk", value)
    said = "" if value is None else str(value).replace("\r\n", "\n").strip()
    return blake2b(said.encode("utf-8", "replace"), digest_size=5).hexdigest()


def key_of(row: models.Model) -> str:
    """Return what marks name ROW by."""
    return f"{row._meta.model_name}-{row.pk}"


def marks_in(request: HttpRequest) -> Marks:
    """Return the marks that a form sends; none where it sends none, or nothing that can be read."""
    try:
        sent = json.loads(request.POST.get(NAME, ""))
    except ValueError:
        return {}
    rows = sent.items() if isinstance(sent, dict) else ()
    return {key: fields for key, fields in rows if isinstance(fields, dict)}


def noticing(form: type[Any], request: HttpRequest) -> type[Any]:
    """Return FORM, which refuses what was changed since the marks that REQUEST sends."""
    return type(form.__name__, (Noticing, form), {"sent": marks_in(request)})


class Noticing:
    """Added to a model's form: tells what changed meanwhile."""

    sent: Marks = {}
    instance: Any
    fields: dict[str, Any]
    data: Any
    cleaned_data: dict[str, Any]
    add_error: Any
    add_prefix: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Note what is stored now, before what was typed is laid over it."""
        super().__init__(*args, **kwargs)
        self.now: dict[str, Any] = {}
        if self.instance.pk:
            fields = {field.name: field for field in self.instance._meta.concrete_fields}
            self.now = {name: fields[name].value_from_object(self.instance) for name in self.fields if name in fields}
            self.now.pop(self.instance._meta.pk.name, None)

    @property
    def marks(self) -> dict[str, str]:
        """The marks of what is stored now."""
        return {name: mark(value) for name, value in self.now.items()}

    def clean(self) -> Any:
        """Raise ValidationError, and mark the fields, where another has changed them since this form was opened."""
        cleaned = super().clean()  # type: ignore[misc]
        cleaned = self.cleaned_data if cleaned is None else cleaned
        seen = self.sent.get(key_of(self.instance), {})
        changed = [name for name, now in self.now.items() if name in seen and seen[name] != mark(now)]
        noticed = [self._notice(name, cleaned, seen[name]) for name in changed]
        if any(noticed):
            raise ValidationError(
                "Somebody else has changed this since you opened it, and nothing is saved yet. "
                "Look at the fields that are marked, then save again."
            )
        return cleaned

    def _notice(self, name: str, cleaned: dict[str, Any], seen: str) -> bool:
        """Say what has become of a field; returns whether there is anything to look at."""
        now = self.now[name]
        mine = mark(cleaned[name]) if name in cleaned else ""
        if mine == mark(now):
            return False
        if mine == seen:  # left alone
            if name in SILENT:
                cleaned[name] = now
                return False
            self._show(name, now)
            self.add_error(name, f"Changed meanwhile: it is {_shown(self, name)} now, and stands here so.")
        elif name in SILENT:
            return False
        else:
            said = f"Changed meanwhile: {_shown(self, name)} is stored. Save again to have yours instead."
            self.add_error(name, said)
        return True

    def _show(self, name: str, value: Any) -> None:
        """Let the form show VALUE instead of what was sent."""
        self.data = self.data.copy()
        where = self.add_prefix(name)
        if value is False:
            self.data.pop(where, None)
        else:
            self.data[where] = "on" if value is True else "" if value is None else str(value)


def _shown(form: Any, name: str) -> str:
    """Return the stored value of a field in words."""
    value = form.now[name]
    if isinstance(value, bool):
        return "ticked" if value else "not ticked"
    field = form.instance._meta.get_field(name)
    if field.is_relation:
        return f"“{field.related_model._default_manager.filter(pk=value).first() or value}”"
    said = str(dict(field.flatchoices).get(value, value) if field.choices else value)
    return f"“{said}”" if said else "empty"


class SeenAdmin:
    """Adds the marks to the form of a row that exists, and reads them when it comes back."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the row; where it is about to be saved, as it stands while its roadmap is held."""
        read = super().get_object  # type: ignore[misc]
        row = read(request, *args, **kwargs)
        if row is not None and request.method == "POST" and connection.in_atomic_block:
            Roadmap.objects.select_for_update().filter(pk=row.roadmap.pk).first()
            row = read(request, *args, **kwargs)
        return row

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form, which notices what was changed meanwhile."""
        form = super().get_form(request, obj, change, **kwargs)  # type: ignore[misc]
        return noticing(form, request) if change and obj is not None else form

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put the marks of all rows into the page."""
        forms = [context["adminform"].form]
        for inline in context["inline_admin_formsets"]:
            forms += inline.formset.initial_forms
        marks = {key_of(form.instance): form.marks for form in forms if getattr(form, "now", None)}
        context["seen"] = json.dumps(marks, separators=(",", ":"))
        answer: HttpResponse = super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]
        return answer
