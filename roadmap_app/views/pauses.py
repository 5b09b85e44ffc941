"""Pauses: booking, changing, ending and removing them. Each POST names the days that it is about."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from roadmap_app import access
from roadmap_app.actions.pauses import (
    MAX_PAUSES,
    PauseExists,
    TooManyPauses,
    book_pause,
    change_pause,
    end_pauses,
    remove_pause,
)
from roadmap_app.forms.plans import PausedDaysForm, PauseForm
from roadmap_app.queries.plans import own_pauses
from roadmap_app.views.errors import refuse
from roadmap_app.web.htmx import LearnerRequest, signed_in, submitted
from roadmap_app.web.pages import page_of

BOOKED = "Your pause is booked: plans that run over these days have moved."
BOOKED_WITHOUT_END = "Your pause is booked. From its first day on your plans move with each day, until you end it."


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def pauses(request: LearnerRequest) -> HttpResponse:
    """List a learner's pauses, and book one."""
    form = PauseForm(submitted(request))
    if form.is_valid():
        try:
            book_pause(user=request.user, **form.cleaned_data)
        except TooManyPauses:
            form.add_error(
                None, f"You have {MAX_PAUSES} pauses, which is the most there can be. Remove old ones first."
            )
        else:
            messages.success(request, BOOKED if form.cleaned_data["last_day"] else BOOKED_WITHOUT_END)
            return redirect("pauses")
    lines = own_pauses(request.user)
    context = {"form": form, "lines": lines, "is_paused": any(line.is_now for line in lines)}
    return render(request, "pauses/list.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def pause(request: LearnerRequest, pause_id: int) -> HttpResponse:
    """Change the days and the reason of a pause."""
    own = access.pause(request.user, pause_id)
    form = PauseForm(submitted(request), instance=own)
    if form.is_valid():
        try:
            change_pause(user=request.user, pause=own, **form.cleaned_data)
        except PauseExists:
            form.add_error(None, "You have another pause with these days.")
        else:
            messages.success(request, "Your pause is changed.")
            return redirect("pauses")
    context = {"form": form, "pause": own}
    return render(request, "pauses/pause.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def pause_removal(request: LearnerRequest) -> HttpResponse:
    """Remove the pause of the days that are sent; without such a pause, nothing is left to do."""
    form = PausedDaysForm(request.POST)
    if not form.is_valid():
        return refuse(request, "This page did not say which pause to remove. Reload it and try again.")
    remove_pause(user=request.user, **form.cleaned_data)
    messages.success(request, "The pause is removed.")
    return redirect("pauses")


@require_POST
@signed_in
def pauses_end(request: LearnerRequest) -> HttpResponse:
    """End the pause that today lies in: yesterday was its last day, or it is removed if it began today."""
    ended = end_pauses(user=request.user)
    messages.success(request, "Welcome back: your pause is over." if ended else "You are on no pause today.")
    return redirect(page_of(request))
