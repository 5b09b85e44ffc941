"""Creating a roadmap from a text: how it is understood is shown and can be changed before it is made."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from roadmap_app import access
from roadmap_app.actions.outline import OutlineRefused, create_from_outline
from roadmap_app.forms.outline import NewRoadmapForm, OutlineForm
from roadmap_app.outline.gate import check, too_large
from roadmap_app.outline.mending.mend import Mended
from roadmap_app.outline.nodes import with_slugs
from roadmap_app.outline.preview import Preview
from roadmap_app.web.htmx import LearnerRequest, signed_in, submitted

TOO_LARGE = "This is more than a roadmap may hold. Your text is still all here."
OTHER = "This is not what was shown before, so nothing is done yet. Look again, then apply it."


@require_http_methods(["GET", "HEAD", "POST"])
@access.edits
@signed_in
def outline_new(request: LearnerRequest) -> HttpResponse:
    """Create a roadmap from a text, pasted from an article or written as an outline."""
    access.roadmap_maker(request.user)
    form = NewRoadmapForm(submitted(request), request.FILES or None)
    if not form.is_bound:
        return render(request, "outlines/new.html", {"body": ""})
    if not form.is_valid():
        return _page(request, form, {"error": form.first_error, "kept": form.wishes.fields()}, 422)
    mended = form.read()
    preview = form.preview(mended, check(with_slugs(mended.reading.outline)))
    status, error = _why_not(form, preview)
    if form.applies and status == 200:
        return _make(request, form, mended)
    tell(request, form, preview)
    return _page(request, form, {"error": error, "preview": preview}, status)


def _why_not(form: NewRoadmapForm, preview: Preview) -> tuple[int, str]:
    """Return the status code and why the roadmap cannot be made; 200 and "" if it can, or if that is not requested."""
    if too_large(preview.reading.outline):
        return 422, TOO_LARGE
    if form.refused:
        return 422, form.first_error
    if form.applies and form.cleaned_data["shown"] != preview.digest:
        return 409, OTHER
    return (422 if form.applies and preview.problems else 200), ""


def _make(request: LearnerRequest, form: NewRoadmapForm, mended: Mended) -> HttpResponse:
    slug, published = form.cleaned_data["slug"], form.cleaned_data["published"]
    try:
        made = create_from_outline(outline=mended.reading.outline, slug=slug, published=published)
    except OutlineRefused as refused:
        # The gate has passed it, so that it can be made, at another address.
        context = {"preview": form.preview(mended, refused.problems), "can_make": True}
        return _page(request, form, context | {"taken": refused.problems[0].message}, 422)
    messages.success(request, f"“{made.title}” is made{'' if made.is_published else ', and not published yet'}.")
    return redirect("roadmap", made.slug)


def _page(request: LearnerRequest, form: NewRoadmapForm, context: dict[str, object], status: int) -> HttpResponse:
    """Show the page with what was typed, and how to make the roadmap if its text has no problem."""
    preview = context.get("preview")
    if isinstance(preview, Preview) and not too_large(preview.reading.outline):
        slug = form.cleaned_data["slug"] or preview.outline.slug
        context = {"can_make": not preview.problems} | context | {"outline": preview.outline, "slug": slug}
    return page(request, "outlines/new.html", form, {}, context, status)


def tell(request: HttpRequest, form: OutlineForm, preview: Preview) -> None:
    """Say how much was read, and how much before; a screen reader reads it out."""
    messages.info(request, preview.counts.told(form.cleaned_data["before"]))


def page(
    request: LearnerRequest,
    template: str,
    form: OutlineForm | None,
    shared: dict[str, object],
    context: dict[str, object],
    status: int,
) -> HttpResponse:
    """Show the page with what was typed, valid or not; CONTEXT outweighs it, and that SHARED.

    If the text is not what was typed, as with a file, htmx replaces the whole form and not only the preview.
    """
    if form is not None:
        shared |= {"body": form.data.get("body", ""), "published": form.data.get("published", ""), "form": form}
    response = render(request, template, shared | context, status=status)
    if request.htmx and form is not None and form.shows_another_text:
        response["HX-Retarget"] = response["HX-Reselect"] = ".outline-form"
        response["HX-Reswap"] = "outerHTML"
    return response
