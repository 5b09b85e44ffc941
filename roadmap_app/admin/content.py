"""What all content shares in the admin: every write goes through the actions, and every page knows its place."""

from collections.abc import Callable, Sequence
from datetime import datetime

from adminsortable2.admin import SortableAdminBase
from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.contrib.admin.views.main import ChangeList
from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.forms import BaseModelFormSet, ModelForm, Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from roadmap_app.actions.curriculum import delete_content, save_content
from roadmap_app.admin.audience import SeenAdmin
from roadmap_app.admin.concurrent_actions import ConcurrentActionAdmin
from roadmap_app.admin.concurrent_edits import ConcurrentEditAdmin
from roadmap_app.admin.history import HistoryAdmin
from roadmap_app.admin.inlines import HTTPS_BY_DEFAULT, OrderedFormSet
from roadmap_app.admin.reasons import why_kept
from roadmap_app.admin.search import FoldedSearch
from roadmap_app.admin.selection import CheckedSelection
from roadmap_app.domain.reach import Reach, learner_count
from roadmap_app.models import Roadmap
from roadmap_app.models.curriculum import ContentRow
from roadmap_app.queries.editing import portal_address, span_warnings, with_counts
from roadmap_app.queries.reach import completers

DeletedObjects = tuple[list[str], dict[str, int], set[str], list[str]]


def count_column(name: str, label: str) -> Callable[[admin.ModelAdmin, ContentRow], int]:
    """Return a column with the heading LABEL for the annotated number NAME."""

    @admin.display(description=label, ordering=name)
    def column(model_admin: admin.ModelAdmin, row: ContentRow) -> int:
        return getattr(row, name) or 0

    return column


def learner_count_column(name: str, label: str) -> Callable[[admin.ModelAdmin, ContentRow], str]:
    """Return a column with the heading LABEL for the annotated number NAME of learners; its order would tell counts."""

    @admin.display(description=label)
    def column(model_admin: admin.ModelAdmin, row: ContentRow) -> str:
        return learner_count(getattr(row, name) or 0)

    return column


class LearnerCountList(ChangeList):
    """A list whose rows have the number of learners who completed items of them."""

    counted_at: datetime | None = None  # for the template: when the worker counted them, if it did

    def get_results(self, request: HttpRequest) -> None:
        """Read the rows of the page, and the learners of all rows together."""
        super().get_results(request)
        rows = list(self.result_list)
        self.counted_at = rows[0].learners_counted_at if rows else None
        counted = completers(rows, self.counted_at)
        for row in rows:
            row.completed_by = counted.get(row.pk) or Reach()
        self.result_list = rows


class ContentAdmin(
    FoldedSearch,
    CheckedSelection,
    ConcurrentEditAdmin,
    ConcurrentActionAdmin,
    SortableAdminBase,
    SeenAdmin,
    HistoryAdmin,
):
    """Saves and deletes through the actions, and links to the row on the portal."""

    list_per_page = 50
    formfield_overrides = HTTPS_BY_DEFAULT

    class Media:
        js = (Script("js/admin-order.js", type="module"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ContentRow]:
        """Return the rows with the counts that the list shows."""
        rows: QuerySet[ContentRow] = with_counts(super().get_queryset(request))
        return rows

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[ChangeList]:
        """Return the list that counts learners, if it shows them."""
        return LearnerCountList if "learners" in self.list_display else super().get_changelist(request, **kwargs)

    def why_not_deleted(self, rows: Sequence[ContentRow]) -> str:
        """Return the reasons why ROWS cannot be deleted together, "" if they can."""
        return " ".join(filter(None, map(why_kept, rows)))

    def view_on_site(self, row: ContentRow) -> str:
        """Return the row's URL on the portal."""
        return portal_address(row)

    @admin.display(description="On the portal")
    def portal_link(self, row: ContentRow) -> str:
        """Return a link to the row on the portal."""
        return format_html('<a href="{}" aria-label="View “{}” on the portal">View</a>', portal_address(row), row)

    @admin.display(description="Items completed by")
    def learners(self, row: ContentRow) -> str:
        """Return how many learners have completed the row, or some and all of its items."""
        reach: Reach = getattr(row, "completed_by", Reach())
        return reach.summary

    def save_model(self, request: HttpRequest, obj: ContentRow, form: ModelForm, change: bool) -> None:
        """Save and raise the roadmap's version."""
        save_content(obj)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: OrderedFormSet, change: bool) -> None:
        """Save the inline rows, in their order, and raise the roadmap's version."""
        with transaction.atomic():
            for row in formset.save_ordered():
                save_content(row)
            for row in formset.deleted_objects:
                delete_content(row)
            formset.save_m2m()

    def delete_model(self, request: HttpRequest, obj: ContentRow) -> None:
        """Delete and raise the roadmap's version."""
        delete_content(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ContentRow]) -> None:
        """Delete each row and raise its roadmap's version."""
        for row in queryset:
            delete_content(row)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Show the reason if the row cannot be deleted, instead of asking for confirmation."""
        row = self.get_object(request, object_id)
        if row is not None and (reason := self.why_not_deleted([row])):
            self.message_user(request, reason, messages.ERROR)
            return HttpResponseRedirect(
                reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[quote(row.pk)])
            )
        try:
            return super().delete_view(request, object_id, extra_context)
        except ProtectedError:  # completed between the confirmation page and its POST
            self.message_user(request, why_kept(row), messages.ERROR)
            return HttpResponseRedirect(request.path.removesuffix("delete/") + "change/")

    def get_deleted_objects(
        self, objs: Sequence[ContentRow] | QuerySet[ContentRow], request: HttpRequest
    ) -> DeletedObjects:
        """Show the reason if one of several rows cannot be deleted."""
        # First, as Django would read every row of a learner's that refers to them: there may be millions.
        if reason := self.why_not_deleted(list(objs)):
            return [], {}, set(), [reason]
        return super().get_deleted_objects(objs, request)


class SpanWarnings(admin.ModelAdmin):
    """Warns of stages that overlap or leave a gap, on the roadmap's form and after saving it or a stage."""

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Sequence[BaseModelFormSet], change: bool
    ) -> None:
        """Save, and show the warnings for the new months."""
        super().save_related(request, form, formsets, change)
        self.warn(request, form.instance.roadmap)

    def warn(self, request: HttpRequest, roadmap: Roadmap) -> None:
        """Show each warning once, though both the saved and the shown page add it."""
        shown = {message.message for message in messages.get_messages(request)}
        for warning in span_warnings(roadmap):
            if warning not in shown:
                messages.warning(request, warning)
