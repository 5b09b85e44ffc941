"""What all content shares in the admin: every write goes through the actions, and every page knows its place."""

from typing import Any

from adminsortable2.admin import SortableAdminBase
from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.contrib.admin.views.main import ChangeList
from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.forms import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from roadmap_app.actions.curriculum import delete_content, save_content
from roadmap_app.admin.history import HistoryAdmin
from roadmap_app.admin.inlines import HTTPS_BY_DEFAULT
from roadmap_app.admin.lists import SeenList
from roadmap_app.admin.reasons import why_kept
from roadmap_app.admin.search import FoldedSearch
from roadmap_app.admin.seen import SeenAdmin
from roadmap_app.domain.reach import Reach
from roadmap_app.models import Roadmap
from roadmap_app.queries.editing import completers, portal_address, span_warnings, told_of


class TellingList(ChangeList):
    """A list whose rows know how many learners have completed something of them."""

    def get_results(self, request: HttpRequest) -> None:
        """Read the rows of the page, and their learners in one reading."""
        super().get_results(request)
        rows = list(self.result_list)
        counted = completers(rows)
        for row in rows:
            row.completed_by = counted.get(row.pk) or Reach()
        self.result_list = rows


class ContentAdmin(FoldedSearch, SeenAdmin, SeenList, SortableAdminBase, HistoryAdmin):  # type: ignore[misc]
    """Saving and deleting through the actions, with a link to where learners see the row."""

    list_per_page = 50
    formfield_overrides = HTTPS_BY_DEFAULT
    save_on_top = True

    class Media:
        js = (Script("js/admin-order.js", type="module"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows with what the list tells of them."""
        rows: QuerySet[Any] = told_of(super().get_queryset(request))
        return rows

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list that counts learners."""
        return TellingList

    def why_not_deleted(self, rows: list[Any]) -> str:
        """Return why ROWS cannot be deleted together, "" if they can."""
        return " ".join(filter(None, map(why_kept, rows)))

    def view_on_site(self, row: Any) -> str:
        """Return where learners see the row."""
        return portal_address(row)

    @admin.display(description="On the portal")
    def portal_link(self, row: Any) -> str:
        """A link to the row as learners see it."""
        return format_html('<a href="{}" aria-label="View “{}” on the portal">View</a>', portal_address(row), row)

    @admin.display(description="Items completed by")
    def learners(self, row: Any) -> str:
        """How many learners have completed the row, or items of it, and how many all of these."""
        reach: Reach = row.completed_by
        return reach.who

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save and raise the roadmap's version."""
        save_content(obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the inline rows, in their order, and raise the roadmap's version."""
        with transaction.atomic():
            for row in formset.save_ordered():
                save_content(row)
            for row in formset.deleted_objects:
                delete_content(row)
            formset.save_m2m()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete and raise the roadmap's version."""
        delete_content(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete each row and raise its roadmap's version."""
        for row in queryset:
            delete_content(row)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Say why a row that learners have something on cannot be deleted, instead of asking whether to."""
        row = self.get_object(request, object_id)
        if row is not None and (reason := self.why_not_deleted([row])):
            self.message_user(request, reason, messages.ERROR)
            return HttpResponseRedirect(
                reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[quote(row.pk)])
            )
        try:
            return super().delete_view(request, object_id, extra_context)  # type: ignore[no-any-return]
        except ProtectedError:  # somebody ticked it between the question and the answer
            self.message_user(request, why_kept(row), messages.ERROR)
            return HttpResponseRedirect(request.path.removesuffix("delete/") + "change/")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, Any]:
        """Name the reason beside each protected row of a deletion of several."""
        deleted, counts, missing, protected = super().get_deleted_objects(objs, request)
        if reason := self.why_not_deleted(list(objs)):
            protected = [reason]
        return deleted, counts, missing, protected


class SpanWarnings:
    """Says where a roadmap's stages overlap or leave a gap, on its page and after saving it or a stage of it."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save, and say what the months are like now."""
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        self.warn(request, form.instance.roadmap)

    def warn(self, request: HttpRequest, roadmap: Roadmap) -> None:
        """Say it once, though the page that is saved and the page that is shown both do."""
        said = {message.message for message in messages.get_messages(request)}
        for sentence in span_warnings(roadmap):
            if sentence not in said:
                messages.warning(request, sentence)
