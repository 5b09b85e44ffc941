"""Disabling users in the admin, after a confirmation that states the consequences."""

from collections.abc import Iterable, Mapping

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from roadmap_app.models import User
from roadmap_app.queries.accounts import sessions_of


def sessions_to_end(users: Iterable[User]) -> list[str]:
    """Return a line for each of USERS: their address and the number of browsers in which they are signed in."""
    people = list(users)
    counts = sessions_of(people)
    return [f"{user.email}: {_browsers(counts.get(user.pk, 0))}" for user in people]


def _browsers(count: int) -> str:
    return f"signed in in {count} browser{'' if count == 1 else 's'}" if count else "not signed in"


def confirmation_page(model_admin: admin.ModelAdmin, request: HttpRequest, users: list[User]) -> HttpResponse:
    """Return the page that asks for confirmation before USERS are disabled."""
    count = len(users)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Disable {'1 person' if count == 1 else f'{count} people'}?",
        "opts": model_admin.opts,
        "rows": users,
        "lines": sessions_to_end(users),
        "verb": "disable",
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "admin/disable.html", context)


class ConfirmedDisabling(forms.ModelForm):
    """A user's form on which disabling must be confirmed."""

    confirm_disabling = forms.BooleanField(required=False, label="Yes, disable this person")

    def clean(self) -> dict[str, object]:
        """Add an error that states the consequences if disabling is not confirmed."""
        cleaned = super().clean() or {}
        if is_disabling(self.instance, cleaned) and not cleaned.get("confirm_disabling"):
            self.add_error(
                "is_active",
                f"This disables {sessions_to_end([self.instance])[0]}. They are signed out at once and cannot sign in; "
                "progress, notes and plan are kept. Tick “Yes, disable this person” to go on.",
            )
        return cleaned


def is_disabling(person: User, data: Mapping[str, object]) -> bool:
    """Return whether the form DATA disables PERSON, who is active in the database."""
    stored = User.objects.filter(pk=person.pk, is_active=True).exists()
    return stored and not data.get("is_active")
