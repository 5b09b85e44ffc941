"""The preview of an unsaved form as learners would see it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import path

from roadmap_app.admin.inlines import in_order


class PreviewAdmin:
    """Adds a preview button to the form. Nothing is saved."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[Any]:
        """Add the URLs of the preview of a new and of an existing row."""
        view, name = self.admin_site.admin_view(self.preview_view), f"roadmap_app_{self.opts.model_name}_preview"
        return [path("add/preview/", view), path("<int:pk>/preview/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def render_change_form(self, request: HttpRequest, context: Any, **kwargs: Any) -> HttpResponse:
        """Add the preview's URL for those who may save the form."""
        admin: Any = self
        row = kwargs.get("obj")
        context["can_preview"] = admin.has_change_permission(request, row) if row else admin.has_add_permission(request)
        context["preview_url"] = "../preview/" if kwargs.get("change") else "preview/"
        response: HttpResponse = super().render_change_form(request, context, **kwargs)  # type: ignore[misc]
        return response

    def preview_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Show the posted form as learners would see it, and whether it is valid."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        admin: Any = self
        row = admin.get_object(request, str(pk)) if pk else None
        allowed = admin.has_change_permission(request, row) if row else admin.has_add_permission(request)
        if not allowed:
            raise PermissionDenied
        if pk and row is None:
            raise Http404
        form = admin.get_form(request, row, change=bool(row))(request.POST, instance=row)
        formsets, _ = admin._create_formsets(request, form.instance, change=bool(row))
        valid = all([form.is_valid(), *(formset.is_valid() for formset in formsets)])
        rows = {formset.prefix: _live(formset) for formset in formsets}
        context = {"row": form.instance, "kind": self.opts.model_name, "rows": rows, "valid": valid}
        return TemplateResponse(request, "admin/roadmap_app/preview.html", context)


def _live(formset: Any) -> list[Any]:
    rows = [row for row in in_order(formset.kept_forms) if not row.retired]
    # As on the portal: each label is shown once, where its first item is.
    labels = list(dict.fromkeys(getattr(row, "group", "") for row in rows))
    return sorted(rows, key=lambda row: labels.index(getattr(row, "group", "")))
