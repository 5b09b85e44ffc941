"""Link checks in the admin: broken links, for editors to repair."""

from django.contrib import admin
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from roadmap_app.admin.audience import RoadmapFilter, SeenAdmin
from roadmap_app.admin.read_only import ReadOnlyAdmin
from roadmap_app.admin.search import FoldedSearch
from roadmap_app.models import LinkCheck, Resource

WORST_FIRST = ("dead", "refused", "moved", "unsure", "alive")


def link_mark(resource: Resource) -> str:
    """Return the result of the last check of RESOURCE's address in a few words; select its link_check with it."""
    check = getattr(resource, "link_check", None)
    if not resource.url:
        return "no address"
    if check is None or check.url != resource.url:
        return "not checked yet"
    return str(check.get_outcome_display())


@admin.register(LinkCheck)
class LinkCheckAdmin(FoldedSearch, SeenAdmin, ReadOnlyAdmin):
    """The last check of each address, made by `manage.py check_links`."""

    list_display = ("resource_link", "topic", "outcome", "status", "reason", "answered_at", "checked_at")
    list_display_links = None
    list_filter = ("outcome", ("resource__topic__stage__roadmap", RoadmapFilter))
    list_select_related = ("resource__topic",)
    search_fields = ("url", "resource__title", "reason")

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Let those who may view resources view their link checks."""
        return bool(request.user.is_active and request.user.has_perm("roadmap_app.view_resource"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[LinkCheck]:
        """Return the checks of current addresses of resources in use, worst first."""
        places = [When(outcome=outcome, then=Value(place)) for place, outcome in enumerate(WORST_FIRST)]
        rows: QuerySet[LinkCheck] = super().get_queryset(request)
        rows = rows.filter(url=F("resource__url"), resource__retired=False)
        return rows.annotate(place=Case(*places, output_field=IntegerField())).order_by("place", "-checked_at", "pk")

    @admin.display(description="Resource")
    def resource_link(self, check: LinkCheck) -> str:
        """Return a link to the resource's form, and its address."""
        page = reverse("admin:roadmap_app_resource_change", args=[check.resource_id])
        return format_html('<a href="{}">{}</a><br>{}', page, check.resource, check.url)

    @admin.display(description="Topic")
    def topic(self, check: LinkCheck) -> str:
        """Return the topic of the resource."""
        return str(check.resource.topic)
