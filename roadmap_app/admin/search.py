"""The admin's search, which ignores case, accents and Unicode forms."""

from typing import TypeVar

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from roadmap_app.domain.folding import words
from roadmap_app.models import AuditEvent, User
from roadmap_app.queries.search import rows_holding

RowT = TypeVar("RowT", bound=Model)


class FoldedSearch(admin.ModelAdmin):
    """Replaces a ModelAdmin's search in its search_fields."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[RowT], search_term: str
    ) -> tuple[QuerySet[RowT], bool]:
        """Return the rows of QUERYSET that contain each word of SEARCH_TERM, without duplicates."""
        if not words(search_term):
            return queryset, False
        fields = tuple(self.search_fields)
        return queryset.filter(pk__in=rows_holding(queryset.model, fields, search_term)), False


class EventSearch(admin.ModelAdmin):
    """Searches the audit record by its accounts, as it may have millions of rows."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEvent], search_term: str
    ) -> tuple[QuerySet[AuditEvent], bool]:
        """Return the events whose account, address or request id contains each word of SEARCH_TERM."""
        for word in words(search_term):
            people = rows_holding(User, ("email",), word)
            of_people = Q(actor__in=people) | Q(subject__in=people)
            queryset = queryset.filter(of_people | Q(address__icontains=word) | Q(request_id__icontains=word))
        return queryset, False
