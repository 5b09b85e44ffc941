"""Retiring and restoring content, after a confirmation that states how many learners are affected."""

from datetime import datetime

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from roadmap_app.actions.curriculum import set_retired
from roadmap_app.admin.content import ContentAdmin
from roadmap_app.domain.numbers import rounded
from roadmap_app.domain.reach import Learners, Reach
from roadmap_app.models import Item, Resource
from roadmap_app.models.curriculum import Retirable
from roadmap_app.queries.reach import completers, counted_at, learners_of


def learners_affected(rows: list[Retirable], kept_at: datetime | None) -> str:
    """Return in words how many learners have completed ROWS (all of one model) or items of them.

    KEPT_AT is when the worker counted them, None to count them now.
    """
    if isinstance(rows[0], Resource):
        return "Nobody's progress depends on it."
    return f"{capfirst(_words(rows, kept_at))}, and keep what they have done."


def _words(rows: list[Retirable], kept_at: datetime | None) -> str:
    is_item = isinstance(rows[0], Item)
    if len(rows) == 1:
        return (completers(rows, kept_at).get(rows[0].pk) or Reach(is_item=is_item)).words
    learners = learners_of(rows, kept_at)
    if learners.is_least and not rounded(learners.count):  # the largest count is all that is known of several rows
        return f"{Learners(learners.count).have} completed {'each' if is_item else 'items in each'} of these"
    return f"{learners.have} completed {'some of' if is_item else 'items in'} these"


class RetiringAdmin(ContentAdmin):
    """Content that can be retired and restored."""

    actions = ("retire", "restore")

    @admin.display(description="State", ordering="retired")
    def state(self, row: Retirable) -> str:
        """Return in words whether the row is retired: a red cross for "no" would look like an error."""
        return "Retired" if row.retired else "In use"

    @admin.action(description="Retire selected", permissions=["change"])
    def retire(self, request: HttpRequest, queryset: QuerySet[Retirable]) -> HttpResponse | None:
        """Retire the rows; learners who have completed them keep them."""
        return self._set_retired(request, queryset, retired=True)

    @admin.action(description="Restore selected", permissions=["change"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Retirable]) -> HttpResponse | None:
        """Restore retired rows."""
        return self._set_retired(request, queryset, retired=False)

    def _set_retired(
        self, request: HttpRequest, queryset: QuerySet[Retirable], *, retired: bool
    ) -> HttpResponse | None:
        rows = [row for row in queryset if row.retired != retired]
        if not rows:
            self.message_user(request, "Nothing to do: it is so already.", messages.INFO)
        elif "confirmed" not in request.POST:
            return self._question(request, rows, retired=retired)
        else:
            count = set_retired(rows, retired=retired)
            words = "retired. What learners have completed of it stays theirs." if retired else "restored."
            self.message_user(request, f"{self._counted(count)} {words}", messages.SUCCESS)
        return None

    def _question(self, request: HttpRequest, rows: list[Retirable], *, retired: bool) -> HttpResponse:
        verb = "retire" if retired else "restore"
        kept_at = counted_at()
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb.title()} {self._counted(len(rows))}?",
            "opts": self.opts,
            "rows": rows,
            "lines": rows,
            "verb": verb,
            "touched": learners_affected(rows, kept_at),
            "counted_at": kept_at,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/retire.html", context)

    def _counted(self, count: int) -> str:
        return f"{count} {self.opts.verbose_name if count == 1 else self.opts.verbose_name_plural}"
