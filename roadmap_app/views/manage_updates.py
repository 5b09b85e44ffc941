"""Deciding between what is here and what a newer fixture brings."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from roadmap_app import access
from roadmap_app.actions.decide import Decision, DecisionStale, decide, update_of
from roadmap_app.forms.updates import STALE, DecisionForm
from roadmap_app.web.htmx import LearnerRequest, signed_in, submitted


@require_http_methods(["GET", "HEAD", "POST"])
@access.edits
@signed_in
def manage_update(request: LearnerRequest, roadmap: str, entry_id: int) -> HttpResponse:
    """Show the fields that an editor and a newer fixture have changed, and apply the decision."""
    entry = access.decided_entry(request.user, roadmap, entry_id)
    update = update_of(entry)
    if update is None:
        messages.warning(request, "There is nothing to decide here any more.")
        return redirect("manage_roadmap", roadmap)
    form = DecisionForm(update, submitted(request))
    if form.is_valid():
        try:
            decide([Decision(entry, form.taken, form.cleaned_data["seen"])])
        except DecisionStale:
            messages.warning(request, STALE)
            return redirect(request.path)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(request, f"Decided: {entry.model} “{update.row}”.")
            return redirect("manage_roadmap", roadmap)
    context = {"section": "roadmaps", "roadmap": update.row.roadmap, "slug": roadmap, "update": update, "entry": entry}
    return render(request, "manage/update.html", context | {"form": form}, status=422 if form.is_bound else 200)
