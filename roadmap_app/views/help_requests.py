"""Asking the leads of one's teams for help with a topic, and taking it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from roadmap_app import access
from roadmap_app.actions.help_requests import ask_for_help, take_back_request
from roadmap_app.forms.help_requests import HelpForm
from roadmap_app.queries.help_requests import read_own_help
from roadmap_app.views.errors import refuse
from roadmap_app.web.htmx import LearnerRequest, signed_in, submitted
from roadmap_app.web.pages import page_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def topic_help(request: LearnerRequest, topic_id: int) -> HttpResponse:
    """Let a member of a team ask for help with a topic, or change what they ask, and say what the leads see of it."""
    topic = access.topic_row(request.user, topic_id)
    own = access.teams.own_help(request.user, topic_id)
    form = HelpForm(submitted(request), own=own)
    address = reverse("topic", args=[topic.roadmap.slug, topic.stage.slug, topic.slug])
    if not form.is_valid():
        context = {"topic": topic, "help": own, "form": form, "address": address}
        return render(request, "topics/help.html", context, status=422 if form.is_bound else 200)
    text = form.cleaned_data["text"]
    if not ask_for_help(user=request.user, topic=topic, memberships=form.chosen, text=text):
        return refuse(request, "You are not in this team any more, or it no longer follows this roadmap.", 409)
    messages.success(request, "You have asked for help. The leads see it on the page of the team.")
    return redirect(f"{address}#help")


@require_POST
@signed_in
def topic_help_removal(request: LearnerRequest, topic_id: int) -> HttpResponse:
    """Take back what the learner has asked for help with, in all of their teams."""
    access.topic_row(request.user, topic_id)
    take_back_request(user=request.user, topic_id=topic_id)
    message = "Taken back: the leads do not see it any more."
    if not request.htmx:
        messages.success(request, message)
        return redirect(page_of(request, "help"))
    help_ = read_own_help(request.user, topic_id)
    return render(request, "topics/help_taken_back.html", {"help": help_, "message": message})
