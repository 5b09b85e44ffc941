"""The admin's search, which ignores case, accents and Unicode forms."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from roadmap_app.domain.folding import words
from roadmap_app.models import AuditEvent, User
from roadmap_app.queries.search import rows_holding


class FoldedSearch:
    """Replaces a ModelAdmin's search in its search_fields."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return the rows of QUERYSET that contain each word of SEARCH_TERM, without duplicates."""
        if not words(search_term):
            return queryset, False
        fields = tuple(self.search_fields)  # type: ignore[attr-defined]
        return queryset.filter(pk__in=rows_holding(queryset.model, fields, search_term)), False


class EventSearch:
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
