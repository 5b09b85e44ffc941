"""All of a learner's notes on one page or in one file, and the choice of a topic for a new one."""

from dataclasses import replace
from itertools import accumulate, takewhile

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from roadmap_app.domain.notebook import NotebookNote, write_notebook
from roadmap_app.queries.notes import by_stage, note_choices, whole_notes
from roadmap_app.web.htmx import LearnerRequest, signed_in
from roadmap_app.web.rendering import render_note

# Characters of notes on one page; what is beyond is in the file.
PAGE_LENGTH = 1_000_000


@require_safe
@signed_in
def note_new(request: LearnerRequest) -> HttpResponse:
    """Show the topics that a note can be written on."""
    return render(request, "notes/new.html", {"choices": note_choices(request.user)})


@require_safe
@signed_in
def notes_all(request: LearnerRequest) -> HttpResponse:
    """Show all notes, laid out, to be read or printed."""
    lines = list(whole_notes(request.user))
    ends = accumulate(len(line.body) for line in lines)
    count = sum(1 for _ in takewhile(lambda end: end <= PAGE_LENGTH, ends))
    shown = [replace(line, html=render_note(request.user.pk, line.body)) for line in lines[:count]]
    return render(request, "notes/all.html", {"groups": by_stage(shown), "is_cut": count < len(lines)})


@require_safe
@signed_in
def notes_download(request: LearnerRequest) -> HttpResponse:
    """Return all notes as one Markdown file."""
    lines = (line for group in by_stage(whole_notes(request.user)) for line in group.notes)
    notes = (NotebookNote(line.place.roadmap, line.place.stage, line.title, line.body) for line in lines)
    name = f"cairn-notes-{timezone.localtime():%Y-%m-%d}.md"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write_notebook(notes), content_type="text/markdown; charset=utf-8", headers=headers)
