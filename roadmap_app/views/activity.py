"""The page of a learner's activity: rhythm, calendar, burn-up; each can be hidden."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from roadmap_app import access
from roadmap_app.actions.accounts import show_activity_part
from roadmap_app.forms.progress import PartForm
from roadmap_app.queries.activity_page import read_activity_page
from roadmap_app.views.errors import refuse
from roadmap_app.web.htmx import LearnerRequest, signed_in
from roadmap_app.web.pages import page_of


@require_safe
@signed_in
def activity(request: LearnerRequest) -> HttpResponse:
    """Show the learner's rhythm, a year (?year=) of their activity, and the burn-up of a roadmap (?roadmap=)."""
    year = access.choices.activity_year(request.GET.get("year", ""))
    slug = request.GET.get("roadmap", "")
    roadmap = access.roadmap(request.user, slug) if slug else None
    shown = read_activity_page(request.user, timezone.localdate(), year, roadmap)
    return render(request, "activity/activity.html", {"activity": shown})


@require_POST
@signed_in
def activity_part(request: LearnerRequest, part: str) -> HttpResponse:
    """Show a part of the page of activity (state=shown) or hide it (state=hidden)."""
    part = access.choices.activity_part(part)
    form = PartForm(request.POST)
    if not form.is_valid():
        return refuse(request, "A part of your activity can be set to “shown” or “hidden”, nothing else.")
    show_activity_part(user=request.user, part=part, shown=form.wanted)
    return redirect(page_of(request))
