"""The preview of an unsaved form as learners would see it."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from roadmap_app.admin.inlines import OrderedFormSet, in_order
from roadmap_app.models import Roadmap
from roadmap_app.models.curriculum import Retirable


class PreviewAdmin(admin.ModelAdmin):
    """Adds a preview button to the form. Nothing is saved."""

    def get_urls(self) -> list[URLPattern]:
        """Add the URLs of the preview of a new and of an existing row."""
        view, name = self.admin_site.admin_view(self.preview_view), f"roadmap_app_{self.opts.model_name}_preview"
        return [path("add/preview/", view), path("<int:pk>/preview/", view, name=name), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the preview's URL for those who may save the form."""
        row = kwargs.get("obj")
        context["can_preview"] = self.has_change_permission(request, row) if row else self.has_add_permission(request)
        context["preview_url"] = "../preview/" if kwargs.get("change") else "preview/"
        return super().render_change_form(request, context, *args, **kwargs)

    def preview_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Show the posted form as learners would see it, and whether it is valid."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        row = self.get_object(request, str(pk)) if pk else None
        allowed = self.has_change_permission(request, row) if row else self.has_add_permission(request)
        if not allowed:
            raise PermissionDenied
        if pk and row is None:
            raise Http404
        form = self.get_form(request, row, change=bool(row))(request.POST, instance=row)
        formsets, _ = self._create_formsets(request, form.instance, change=bool(row))  # type: ignore[attr-defined]  # private
        valid = all([form.is_valid(), *(formset.is_valid() for formset in formsets)])
        rows = {formset.prefix: _live(formset) for formset in formsets}
        context = {"row": form.instance, "kind": self.opts.model_name, "rows": rows, "valid": valid}
        return TemplateResponse(request, "admin/roadmap_app/preview.html", context)


def _live(formset: OrderedFormSet) -> list[Retirable]:
    rows = [row for row in in_order(formset.kept_forms) if not isinstance(row, Roadmap) and not row.retired]
    # As on the portal: each label is shown once, where its first item is.
    labels = list(dict.fromkeys(getattr(row, "group", "") for row in rows))
    return sorted(rows, key=lambda row: labels.index(getattr(row, "group", "")))
