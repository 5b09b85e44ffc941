"""The history of a roadmap, save by save, and undoing one of them."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from roadmap_app import access
from roadmap_app.actions.undo import CannotUndo, undo_save
from roadmap_app.forms.history import FORMAT, HistoryPage, SaveForm
from roadmap_app.queries.saves import read_saves
from roadmap_app.views.errors import refuse
from roadmap_app.web.htmx import LearnerRequest, signed_in


@require_safe
@access.edits
@signed_in
def manage_history(request: LearnerRequest, roadmap: str) -> HttpResponse:
    """List the saves of a roadmap, the newest first."""
    row = access.edited_roadmap(request.user, roadmap)
    form = HistoryPage(request.GET)
    if not form.is_valid():
        raise Http404("There is no such page.")
    saves, next_before = read_saves(row, before=form.cleaned_data["before"], editor=request.user)
    context = {"section": "roadmaps", "roadmap": row, "saves": saves, "before": form.cleaned_data["before"]}
    return render(request, "manage/history.html", context | {"next_before": next_before and _as_text(next_before)})


@require_POST
@access.edits
@signed_in
def save_undo(request: LearnerRequest, roadmap: str) -> HttpResponse:
    """Undo a whole save, or say what was changed later."""
    row = access.undone_roadmap(request.user, roadmap)
    form = SaveForm(request.POST)
    if not form.is_valid():
        return refuse(request, "This page did not say which save to undo. Reload it and try again.")
    try:
        sent = form.cleaned_data
        undone = undo_save(roadmap=row, kind=sent["kind"], number=sent["record"], by=request.user)
    except CannotUndo as error:
        context = {"section": "roadmaps", "roadmap": row, "reasons": error.reasons}
        return render(request, "manage/not_undone.html", context, status=409)
    kept = f" {undone.retired} of it is retired, as learners depend on it." if undone.retired else ""
    done = f"The save is undone.{kept} The newest entry is the undo; it can be undone, too."
    messages.success(request, done if undone.changed else "Nothing has changed: it is undone already.")
    return redirect("manage_history", row.slug)


def _as_text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):{FORMAT}}"
