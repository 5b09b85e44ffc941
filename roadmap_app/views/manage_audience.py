"""For whom a roadmap is, for owners and for the editors among those who see it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from roadmap_app import access
from roadmap_app.actions.audience import AudienceRefused, planned_teams, set_audience
from roadmap_app.forms.audience import AudienceForm
from roadmap_app.queries.audience import audience_of, audience_with
from roadmap_app.web.htmx import LearnerRequest, signed_in, submitted


@require_http_methods(["GET", "HEAD", "POST"])
@access.edits
@signed_in
def manage_audience(request: LearnerRequest, roadmap: str) -> HttpResponse:
    """Show who sees a roadmap and who would with another choice, and set it."""
    row, by = access.edited_roadmap(request.user, roadmap), request.user
    form, planned = AudienceForm(submitted(request), roadmap=row, editor=by), None
    if form.is_valid():
        try:
            if form.is_set:
                row = set_audience(roadmap=row, by=by, team_ids=form.team_ids)
                messages.success(request, audience_of(row, by).words)
                return redirect("manage_roadmap", row.slug)
            planned = audience_with(row, by, planned_teams(roadmap=row, by=by, team_ids=form.team_ids))
        except AudienceRefused as refused:
            form.add_error(None, str(refused))
    context = {"section": "roadmaps", "roadmap": row, "form": form, "now": audience_of(row, by), "planned": planned}
    return render(request, "manage/audience.html", context, status=422 if form.errors else 200)
