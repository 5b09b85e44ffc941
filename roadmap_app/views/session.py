"""Lets an open page check whether its session still exists."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from roadmap_app.web.pages import account_mark


@require_safe
@never_cache
def session(request: HttpRequest) -> HttpResponse:
    """Return the current account's mark as JSON ("" if nobody is signed in), and the CSRF token."""
    return JsonResponse({"account": account_mark(request.user), "token": get_token(request)})
