"""What to do now: a short queue of items for the minutes that somebody has."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from roadmap_app import access
from roadmap_app.domain.now import queue_for
from roadmap_app.forms.now import MinutesForm

CHOICES = (15, 25, 45, 90)


@require_safe
@access.browsable
def roadmap_now(request: HttpRequest, roadmap: str) -> HttpResponse:
    """Show what fits the minutes in the address (5 to 240; by default 25), or why they cannot be used."""
    standing = access.roadmap_standing(request.user, roadmap)
    form = MinutesForm(request.GET)
    context = {"page": "now", "standing": standing, "form": form, "choices": CHOICES}
    if form.is_valid():
        context["queue"] = queue_for(standing, form.cleaned_data["minutes"])
    return render(request, "now/now.html", context, status=422 if form.errors else 200)
