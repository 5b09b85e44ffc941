"""The audit record: owners read it, nobody changes it."""

from django.contrib import admin
from django.http import HttpRequest

from roadmap_app.admin.read_only import ReadOnlyAdmin
from roadmap_app.admin.search import EventSearch
from roadmap_app.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(EventSearch, ReadOnlyAdmin):
    """Events of accounts, newest first."""

    list_display = ("at", "verb", "actor", "subject", "detail", "address", "request_id")
    list_filter = ("verb", "at")
    list_select_related = ("actor", "subject")
    search_fields = ("actor__email", "subject__email", "address", "request_id")
    search_help_text = "An e-mail address, a network address or the id of a request."
    ordering = ("-at", "-pk")
    list_per_page = 100
    show_full_result_count = False

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Let only owners read it: it shows when and from where people sign in."""
        return bool(request.user.is_active and request.user.is_superuser)
