"""Updates to decide: rows that both a newer fixture and an editor have changed."""

import json
from typing import Protocol, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from roadmap_app.actions.decide import Decision, DecisionStale, Update, decide, open_updates, update_of, updates_of
from roadmap_app.admin.concurrent_actions import VersionedActionForm
from roadmap_app.admin.selection import CheckedSelection
from roadmap_app.forms.updates import STALE, DecisionForm
from roadmap_app.models import LoadedEntry, User


def _read_seen(request: HttpRequest) -> dict[str, str] | None:
    """Return the digests sent by the list, by primary key; None if it sent none."""
    try:
        seen = json.loads(request.POST.get("seen", ""))
    except ValueError:
        return None
    return seen if isinstance(seen, dict) else None


class ListedEntry(Protocol):
    """An entry with its update, as UpdateList reads it."""

    model: str
    label: str
    update: Update | None


class UpdateList(ChangeList):
    """The list, which reads the updates of a whole page at once."""

    def get_results(self, request: HttpRequest) -> None:
        """Set each entry's update."""
        super().get_results(request)
        updates = updates_of(self.result_list)
        for entry in self.result_list:
            entry.update = updates.get(entry.pk)


@admin.register(LoadedEntry)
class UpdateAdmin(CheckedSelection, admin.ModelAdmin):
    """Updates that wait for an editor's decision; loading a fixture makes them."""

    list_display = ("what", "roadmap_slug", "differing")
    list_filter = ("model", "roadmap_slug")
    ordering = ("roadmap_slug", "model", "key")
    actions = ("keep_ours", "take_shipped")
    action_form = VersionedActionForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse adding: loading a fixture makes them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse deleting: the next load needs them to know what editors have changed."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[LoadedEntry]:
        """Return the entries with an open update."""
        open_ = open_updates(cast("User", request.user))
        return super().get_queryset(request).filter(pk__in=[entry.pk for entry, _ in open_])

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[ChangeList]:
        """Return UpdateList."""
        return UpdateList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Show the list with the digest of each update."""
        seen = {str(pk): update.digest for pk, update in updates_of(self.get_queryset(request)).items()}
        response = super().changelist_view(request, {"title": "Updates to decide", **(extra_context or {})})
        form = (getattr(response, "context_data", None) or {}).get("action_form")
        if form is not None:
            form.fields["seen"].initial = json.dumps(seen)
        return response

    @admin.display(description="What")
    def what(self, entry: ListedEntry) -> str:
        """Return the row's model and title."""
        return f"{entry.model} “{entry.update.row}”" if entry.update else f"{entry.label}, deleted here"

    @admin.display(description="Differs in")
    def differing(self, entry: ListedEntry) -> str:
        """Return the names of the fields that differ."""
        return ", ".join(each.label for each in entry.update.fields) if entry.update else ""

    @admin.action(description="Keep all as they are here")
    def keep_ours(self, request: HttpRequest, queryset: QuerySet[LoadedEntry]) -> None:
        """Keep the values that are here."""
        self._decide_all(request, queryset, shipped=False)

    @admin.action(description="Take all as shipped")
    def take_shipped(self, request: HttpRequest, queryset: QuerySet[LoadedEntry]) -> None:
        """Take the shipped values."""
        self._decide_all(request, queryset, shipped=True)

    def _decide_all(self, request: HttpRequest, queryset: QuerySet[LoadedEntry], *, shipped: bool) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied
        seen = _read_seen(request)
        decisions = []
        for entry in queryset:
            update = update_of(entry)
            take = [each.name for each in update.fields] if update and shipped else []
            # An update that the list did not show is handled as if it had changed.
            decisions.append(Decision(entry, take, seen.get(str(entry.pk), "") if seen is not None else None))
        done = self._together(decisions)
        if not done:  # some cannot be applied: apply each that can
            done = sum(self._one(request, decision) for decision in decisions)
        self.message_user(request, f"{done} decided.")

    def _together(self, decisions: list[Decision]) -> int:
        """Apply all DECISIONS at once, as some may be valid only together; return how many, 0 if that fails."""
        try:
            decide(decisions)
        except (ValidationError, DecisionStale):
            return 0
        return len(decisions)

    def _one(self, request: HttpRequest, decision: Decision) -> bool:
        try:
            decide([decision])
        except (ValidationError, DecisionStale) as error:
            message = " ".join(getattr(error, "messages", [STALE]))
            self.message_user(request, f"{decision.entry.label}: {message}", messages.ERROR)
            return False
        return True

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Show the differences, and apply the decision."""
        entry = self.get_object(request, object_id)
        update = update_of(entry) if entry else None
        if entry is None or update is None:
            self.message_user(request, "There is nothing to decide here any more.", messages.WARNING)
            return HttpResponseRedirect(reverse("admin:roadmap_app_loadedentry_changelist"))
        if not self.has_change_permission(request, entry):
            raise PermissionDenied
        form = DecisionForm(update, request.POST if request.method == "POST" else None)
        response = self._decide(request, entry, update, form) if form.is_valid() else None
        return response or self._page(request, entry, update, form)

    def _decide(
        self, request: HttpRequest, entry: LoadedEntry, update: Update, form: DecisionForm
    ) -> HttpResponse | None:
        """Apply FORM's decision; return None, with an error on the form, if the result would be invalid."""
        try:
            decide([Decision(entry, form.taken, form.cleaned_data["seen"])])
        except DecisionStale:
            self.message_user(request, STALE, messages.WARNING)
            return HttpResponseRedirect(request.path)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
            return None
        self.message_user(request, f"Decided: {entry.model} “{update.row}”.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:roadmap_app_loadedentry_changelist"))

    def _page(self, request: HttpRequest, entry: LoadedEntry, update: Update, form: DecisionForm) -> HttpResponse:
        row = update.row
        address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        context = {
            **self.admin_site.each_context(request),
            "title": f"Decide on {entry.model} “{row}”",
            "opts": self.opts,
            "form": form,
            "row_link": format_html('<a href="{}">{}</a>', address, row),
            "entry": entry,
        }
        return TemplateResponse(request, "admin/roadmap_app/decide.html", context, status=422 if form.errors else 200)
