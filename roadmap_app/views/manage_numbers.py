"""The numbers of all learners together, for owners."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from roadmap_app import access
from roadmap_app.queries.numbers import read_numbers
from roadmap_app.queries.reach import counted_at
from roadmap_app.web.htmx import LearnerRequest, signed_in


@require_safe
@access.edits
@signed_in
def manage_numbers(request: LearnerRequest) -> HttpResponse:
    """Show how many accounts there are, how many learn, and how far they are on each roadmap, never fewer than five."""
    access.owner(request.user)
    kept_at = counted_at()
    context = {"section": "numbers", "numbers": read_numbers(timezone.localdate(), kept_at), "counted_at": kept_at}
    return render(request, "manage/numbers.html", context)
