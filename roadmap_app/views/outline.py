"""Editing a roadmap or a stage as an outline, previewed before it is applied; and publishing it."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from roadmap_app import access
from roadmap_app.actions.outline import OutlineConflict, OutlineRefused, apply_outline
from roadmap_app.actions.publication import publish
from roadmap_app.forms.outline import OutlineForm
from roadmap_app.models import Roadmap
from roadmap_app.outline.edit import OutlineEdit
from roadmap_app.outline.gate import too_large
from roadmap_app.outline.match import Key
from roadmap_app.outline.mending.mend import Mended
from roadmap_app.outline.offers import offers
from roadmap_app.outline.plan import ORDER, OutlinePlan
from roadmap_app.outline.preview import Preview
from roadmap_app.outline.problems import Problem
from roadmap_app.queries.outline import Affected, affected, outline_of
from roadmap_app.queries.reach import counted_at
from roadmap_app.views.outline_new import OTHER, TOO_LARGE, page, tell
from roadmap_app.web.htmx import LearnerRequest, signed_in
from roadmap_app.web.pages import page_of

STALE = "Somebody else changed the roadmap meanwhile. This is what your text would change now; nothing is done yet."
# At most so many changes of a kind are listed; all are counted.
LISTED_CHANGES = 200


@require_http_methods(["GET", "HEAD", "POST"])
@access.edits
@signed_in
def roadmap_outline(request: LearnerRequest, roadmap: str) -> HttpResponse:
    """Show a roadmap, or with ?stage= one stage of it, as an outline; preview and apply a changed one."""
    row = access.edited_roadmap(request.user, roadmap)
    edit = _edit(row, request.GET.get("stage", ""))
    if request.method != "POST":
        return _page(request, row, edit, None, {"body": edit.text, "stored": True})
    form = OutlineForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, row, edit, form, {"error": form.first_error, "kept": form.wishes.fields()}, 422)
    mended = form.read()
    if problems := too_large(mended.reading.outline):  # before any step whose cost grows with its size
        return _page(request, row, edit, form, {"error": TOO_LARGE, "preview": form.preview(mended, problems)}, 422)
    shown = edit.plan(mended.reading, form.declined, form.same)
    problems = edit.problems(mended.reading, shown)
    status, error = _why_not(form, row, shown, problems)
    if status != 200 or not form.applies:
        preview = form.preview(mended, problems, is_whole=edit.stage is None)
        tell(request, form, preview)
        return _page(request, row, edit, form, _shown(edit, shown, form, preview) | {"error": error}, status)
    return _apply(request, row, edit, mended, shown, form)


def _edit(roadmap: Roadmap, stage_slug: str) -> OutlineEdit:
    """Return an edit of ROADMAP, or of the one stage with STAGE_SLUG; raise Http404 if there is no such stage."""
    stored = outline_of(roadmap)
    stage = next((stage for stage in stored.stages if stage.slug == stage_slug), None)
    if stage_slug and stage is None:
        raise Http404("There is no such stage on this roadmap.")
    return OutlineEdit(stored, stage)


def _apply(
    request: LearnerRequest,
    roadmap: Roadmap,
    edit: OutlineEdit,
    mended: Mended,
    shown: OutlinePlan,
    form: OutlineForm,
) -> HttpResponse:
    version, target = form.cleaned_data["version"], edit.target(mended.reading)
    try:
        apply_outline(roadmap=roadmap, outline=target, version=version, declined=form.declined, same=form.same)
    except OutlineConflict:
        roadmap = access.edited_roadmap(request.user, roadmap.slug)
        edit = _edit(roadmap, edit.stage.slug if edit.stage else "")
        shown = edit.plan(mended.reading, form.declined, form.same)
        preview = form.preview(mended, edit.problems(mended.reading, shown), is_whole=edit.stage is None)
        return _page(request, roadmap, edit, form, _shown(edit, shown, form, preview) | {"error": STALE}, 409)
    except OutlineRefused as refused:
        preview = form.preview(mended, refused.problems, is_whole=edit.stage is None)
        return _page(request, roadmap, edit, form, _shown(edit, shown, form, preview), 422)
    count = len(shown.changes)
    messages.success(
        request, f"Done: {count} change{'' if count == 1 else 's'}. What learners have ticked is all there."
    )
    return redirect("roadmap", roadmap.slug)


@require_POST
@access.edits
@signed_in
def roadmap_publication(request: LearnerRequest, roadmap: str) -> HttpResponse:
    """Publish a draft, or list what prevents it."""
    row = access.edited_roadmap(request.user, roadmap)
    try:
        publish(roadmap=row)
    except OutlineRefused as refused:
        return render(request, "roadmaps/publication.html", {"roadmap": row, "faults": refused.problems}, status=422)
    messages.success(request, f"“{row.title}” is published: learners see it now.")
    return redirect(page_of(request)) if "next" in request.POST else redirect("roadmap", row.slug)


def _why_not(form: OutlineForm, roadmap: Roadmap, shown: OutlinePlan, problems: list[Problem]) -> tuple[int, str]:
    """Return the status code and why a valid outline cannot be applied yet; "" for its PROBLEMS, which the page lists.

    Return 200 and "" if it can, or if applying it is not requested. The preview of a text of an older version is a 409,
    too: it shows what others have changed since as changes of the text.
    """
    if form.refused:
        return 422, form.first_error
    version = form.cleaned_data["version"]
    is_stale = version is not None and version != roadmap.version
    if is_stale or (form.applies and version is None):
        return 409, STALE
    if form.applies and form.cleaned_data["shown"] != shown.digest:
        return 409, OTHER
    return (422, "") if form.applies and problems else (200, "")


def _shown(edit: OutlineEdit, shown: OutlinePlan, form: OutlineForm, preview: Preview) -> dict[str, object]:
    """Return what the page shows of the text: its PREVIEW, and the changes that are planned."""
    kept_at = counted_at()
    rows = [
        replace(row, offers=each)
        for row, each in zip(affected(shown.changes, kept_at), offers(shown.changes), strict=True)
    ]
    groups = [(kind, [row for row in rows if row.change.kinds[0] == kind]) for kind in ORDER]
    return {
        "plan": shown,
        "counted_at": kept_at,
        "groups": [(kind, len(found), _listed(found, form.declined)) for kind, found in groups if found],
        "note": edit.slug_warning(preview.reading),
        "preview": preview,
    }


def _listed(rows: list[Affected], declined: list[Key]) -> list[Affected]:
    """Return the ROWS that the page lists: the first, every guess that can be declined, and every one that is."""
    return [
        row
        for place, row in enumerate(rows)
        if place < LISTED_CHANGES or row.change.proposed or (row.change.word, row.change.id) in declined
    ]


def _page(
    request: LearnerRequest,
    roadmap: Roadmap,
    edit: OutlineEdit,
    form: OutlineForm | None,
    context: dict[str, object],
    status: int = 200,
) -> HttpResponse:
    declined = request.POST.getlist("declined")
    shared: dict[str, object] = {"roadmap": roadmap, "stage": edit.stage, "declined": declined}
    return page(request, "outlines/edit.html", form, shared, context, status)
