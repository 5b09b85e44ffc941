"""Saying how far a learner is with a resource."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from roadmap_app import access
from roadmap_app.actions.resources import set_resource_state
from roadmap_app.domain.parts import RESOURCE_STATES
from roadmap_app.forms.progress import ResourceStateForm
from roadmap_app.queries.curriculum import tree
from roadmap_app.queries.progress import read_standing
from roadmap_app.views.errors import refuse
from roadmap_app.web.htmx import LearnerRequest, signed_in
from roadmap_app.web.pages import page_of


@require_POST
@signed_in
def resource_state(request: LearnerRequest, resource_id: int) -> HttpResponse:
    """Set a resource to read (state=unread), being read (reading) or read."""
    resource = access.resource(request.user, resource_id)
    form = ResourceStateForm(request.POST)
    if not form.is_valid():
        return refuse(request, "A resource can be set to “unread”, “reading” or “read”, nothing else.")
    state = form.cleaned_data["state"]
    before = set_resource_state(user=request.user, resource=resource, state=state)
    has_changed = before != state
    if not request.htmx:
        if has_changed:
            messages.info(request, f"{RESOURCE_STATES[state]}: “{resource.title}”.")
        return redirect(page_of(request, f"resource-{resource.pk}"))
    topic = read_standing(request.user, tree(resource.roadmap)).topic(resource.topic_id)
    # A retired one that is not read any more has left the page.
    card = next((each for each in topic.resources if each.resource.id == resource.pk), None) if topic else None
    return render(request, "topics/resource.html", {"card": card, "before": before if has_changed else ""})
