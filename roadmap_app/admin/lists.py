"""Actions on many rows: they do nothing where a roadmap has changed since the list was shown."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict

from roadmap_app.models import Item, Resource, Roadmap, Stage, Topic

ROADMAP = {
    Roadmap: "pk",
    Stage: "roadmap_id",
    Topic: "stage__roadmap_id",
    Item: "topic__stage__roadmap_id",
    Resource: "topic__stage__roadmap_id",
}


class SeenActionForm(ActionForm):
    """The choice of an action, with the version of each roadmap that the list shows rows of."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, label="")


def versions() -> dict[str, int]:
    """Return the version of every roadmap, by its primary key as a string."""
    return {str(pk): version for pk, version in Roadmap.objects.order_by().values_list("pk", "version")}


class SeenList:
    """Sends the versions with the list, and looks at them before an action is done."""

    action_form = SeenActionForm
    model: type[Any]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Show the list with the versions that it was read at, or after."""
        read = versions()
        answer = super().changelist_view(request, extra_context)  # type: ignore[misc]
        form = (getattr(answer, "context_data", None) or {}).get("action_form")
        if form is not None:
            form.fields["seen"].initial = json.dumps(read)
        return answer

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Do the action while the roadmaps are held; nothing where one of them has changed since."""
        with transaction.atomic():
            if titles := self._changed_since(request, queryset):
                return self._out_of_date(request, titles)
            return super().response_action(request, queryset)  # type: ignore[misc]

    def _changed_since(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[str]:
        """Return the titles of the roadmaps of the chosen rows that are at another version than was shown."""
        try:
            seen = json.loads(request.POST.get("seen", ""))
        except ValueError:
            return []
        if not isinstance(seen, dict):
            return []
        if request.POST.get("select_across") != "1":
            chosen = [pk for pk in request.POST.getlist(ACTION_CHECKBOX_NAME) if pk.isdecimal() and len(pk) < 19]
            queryset = queryset.filter(pk__in=chosen)
        of = set(queryset.order_by().values_list(ROADMAP[self.model], flat=True))
        held = Roadmap.objects.select_for_update().filter(pk__in=of).order_by("pk")
        return [row.title for row in held if seen.get(str(row.pk)) != row.version]

    def _out_of_date(self, request: HttpRequest, titles: list[str]) -> Any:
        names = ", ".join(f"“{title}”" for title in titles)
        said = f"{names} has changed since this list was shown, so nothing is done. This is how it stands now."
        admin: Any = self
        admin.message_user(request, said, messages.WARNING)
        request.method, request.POST = "GET", QueryDict()
        answer: HttpResponse = self.changelist_view(request)
        answer.status_code = 409
        return answer
