"""Editing a roadmap or a stage as an outline, and creating a roadmap from one; previewed before it is applied."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from roadmap_app import access
from roadmap_app.actions.outline import OutlineConflict, OutlineRefused, apply_outline, create_from_outline
from roadmap_app.actions.publication import publish
from roadmap_app.forms.outline import NewRoadmapForm, OutlineForm
from roadmap_app.models import Roadmap
from roadmap_app.outline.edit import OutlineEdit
from roadmap_app.outline.gate import check, too_large
from roadmap_app.outline.match import Key
from roadmap_app.outline.nodes import with_slugs
from roadmap_app.outline.offers import offers
from roadmap_app.outline.plan import ORDER, OutlinePlan
from roadmap_app.outline.problems import Problem
from roadmap_app.outline.reader import read_outline
from roadmap_app.outline.reading.result import Reading
from roadmap_app.queries.outline import Affected, affected, outline_of
from roadmap_app.queries.reach import counted_at
from roadmap_app.web.htmx import LearnerRequest, signed_in, submitted
from roadmap_app.web.pages import page_of

STALE = "Somebody else changed the roadmap meanwhile. This is what your text would change now; nothing is done yet."
# At most so many changes of a kind are listed; all are counted.
LISTED_CHANGES = 200
TOO_LARGE = "This is more than a roadmap may hold, so nothing of it is looked at. Your text is still all here."
OTHER = "This is not what was shown before, so nothing is done yet. Look again, then apply it."


@require_http_methods(["GET", "HEAD", "POST"])
@access.edits
@signed_in
def roadmap_outline(request: LearnerRequest, roadmap: str) -> HttpResponse:
    """Show a roadmap, or with ?stage= one stage of it, as an outline; preview and apply a changed one."""
    row = access.edited_roadmap(request.user, roadmap)
    edit = _edit(row, request.GET.get("stage", ""))
    if request.method != "POST":
        return _page(request, row, edit, {"body": edit.text, "stored": True})
    form = OutlineForm(request.POST)
    if not form.is_valid():
        return _page(request, row, edit, {"error": form.first_error}, 422)
    reading = read_outline(form.cleaned_data["body"])
    if problems := too_large(reading.outline):  # before any step whose cost grows with its size
        return _page(request, row, edit, {"error": TOO_LARGE, "problems": problems}, 422)
    shown = edit.plan(reading, form.declined, form.same)
    why_not = _why_not(form, row, shown)
    if why_not or not form.applies or edit.problems(reading, shown):
        context = _preview(edit, reading, shown, form) | {"error": why_not}
        return _page(request, row, edit, context, 409 if why_not else 200)
    return _apply(request, row, edit, reading, shown, form)


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
    reading: Reading,
    shown: OutlinePlan,
    form: OutlineForm,
) -> HttpResponse:
    version = form.cleaned_data["version"]
    try:
        apply_outline(
            roadmap=roadmap, outline=edit.target(reading), version=version, declined=form.declined, same=form.same
        )
    except OutlineConflict:
        roadmap = access.edited_roadmap(request.user, roadmap.slug)
        edit = _edit(roadmap, edit.stage.slug if edit.stage else "")
        shown = edit.plan(reading, form.declined, form.same)
        return _page(request, roadmap, edit, _preview(edit, reading, shown, form) | {"error": STALE}, 409)
    except OutlineRefused as refused:
        return _page(request, roadmap, edit, _preview(edit, reading, shown, form) | {"problems": refused.problems}, 422)
    count = len(shown.changes)
    messages.success(
        request, f"Done: {count} change{'' if count == 1 else 's'}. What learners have ticked is all there."
    )
    return redirect("roadmap", roadmap.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@access.edits
@signed_in
def outline_new(request: LearnerRequest) -> HttpResponse:
    """Create a roadmap from a text, pasted from an article or written as an outline."""
    access.roadmap_maker(request.user)
    form = NewRoadmapForm(submitted(request))
    if not form.is_bound:
        return render(request, "outlines/new.html", {"body": ""})
    if not form.is_valid():
        return render(request, "outlines/new.html", _typed(request) | {"error": form.first_error}, status=422)
    reading = read_outline(form.cleaned_data["body"])
    if problems := too_large(reading.outline):
        error = {"error": TOO_LARGE, "problems": problems}
        return render(request, "outlines/new.html", _typed(request) | error, status=422)
    outline = with_slugs(reading.outline)
    problems = check(outline)
    if form.applies and not problems:
        try:
            made = create_from_outline(
                outline=outline, slug=form.cleaned_data["slug"], published=form.cleaned_data["published"]
            )
        except OutlineRefused as refused:
            return _new_page(request, form, refused.problems)
        messages.success(request, f"“{made.title}” is made{'' if made.is_published else ', and not published yet'}.")
        return redirect("roadmap", made.slug)
    return _new_page(request, form, problems)


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


def _new_page(request: LearnerRequest, form: NewRoadmapForm, problems: list[Problem]) -> HttpResponse:
    reading = read_outline(form.cleaned_data["body"])
    outline = with_slugs(reading.outline)
    context = _typed(request) | {"reading": reading, "outline": outline, "problems": problems}
    context |= {"sound": not check(outline), "slug": form.cleaned_data["slug"] or outline.slug}
    return render(request, "outlines/new.html", context, status=422 if form.applies else 200)


def _why_not(form: OutlineForm, roadmap: Roadmap, shown: OutlinePlan) -> str:
    """Return why a valid outline cannot be applied yet; "" if it can, or if applying it is not requested."""
    if not form.applies:
        return ""
    if form.cleaned_data["version"] != roadmap.version:
        return STALE
    return OTHER if form.cleaned_data["shown"] != shown.digest else ""


def _preview(edit: OutlineEdit, reading: Reading, shown: OutlinePlan, form: OutlineForm) -> dict[str, object]:
    kept_at = counted_at()
    rows = [
        replace(row, offers=found)
        for row, found in zip(affected(shown.changes, kept_at), offers(shown.changes), strict=True)
    ]
    groups = [(kind, [row for row in rows if row.change.kinds[0] == kind]) for kind in ORDER]
    return {
        "plan": shown,
        "counted_at": kept_at,
        "groups": [(kind, len(found), _listed(found, form.declined)) for kind, found in groups if found],
        "reading": reading,
        "note": edit.slug_warning(reading),
        "problems": edit.problems(reading, shown),
    }


def _listed(rows: list[Affected], declined: list[Key]) -> list[Affected]:
    """Return the ROWS that the page lists: the first, every guess that can be declined, and every one that is."""
    return [
        row
        for place, row in enumerate(rows)
        if place < LISTED_CHANGES or row.change.proposed or (row.change.word, row.change.id) in declined
    ]


def _typed(request: LearnerRequest) -> dict[str, object]:
    """Return the typed values, to show them again, valid or not."""
    return {name: request.POST.get(name, "") for name in ("body", "slug", "published")} | {
        "declined": request.POST.getlist("declined")
    }


def _page(
    request: LearnerRequest, roadmap: Roadmap, edit: OutlineEdit, context: dict[str, object], status: int = 200
) -> HttpResponse:
    shared = {"roadmap": roadmap, "stage": edit.stage} | _typed(request)
    return render(request, "outlines/edit.html", shared | context, status=status)
