"""Disabling people in the admin, when the owner knows what it does."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from roadmap_app.models import User
from roadmap_app.queries.accounts import sessions_of


def what_ends(users: Iterable[User]) -> list[str]:
    """Return a line for each of USERS: who they are, and in how many browsers they are signed in."""
    people = list(users)
    counts = sessions_of(people)
    return [f"{user.email}: {_browsers(counts.get(user.pk, 0))}" for user in people]


def _browsers(count: int) -> str:
    return f"signed in in {count} browser{'' if count == 1 else 's'}" if count else "not signed in"


def question(model_admin: Any, request: HttpRequest, users: list[User]) -> HttpResponse:
    """Return the page that asks whether USERS shall be disabled."""
    count = len(users)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Disable {'1 person' if count == 1 else f'{count} people'}?",
        "opts": model_admin.opts,
        "people": users,
        "lines": what_ends(users),
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "admin/disable.html", context)


class ConfirmedDisabling(forms.ModelForm):  # type: ignore[type-arg]
    """A person's form on which disabling has to be confirmed."""

    confirm_disabling = forms.BooleanField(required=False, label="Yes, disable this person")

    def clean(self) -> dict[str, Any]:
        """Ask first, and say what it does."""
        cleaned = super().clean() or {}
        if is_disabling(self.instance, cleaned) and not cleaned.get("confirm_disabling"):
            self.add_error(
                "is_active",
                f"This disables {what_ends([self.instance])[0]}. They are signed out at once and cannot sign in; "
                "progress, notes and plan are kept. Tick “Yes, disable this person” to go on.",
            )
        return cleaned


def is_disabling(person: User, sent: Any) -> bool:
    """Return whether what was SENT disables PERSON, who is stored as active."""
    stored = User.objects.filter(pk=person.pk, is_active=True).exists()
    return stored and not sent.get("is_active")
