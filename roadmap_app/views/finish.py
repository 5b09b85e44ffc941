"""The page at the end of a roadmap."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from roadmap_app import access
from roadmap_app.domain.home import home_of
from roadmap_app.queries.finish_page import read_finish_page
from roadmap_app.web.htmx import LearnerRequest, signed_in


@require_safe
@signed_in
def roadmap_finish(request: LearnerRequest, roadmap: str) -> HttpResponse:
    """Look back on a roadmap that the learner has walked; before that, say what is open."""
    standing = access.roadmap_standing(request.user, roadmap)
    context = {
        "page": "finish",
        "standing": standing,
        "finish": read_finish_page(request.user, standing),
        "home": home_of(standing),
    }
    return render(request, "finish/finish.html", context)
