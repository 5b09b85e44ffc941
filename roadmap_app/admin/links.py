"""Link checks in the admin: what does not work any more, for editors to mend."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from roadmap_app.admin.search import FoldedSearch
from roadmap_app.models import LinkCheck, Resource

WORST_FIRST = ("dead", "refused", "moved", "unsure", "alive")


def link_mark(resource: Resource) -> str:
    """Return in a word or two what is known of a resource's address; read its link_check along with it."""
    check = getattr(resource, "link_check", None)
    if not resource.url:
        return "no address"
    if check is None or check.url != resource.url:
        return "not checked yet"
    return str(check.get_outcome_display())


@admin.register(LinkCheck)
class LinkCheckAdmin(FoldedSearch, admin.ModelAdmin):  # type: ignore[type-arg]
    """The last check of each address; made by `manage.py check_links` and by nobody here."""

    list_display = ("resource_link", "topic", "outcome", "status", "reason", "answered_at", "checked_at")
    list_display_links = None
    list_filter = ("outcome", "resource__topic__stage__roadmap")
    list_select_related = ("resource__topic",)
    search_fields = ("url", "resource__title", "reason")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may see resources may see whether their addresses work."""
        return bool(request.user.is_active and request.user.has_perm("roadmap_app.view_resource"))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As for seeing."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """No: the check makes them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No: what to change is the resource."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No: they go with their resource."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[LinkCheck]:
        """Return what holds of addresses in use, worst first: what was mended or retired is nobody's task any more."""
        places = [When(outcome=outcome, then=Value(place)) for place, outcome in enumerate(WORST_FIRST)]
        rows: QuerySet[LinkCheck] = super().get_queryset(request)
        rows = rows.filter(url=F("resource__url"), resource__retired=False)
        return rows.annotate(place=Case(*places, output_field=IntegerField())).order_by("place", "-checked_at", "pk")

    @admin.display(description="Resource")
    def resource_link(self, check: LinkCheck) -> str:
        """The resource, with its page to mend it on, and its address."""
        page = reverse("admin:roadmap_app_resource_change", args=[check.resource_id])
        return format_html('<a href="{}">{}</a><br>{}', page, check.resource, check.url)

    @admin.display(description="Topic")
    def topic(self, check: LinkCheck) -> str:
        """Where it is."""
        return str(check.resource.topic)
