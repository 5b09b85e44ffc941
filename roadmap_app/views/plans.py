"""A learner's plan on a roadmap: starting, changing it from today on, and taking it up from here."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST

from roadmap_app import access
from roadmap_app.actions.plans import enrol, take_back, take_up
from roadmap_app.domain.standing import RoadmapStanding
from roadmap_app.forms.plans import EnrolmentForm, TakingUpForm
from roadmap_app.models import Roadmap
from roadmap_app.queries.accounts import own_enrolment
from roadmap_app.queries.curriculum import tree
from roadmap_app.queries.forecasts import read_forecast
from roadmap_app.queries.plans import history_of
from roadmap_app.queries.progress import read_standing
from roadmap_app.views.errors import refuse
from roadmap_app.web.htmx import LearnerRequest, signed_in, submitted
from roadmap_app.web.pages import page_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def roadmap_enrolment(request: LearnerRequest, roadmap: str) -> HttpResponse:
    """Start a roadmap, or change the first day and the hours a week from today on; show the plans so far."""
    row = access.roadmap(request.user, roadmap)
    own = own_enrolment(request.user, row)
    initial = {} if own else {"hours_per_week": row.weekly_hours}
    form = EnrolmentForm(submitted(request), instance=own, initial=initial)
    if form.is_valid():
        enrol(user=request.user, roadmap=row, **form.cleaned_data)
        since = " What changed counts from today on." if own else ""
        messages.success(request, f"Your plan on “{row.title}” is set.{since}")
        return redirect(page_of(request))
    standing = read_standing(request.user, tree(row))
    context: dict[str, object] = {"roadmap": row, "form": form, "enrolment": own, "standing": standing}
    context |= {"history": history_of(standing), "forecast": read_forecast(request.user, standing)}
    return render(request, "roadmaps/enrolment.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def roadmap_taking_up(request: LearnerRequest, roadmap: str) -> HttpResponse:
    """Take the plan up from here (state=here), or put the one before today's change in force again (state=before)."""
    row = access.roadmap(request.user, roadmap)
    form = TakingUpForm(request.POST)
    if not form.is_valid():
        return refuse(request, "A plan goes on from “here” or as it was “before”, with 1 to 80 hours a week.")
    if form.is_back:
        taken_back = take_back(user=request.user, roadmap=row)
        messages.info(request, "Your plan is as it was." if taken_back else "There is no change of today to take back.")
    else:
        _take_up(request, row, form.cleaned_data["hours_per_week"])
    return redirect(page_of(request))


def _take_up(request: LearnerRequest, row: Roadmap, hours_per_week: int | None) -> None:
    shown = read_standing(request.user, tree(row))
    if shown.plan and shown.pace and shown.pace.is_under_way:
        hours = hours_per_week or shown.plan.hours_per_week
        take_up(user=request.user, roadmap=row, month=shown.pace.walked_month, hours_per_week=hours)
        messages.success(request, _taken_up(read_standing(request.user, tree(row))))
    else:
        messages.info(request, "There is no plan under way that could be taken up from here.")


def _taken_up(standing: RoadmapStanding) -> str:
    """Return the message about the new plan, with a button that takes it back."""
    return render_to_string("roadmaps/_taken_up.html", {"standing": standing})
