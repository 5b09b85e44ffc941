"""How an unsaved form would look on the portal."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import path

from roadmap_app.admin.inlines import in_order


class PreviewAdmin:
    """Adds to the form a button that shows it as learners would see it. Nothing is saved."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[Any]:
        """Add the preview of a new row and of one that exists."""
        view, name = self.admin_site.admin_view(self.preview_view), f"roadmap_app_{self.opts.model_name}_preview"
        return [path("add/preview/", view), path("<int:pk>/preview/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def render_change_form(self, request: HttpRequest, context: Any, **kwargs: Any) -> HttpResponse:
        """Give the form the address of its preview, where it can be saved at all."""
        admin: Any = self
        row = kwargs.get("obj")
        context["can_preview"] = admin.has_change_permission(request, row) if row else admin.has_add_permission(request)
        context["preview_url"] = "../preview/" if kwargs.get("change") else "preview/"
        answer: HttpResponse = super().render_change_form(request, context, **kwargs)  # type: ignore[misc]
        return answer

    def preview_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Show what was posted in the portal's look, with what still stands in the way of saving it."""
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
    # As on the portal, where a label stands once, at the place of its first item.
    labels = list(dict.fromkeys(getattr(row, "group", "") for row in rows))
    return sorted(rows, key=lambda row: labels.index(getattr(row, "group", "")))
