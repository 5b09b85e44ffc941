"""The audit record: owners read it, nobody changes it."""

from django.contrib import admin

from roadmap_app.admin.read_only import ReadOnlyAdmin
from roadmap_app.admin.search import EventSearch
from roadmap_app.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(EventSearch, ReadOnlyAdmin):
    """Events of accounts, newest first; for owners only, as they show when and from where people sign in."""

    list_display = ("at", "verb", "actor", "subject", "detail", "address", "request_id")
    list_filter = ("verb", "at")
    list_select_related = ("actor", "subject")
    search_fields = ("actor__email", "subject__email", "address", "request_id")
    ordering = ("-at", "-pk")
    list_per_page = 100
    show_full_result_count = False
