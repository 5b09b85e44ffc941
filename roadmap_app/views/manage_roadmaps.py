"""Roadmaps, for editors: what is published, what prevents it, broken links, and updates to decide."""

from collections import Counter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from roadmap_app import access
from roadmap_app.actions.decide import open_updates
from roadmap_app.actions.jobs import ask_for
from roadmap_app.queries.audience import audience_of, marks_of
from roadmap_app.queries.links import LINK_CHECK, broken_links, last_checked, last_run
from roadmap_app.queries.manage import managed_roadmaps
from roadmap_app.queries.outline import faults_of
from roadmap_app.queries.saves import read_saves
from roadmap_app.web.htmx import LearnerRequest, signed_in
from roadmap_app.web.pages import page_of

LATEST = 3
NO_WORKER = "No worker has checked links here yet: start manage.py worker, or run manage.py check_links in a shell."


@require_safe
@access.edits
@signed_in
def manage_roadmaps(request: LearnerRequest) -> HttpResponse:
    """List the roadmaps with what is to be done on each."""
    access.editor(request.user)
    updates = Counter(entry.roadmap_slug for entry, _ in open_updates(request.user))
    rows = list(managed_roadmaps(request.user))
    marks = marks_of(rows, request.user)
    lines = [(roadmap, updates[roadmap.slug], marks.get(roadmap.pk, "")) for roadmap in rows]
    return render(request, "manage/roadmaps.html", {"section": "roadmaps", "lines": lines})


@require_safe
@access.edits
@signed_in
def manage_roadmap(request: LearnerRequest, roadmap: str) -> HttpResponse:
    """Show a roadmap: whether it is published or what prevents it, its broken links, and the updates to decide."""
    row = access.edited_roadmap(request.user, roadmap)
    context = {
        "section": "roadmaps",
        "roadmap": row,
        "audience": audience_of(row, request.user),
        "faults": [] if row.is_published else faults_of(row.pk),
        "broken": broken_links(row),
        "run": last_run(),
        "checked_at": last_checked(row),
        "updates": open_updates(request.user, row.slug),
        "saves": read_saves(row, count=LATEST, editor=request.user)[0],
    }
    return render(request, "manage/roadmap.html", context)


@require_POST
@access.edits
@signed_in
def link_check(request: LearnerRequest) -> HttpResponse:
    """Let the worker check all links at once."""
    access.editor(request.user)
    if ask_for(LINK_CHECK):
        messages.success(request, "The worker checks all links now, which takes some minutes.")
    else:
        messages.warning(request, NO_WORKER)
    return redirect(page_of(request))
