"""The history of a row, and of a whole roadmap with the rows deleted from it."""

from collections.abc import Iterable
from typing import cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import HistoricalChanges

from roadmap_app.actions.history import CannotRestore, restore
from roadmap_app.admin.audience import refuse_hidden_history
from roadmap_app.models import User
from roadmap_app.models.curriculum import MODELS
from roadmap_app.queries.history import HistoryEntry, changes_of, changes_of_row, read_changes

CHANGES_PER_PAGE = 50


class HistoryAdmin(SimpleHistoryAdmin):
    """The history of one row, with the changes of each version and a page to restore it."""

    history_list_per_page = CHANGES_PER_PAGE

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """List the versions of the row; raise Http404 if the id is not a number, or of a row that is hidden."""
        self._refuse(request, object_id)
        response: HttpResponse = super().history_view(request, object_id, extra_context)
        return response

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Show a version of the row; raise Http404 if an id is not a number, or of a row that is hidden."""
        self._refuse(request, object_id, version_id)
        response: HttpResponse = super().history_form_view(request, object_id, version_id, extra_context)
        return response

    def _refuse(self, request: HttpRequest, *ids: str) -> None:
        # The library would fail for another text, and show what was deleted to everybody who may edit.
        if not all(each.isdecimal() for each in ids):
            raise Http404
        refuse_hidden_history(cast("User", request.user), self.model, int(ids[0]))

    def set_history_delta_changes(
        self, request: HttpRequest, records: Iterable[HistoricalChanges], foreign_keys_are_objs: bool = True
    ) -> None:
        """Set each record's change; the library sets none on the last record of a page."""
        rows = list(records)
        row, editor = self.model(pk=rows[0].id) if rows else None, cast("User", request.user)
        for record, change in zip(rows, changes_of_row(row, rows, editor) if row else [], strict=True):
            record.change = change


class RoadmapHistory(admin.ModelAdmin):
    """The pages of a whole roadmap's changes."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page of changes, and the URL that restores a deleted row."""
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/changes/", view(self.changes_view), name="roadmap_app_roadmap_changes"),
            path("<int:pk>/changes/<slug:kind>/<int:record>/", view(self.restore_view), name="roadmap_app_restore"),
        ]
        return [*own, *super().get_urls()]

    def changes_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the changes of the roadmap, newest first."""
        roadmap = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, roadmap):
            raise PermissionDenied
        deleted_only, editor = "deleted" in request.GET, cast("User", request.user)
        paginator = Paginator(changes_of(roadmap, deleted_only=deleted_only, editor=editor), CHANGES_PER_PAGE)
        page = paginator.get_page(request.GET.get(PAGE_VAR))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Changes: {roadmap}",
            "opts": self.opts,
            "roadmap": roadmap,
            "page_obj": page,
            "deleted_only": deleted_only,
            "changes": [(change, _address(change)) for change in read_changes(page, editor)],
        }
        return TemplateResponse(request, "admin/roadmap_app/roadmap/changes.html", context)

    def restore_view(self, request: HttpRequest, pk: int, kind: str, record: int) -> HttpResponse:
        """Restore a deleted row if the editor may add such rows."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        roadmap = get_object_or_404(self.get_queryset(request), pk=pk)
        if kind not in MODELS or not request.user.has_perm(f"roadmap_app.add_{kind}"):
            raise PermissionDenied
        deleted = MODELS[kind].history.filter(history_id=record).first()
        if deleted and kind != "roadmap":  # a roadmap is restored for nobody
            refuse_hidden_history(cast("User", request.user), MODELS[kind], deleted.id)
        try:
            row = restore(model=MODELS[kind], record_id=record)
        except CannotRestore as reason:
            messages.error(request, str(reason))
            return HttpResponseRedirect(reverse("admin:roadmap_app_roadmap_changes", args=[roadmap.pk]))
        messages.success(request, f"“{row}” is restored as it was.")
        return HttpResponseRedirect(reverse(f"admin:roadmap_app_{kind}_change", args=[row.pk]))


def _address(change: HistoryEntry) -> str:
    """Return the URL of the page that restores this version, "" for a deleted row."""
    if change.is_gone or change.what == "deleted":
        return ""
    return reverse(f"admin:roadmap_app_{change.kind}_simple_history", args=[change.pk, change.record])
