"""Listing one's sessions, and ending them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from roadmap_app import access
from roadmap_app.actions.sessions import end_sessions
from roadmap_app.identity.recent_proof import ask_for_proof
from roadmap_app.identity.session_list import is_current, living_sessions
from roadmap_app.web.htmx import LearnerRequest, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sessions(request: LearnerRequest) -> HttpResponse:
    """List a person's sessions; a POST ends all but the current one."""
    found = living_sessions(request.user)
    if request.method == "POST":
        if response := ask_for_proof(request, back=reverse("usersessions_list")):
            return response
        end_sessions(user=request.user, ids=[each.pk for each in found if not is_current(each, request)])
        messages.success(request, "You are signed out everywhere else.")
        return redirect("usersessions_list")
    lines = [(each, is_current(each, request)) for each in reversed(found)]
    lines.sort(key=lambda line: not line[1])  # the current one first, then the newest
    return render(request, "usersessions/usersession_list.html", {"lines": lines})


@require_POST
@signed_in
def session_end(request: LearnerRequest, session_id: int) -> HttpResponse:
    """End a session in another browser."""
    session = access.session(request.user, session_id)
    if is_current(session, request):
        return redirect("account_logout")  # which ends the current session
    if response := ask_for_proof(request, back=reverse("usersessions_list")):
        return response
    end_sessions(user=request.user, ids=[session.pk])
    messages.success(request, "That session is ended.")
    return redirect("usersessions_list")
