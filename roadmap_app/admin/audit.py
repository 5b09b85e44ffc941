"""The audit record, to be read by owners and changed by nobody."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from roadmap_app.admin.search import EventSearch
from roadmap_app.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(EventSearch, admin.ModelAdmin):  # type: ignore[type-arg]
    """What happened to accounts, the latest first."""

    list_display = ("at", "verb", "actor", "subject", "detail", "address", "request_id")
    list_filter = ("verb", "at")
    list_select_related = ("actor", "subject")
    search_fields = ("actor__email", "subject__email", "address", "request_id")
    search_help_text = "An e-mail address, a network address or the id of a request."
    ordering = ("-at", "-pk")
    list_per_page = 100
    show_full_result_count = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only owners read it: it tells when and from where people come."""
        return bool(request.user.is_active and request.user.is_superuser)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As has_view_permission."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody writes it by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes from it; clean_up takes away what is old."""
        return False
