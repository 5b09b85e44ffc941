"""A learner's plan on a roadmap: starting, changing it from today on, and taking it up from here."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from roadmap_app import access
from roadmap_app.actions.plans import enrol, take_back, take_up
from roadmap_app.domain.plan_history import arrival_with
from roadmap_app.domain.standing import RoadmapStanding
from roadmap_app.forms.plans import EnrolmentForm, TakingUpForm
from roadmap_app.models import Roadmap, User
from roadmap_app.queries.accounts import own_enrolment
from roadmap_app.queries.curriculum import tree
from roadmap_app.queries.forecasts import read_forecast
from roadmap_app.queries.plans import history_of, too_many_hours
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
    initial = {} if own else {"started_on": timezone.localdate(), "hours_per_week": row.weekly_hours}
    form = EnrolmentForm(submitted(request), instance=own, initial=initial)
    if form.is_valid():
        plan = enrol(user=request.user, roadmap=row, **form.cleaned_data)
        has_past = form.has_changed() and own and plan.valid_from == timezone.localdate()
        since = " What changed counts from today on." if has_past else ""
        messages.success(request, f"Your plan on “{row.title}” is set.{since}{_warning(request.user)}")
        return redirect(page_of(request))
    return _plan_page(request, row, form, 422 if form.is_bound else 200)


@require_POST
@signed_in
def roadmap_enrolment_preview(request: LearnerRequest, roadmap: str) -> HttpResponse:
    """Say when the plan would arrive with a first day and hours a week, without saving them."""
    row = access.roadmap(request.user, roadmap)
    form = EnrolmentForm(request.POST)
    status = 200 if form.is_valid() else 422
    if not request.htmx:
        return _plan_page(request, row, form, status)
    standing = read_standing(request.user, tree(row))
    arrival = arrival_with(standing, **form.cleaned_data) if form.is_valid() else None
    context = {"arrival": arrival, "today": standing.today, "form": form}
    return render(request, "roadmaps/_arrival.html", context, status=status)


def _plan_page(request: LearnerRequest, row: Roadmap, form: EnrolmentForm, status: int) -> HttpResponse:
    standing = read_standing(request.user, tree(row))
    asked = form.cleaned_data if form.is_bound else form.initial
    arrival = None if form.errors else arrival_with(standing, **asked)
    context: dict[str, object] = {"roadmap": row, "form": form, "standing": standing}
    context |= {
        "arrival": arrival,
        "today": standing.today,
        "history": history_of(standing),
        "forecast": read_forecast(request.user, standing),
    }
    return render(request, "roadmaps/enrolment.html", context, status=status)


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
        messages.success(request, _taken_up(request, read_standing(request.user, tree(row))))
    else:
        messages.info(request, "There is no plan under way that could be taken up from here.")


def _taken_up(request: LearnerRequest, standing: RoadmapStanding) -> str:
    """Return the message about the new plan, with a button that takes it back."""
    return render_to_string("roadmaps/_taken_up.html", {"standing": standing, "warning": _warning(request.user)})


def _warning(user: User) -> str:
    """Return what follows a message about a plan of USER, with the space before it; "" if they have the hours."""
    hours = too_many_hours(user)
    return f" Your plans take {hours} hours a week, more than the {user.hours_a_week} that you have." if hours else ""
