"""Actions on several rows: refused if a roadmap has changed since the list was shown."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict

from roadmap_app.admin.audience import seen_in
from roadmap_app.models import Item, Resource, Roadmap, Stage, Topic
from roadmap_app.models.curriculum import ContentRow

ROADMAP = {
    Roadmap: "pk",
    Stage: "roadmap_id",
    Topic: "stage__roadmap_id",
    Item: "topic__stage__roadmap_id",
    Resource: "topic__stage__roadmap_id",
}


class VersionedActionForm(ActionForm):
    """The choice of an action, with the version of each roadmap in the list."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, label="")


def versions(request: HttpRequest) -> dict[str, int]:
    """Return the version of every roadmap that the user may see by its primary key (a string, as JSON keys are)."""
    rows = Roadmap.objects.filter(seen_in(request, Roadmap)).order_by()
    return {str(pk): version for pk, version in rows.values_list("pk", "version")}


class ConcurrentActionAdmin(admin.ModelAdmin):
    """Sends the roadmaps' versions with the list, and compares them before an action."""

    action_form = VersionedActionForm

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Show the list with the versions, read before the rows."""
        read = versions(request)
        response = super().changelist_view(request, extra_context)
        form = (getattr(response, "context_data", None) or {}).get("action_form")
        if form is not None:
            form.fields["seen"].initial = json.dumps(read)
        return response

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[ContentRow], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Run the action with the roadmaps locked; do nothing if one of them has changed since."""
        with transaction.atomic():
            if titles := self._changed_since(request, queryset):
                return self._out_of_date(request, titles)
            return super().response_action(request, queryset, *args, **kwargs)

    def _changed_since(self, request: HttpRequest, queryset: QuerySet[ContentRow]) -> list[str]:
        """Return the titles of those roadmaps of the selected rows whose version differs from the one shown."""
        try:
            seen = json.loads(request.POST.get("seen", ""))
        except ValueError:
            return []
        if not isinstance(seen, dict):
            return []
        if request.POST.get("select_across") != "1":
            queryset = queryset.filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME))
        roadmaps = set(queryset.order_by().values_list(ROADMAP[self.model], flat=True))
        locked = Roadmap.objects.select_for_update(no_key=True).filter(pk__in=roadmaps).order_by("pk")
        return [row.title for row in locked if seen.get(str(row.pk)) != row.version]

    def _out_of_date(self, request: HttpRequest, titles: list[str]) -> HttpResponse:
        names = ", ".join(f"“{title}”" for title in titles)
        message = f"{names} has changed since this list was shown, so nothing is done. This is the current state."
        self.message_user(request, message, messages.WARNING)
        request.method, request.POST = "GET", QueryDict()
        response = self.changelist_view(request)
        response.status_code = 409
        return response
