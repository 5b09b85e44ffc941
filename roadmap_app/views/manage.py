"""The place of owners and editors, and where it begins for each of them."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from roadmap_app import access
from roadmap_app.web.htmx import LearnerRequest, signed_in


@require_safe
@access.edits
@signed_in
def manage(request: LearnerRequest) -> HttpResponse:
    """Redirect owners to the people, editors to the roadmaps, and other staff to the admin."""
    return redirect(access.managed_page(request.user))
