"""Search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from roadmap_app import access
from roadmap_app.domain.search.ranking import MAX_LENGTH
from roadmap_app.queries.search_page import read_results


@require_safe
@access.browsable
def search(request: HttpRequest) -> HttpResponse:
    """Show what the person may see that has the words in ?q=; with ?kind=, all of one kind."""
    typed = " ".join(request.GET.get("q", "").split())
    only = access.choices.search_kind(request.GET.get("kind", ""))
    context = {
        "typed": typed[:MAX_LENGTH],
        "is_cut": len(typed) > MAX_LENGTH,
        "max_length": MAX_LENGTH,
        "results": read_results(request.user, typed, only),
        "only": only,
    }
    return render(request, "search/search.html", context)
